import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countResets, expandEvents, type SmmEvent } from '../../src/workload/expand.js';
import { listRules } from '../../src/workload/rules.js';
import { smiSequence } from './registers.arbitrary.js';

describe.each(listRules())('over random SMIs, by the rules of $name', (rules) => {
  const expand = (events: SmmEvent[]) => expandEvents(events, rules);

  it('an early reset keeps the role and a full one changes it', () => {
    fc.assert(
      fc.property(smiSequence, (events) => {
        let role: bigint | null = null;
        for (const [index, { kind, resets }] of expand(events).entries()) {
          const event = events[index];
          // Whatever the guest did since the last RSM, KVM has followed it.
          if (kind === 'enter' && event) role = rules.role(event.registers);
          for (const reset of resets) {
            const next = rules.role(reset.registers);
            expect(reset.kind).toBe(next === role ? 'early' : 'full');
            role = next;
          }
        }
      }),
    );
  });

  it('a replay that sees nothing but the resets decides the same', () => {
    fc.assert(
      fc.property(smiSequence, (events) => {
        let stored: bigint | null = null;
        const replayed: string[] = [];
        const resets = expand(events).flatMap((transition) => transition.resets);
        for (const { registers } of resets) {
          const role = rules.role(registers);
          replayed.push(role === stored ? 'early' : 'full');
          stored = role;
        }
        expect(resets.map(({ kind }) => kind)).toEqual(replayed);
      }),
    );
  });

  it('an entry has two resets, an RSM at least one, and both begin with a full one', () => {
    fc.assert(
      fc.property(smiSequence, (events) => {
        const transitions = expand(events);
        for (const { kind, resets } of transitions) {
          if (kind === 'enter') expect(resets).toHaveLength(2);
          const own = resets.filter(({ cause }) => !cause.startsWith('handler'));
          expect(own[0]).toMatchObject({ kind: 'full', cause: `${kind}: SMM flag` });
        }
        const { calls, full, early, entries, rsms } = countResets(transitions);
        expect(full + early).toBe(calls);
        expect(entries + rsms).toBe(events.length);
      }),
    );
  });

  it('the guest stands after RSM where the saved state says', () => {
    fc.assert(
      fc.property(smiSequence, (events) => {
        for (const [index, { kind, resets }] of expand(events).entries()) {
          const last = resets.at(-1);
          if (kind !== 'rsm' || !last) continue;
          const saved = events[index]?.registers;
          if (!saved) throw new Error('every transition has its event');
          expect(rules.role(last.registers)).toBe(rules.role(saved));
        }
      }),
    );
  });
});
