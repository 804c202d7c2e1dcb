import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EncodedWorkload, encodeWorkload } from '../../src/workload/encode.js';
import { expandEvents } from '../../src/workload/expand.js';
import { findRules } from '../../src/workload/rules.js';
import type { GuestRegisters } from '../../src/workload/types.js';
import { listWorkloads, loadWorkload } from '../../src/workload/workloads.js';
import { smiSequence } from './registers.arbitrary.js';

const COLUMNS = 4;

/** The way back: the registers at each reset, by transition. */
function decode({ guestStates, resets, transitions }: EncodedWorkload): GuestRegisters[][] {
  let next = 0;
  return Array.from(transitions, (count) => {
    const rows = resets.subarray(next, next + count);
    next += count;
    return Array.from(rows, (row) => {
      const at = row * COLUMNS;
      const [cr0 = NaN, cr4 = NaN, efer = NaN, smm] = guestStates.subarray(at, at + COLUMNS);
      return { cr0, cr4, efer, smm: smm === 1 };
    });
  });
}

describe('a workload in flat arrays', () => {
  it('can be read back whole', () => {
    const rules = findRules('v5.17');
    fc.assert(
      fc.property(smiSequence, (events) => {
        const transitions = expandEvents(events, rules);
        const registers = transitions.map(({ resets }) => resets.map((each) => each.registers));
        expect(decode(encodeWorkload({ transitions }))).toEqual(registers);
      }),
    );
  });

  it.each(listWorkloads())('has every state of $id once', ({ id }) => {
    const workload = loadWorkload(id);
    const { guestStates, resets, transitions } = encodeWorkload(workload);
    expect(resets).toHaveLength(workload.counts.calls);
    expect(transitions).toHaveLength(workload.transitions.length);
    expect(transitions.reduce((sum, count) => sum + count, 0)).toBe(resets.length);
    const rows = guestStates.length / COLUMNS;
    expect(Math.max(...resets)).toBe(rows - 1);
    const distinct = new Set<string>();
    for (let row = 0; row < rows; row++) {
      distinct.add(guestStates.subarray(row * COLUMNS, (row + 1) * COLUMNS).join());
    }
    expect(distinct.size).toBe(rows);
  });

  it('needs two states for thread-600: in SMM, and out of it with the PE of the handler', () => {
    const { guestStates } = encodeWorkload(loadWorkload('thread-600'));
    expect([...guestStates]).toEqual([0x10, 0, 0, 1, 0x11, 0, 0, 0]);
  });
});
