/**
 * Templates hold reserved bits that follow from the guest's MAXPHYADDR: whoever keeps them when
 * KVM_SET_CPUID2 changes it copies the old ones.
 */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GuestRegisters } from '../../src/workload/types.js';
import { guests } from '../workload/guests.js';
import { layoutNamed, registry, runnable } from './support/addon.js';
import { fieldsAt } from './support/bytes.js';
import { guestOrNested } from './support/guests.arbitrary.js';
import {
  bytesAfter,
  NO_DIFFERENCES,
  type Subject,
  structDifferences,
  subjects,
  titleOf,
} from './support/replay.js';

const equivalent = runnable.filter((strategy) => strategy.equivalent).map(({ name }) => name);
/** All but the constant pointers comes from a template. */
const copying = equivalent.filter((name) => /^memcpy-(?!constants-)/.test(name));

const cases = subjects.map((subject) => [titleOf(subject), subject] as const);

/** The guest's state, then the same after its CPUID has other address bits. */
function grown(registers: GuestRegisters): GuestRegisters[] {
  return [
    { ...registers, maxphyaddr: 40 },
    { ...registers, maxphyaddr: 48 },
  ];
}

function differences(
  subject: Subject,
  strategy: string,
  states: GuestRegisters[],
  keepTemplates: 0 | 1,
) {
  const found = bytesAfter({ ...subject, keepTemplates }, strategy, states);
  return structDifferences(found, bytesAfter(subject, registry.baseline, states));
}

/** Of root_mmu. */
function staleFields(subject: Subject, strategy: string, states: GuestRegisters[]): string[] {
  const { root, nested } = differences(subject, strategy, states, 1);
  expect(nested).toEqual([]);
  return fieldsAt(layoutNamed(subject.layout), root);
}

describe('templates that are kept', () => {
  it('are those of the strategies that say so', () => {
    const saying = runnable.filter(({ templates }) => templates).map(({ name }) => name);
    expect(copying.length).toBeGreaterThan(3);
    expect(saying).toEqual(expect.arrayContaining(copying));
    expect(saying.every((name) => name.startsWith('memcpy-'))).toBe(true);
  });

  it.each(cases)('%s: leave the old guest_rsvd_check, with paging on', (_, subject) => {
    const paged = ['PAE, NX', '64-bit, NX'] as const;
    for (const mode of paged) {
      for (const name of copying) {
        const fields = staleFields(subject, name, grown(guests[mode]));
        expect(fields, `${name}, ${mode}`).toEqual(['guest_rsvd_check']);
      }
    }
  });

  it.each(cases)('%s: are as good as new where they hold no address bits', (_, subject) => {
    // Without paging there is no metadata, and entries of two-level tables have 32 bits.
    for (const mode of ['real mode', '32-bit paging'] as const) {
      for (const name of copying) {
        expect(staleFields(subject, name, grown(guests[mode])), `${name}, ${mode}`).toEqual([]);
      }
    }
  });

  it.each(cases)('%s: do no harm to strategies that store it', (_, subject) => {
    const storing = equivalent.filter((name) => !copying.includes(name));
    expect(storing).toContain('constant-once');
    for (const name of storing) {
      expect(staleFields(subject, name, grown(guests['64-bit, NX'])), name).toEqual([]);
    }
  });
});

describe('templates made anew', () => {
  const states = fc.array(fc.tuple(guestOrNested, fc.integer({ min: 36, max: 52 })), {
    minLength: 2,
    maxLength: 8,
  });

  it.each(cases)('%s: leave what field-by-field leaves', (_, subject) => {
    fc.assert(
      fc.property(states, fc.constantFrom(...equivalent), (pairs, strategy) => {
        const each = pairs.map(([registers, maxphyaddr]) => ({ ...registers, maxphyaddr }));
        expect(differences(subject, strategy, each, 0)).toEqual(NO_DIFFERENCES);
      }),
      { seed: 46, numRuns: 60 },
    );
    for (const name of copying) {
      expect(differences(subject, name, grown(guests['64-bit, NX']), 0), name).toEqual(
        NO_DIFFERENCES,
      );
    }
  });
});

it('a guest that keeps its MAXPHYADDR keeps its templates', () => {
  const states = [guests['64-bit, NX'], guests['real mode']];
  for (const name of copying) {
    for (const subject of subjects) {
      const kept = bytesAfter({ ...subject, keepTemplates: 1 }, name, states);
      const anew = bytesAfter(subject, name, states);
      expect(structDifferences(kept, anew), `${name}, ${titleOf(subject)}`).toEqual(NO_DIFFERENCES);
    }
  }
});
