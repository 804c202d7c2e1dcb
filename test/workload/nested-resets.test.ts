import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countResets,
  expandEvents,
  type GuestEvent,
  type NestedEvent,
} from '../../src/workload/expand.js';
import { modelWorkload } from '../../src/workload/models/models.js';
import { findRules, listRules } from '../../src/workload/rules.js';
import type { GuestRegisters, Transition } from '../../src/workload/types.js';
import { guests, notation, roundTripEvents } from './guests.js';
import { nestedSequence } from './registers.arbitrary.js';

const RULES = findRules('v5.17');
const L1 = guests['64-bit, NX'];

function nested(parameters: string, rules = RULES): Transition[] {
  const workload = modelWorkload(`nested:${parameters}`, rules);
  if (!workload) throw new Error('nested is a model');
  return workload.transitions;
}

/** One visit to each of these L2 states, from and back to L1. */
function visits(l2States: readonly GuestRegisters[], l1 = L1): NestedEvent[] {
  return l2States.flatMap((l2): NestedEvent[] => [
    { kind: 'nested-entry', registers: l1, l2, work: null },
    { kind: 'nested-exit', registers: l1, work: null },
  ]);
}

describe('the nested model', () => {
  const entries = fc.integer({ min: 1, max: 60 });
  const rules = fc.constantFrom(...listRules());

  it('with one L2 guest makes two calls a visit, all early after the very first', () => {
    fc.assert(
      fc.property(entries, rules, (visited, each) => {
        expect(countResets(nested(`entries=${visited}`, each))).toEqual({
          entries: 0,
          rsms: 0,
          nestedEntries: visited,
          nestedExits: visited,
          calls: 2 * visited,
          full: 1,
          early: 2 * visited - 1,
        });
      }),
    );
  });

  it('with several in turn makes each entry full and each exit early', () => {
    const guestCount = fc.integer({ min: 2, max: 5 });
    fc.assert(
      fc.property(entries, guestCount, rules, (visited, count, each) => {
        const transitions = nested(`entries=${visited},guests=${count}`, each);
        expect(transitions).toHaveLength(2 * visited);
        for (const { kind, resets } of transitions) {
          const expected = kind === 'nested-entry' ? 'full' : 'early';
          expect(resets.map((reset) => reset.kind)).toEqual([expected]);
        }
      }),
    );
  });

  it('takes as many paging modes as it has guests', () => {
    const modes = nested('entries=10,guests=5').filter(({ kind }) => kind === 'nested-entry');
    const roles = modes.flatMap(({ resets }) => resets).map((each) => RULES.role(each.registers));
    expect(new Set(roles).size).toBe(5);
    expect(roles.slice(5)).toEqual(roles.slice(0, 5));
  });
});

describe('a visit to L2', () => {
  it('resets nested_mmu going in, with the registers of L2, and root_mmu coming out', () => {
    const [entry, exit] = expandEvents(visits([guests['PAE, NX']]), RULES);
    expect(entry).toMatchObject({
      kind: 'nested-entry',
      resets: [
        { cause: 'nested-entry: CR3 load', registers: { ...guests['PAE, NX'], nested: true } },
      ],
    });
    expect(exit).toMatchObject({
      kind: 'nested-exit',
      resets: [{ cause: 'nested-exit: CR3 load', registers: { ...L1, nested: false } }],
    });
  });

  it('finds in nested_mmu what the last one left there, whatever L1 has done since', () => {
    const paging = guests['PAE, NX'];
    const events: GuestEvent[] = [
      ...visits([paging]),
      ...roundTripEvents(L1, 'SeaBIOS'),
      ...visits([paging], guests['real mode']),
    ];
    expect(notation(expandEvents(events, RULES))).toBe(
      '[CR3 F][CR3 e][F, F][F, EFER e, CR4 e, CR0 F][CR3 e][CR3 e]',
    );
  });

  it('is full again where L2 has changed its paging', () => {
    const { cr0, cr4, efer, smm } = L1;
    const states = [L1, { cr0, cr4: cr4 | 0x40_0000, efer, smm }, L1];
    const kinds = expandEvents(visits(states), RULES).map(({ resets }) => resets[0]?.kind);
    expect(kinds).toEqual(['full', 'early', 'full', 'early', 'full', 'early']);
  });

  it('comes back with a full reset where the exit loads another L1 state', () => {
    const events: NestedEvent[] = [
      { kind: 'nested-entry', registers: L1, l2: L1, work: null },
      { kind: 'nested-exit', registers: guests['64-bit, no NX'], work: null },
    ];
    expect(notation(expandEvents(events, RULES))).toBe('[CR3 F][CR3 F]');
  });

  it('is not left twice, nor by RSM, nor interrupted by an SMI', () => {
    const [entry, exit] = visits([L1]);
    const [smi, rsm] = roundTripEvents(L1, 'bare RSM');
    if (!entry || !exit || !smi || !rsm) throw new Error('a visit and an SMI have two events each');
    for (const wrong of [[exit], [entry, exit, exit], [entry, rsm], [entry, smi], [smi, exit]]) {
      expect(() => expandEvents(wrong, RULES)).toThrow('out of turn');
    }
  });
});

describe.each(listRules())('over random visits and SMIs, by the rules of $name', (rules) => {
  it('a reset is early exactly where its own MMU has the role already', () => {
    fc.assert(
      fc.property(nestedSequence, (events) => {
        const stored = { root: 0n, nested: 0n };
        for (const [index, { kind, resets }] of expandEvents(events, rules).entries()) {
          const event = events[index];
          if (!event) throw new Error('every transition has its event');
          if (kind === 'enter' || kind === 'nested-entry')
            stored.root = rules.role(event.registers);
          for (const reset of resets) {
            const mmu = reset.registers.nested ? 'nested' : 'root';
            const role = rules.role(reset.registers);
            expect(reset.kind).toBe(role === stored[mmu] ? 'early' : 'full');
            stored[mmu] = role;
          }
        }
      }),
    );
  });

  it('each way of a visit makes one call', () => {
    fc.assert(
      fc.property(nestedSequence, (events) => {
        for (const { kind, resets } of expandEvents(events, rules)) {
          if (kind !== 'nested-entry' && kind !== 'nested-exit') continue;
          expect(resets).toHaveLength(1);
          expect(resets[0]?.registers.nested).toBe(kind === 'nested-entry');
        }
      }),
    );
  });
});
