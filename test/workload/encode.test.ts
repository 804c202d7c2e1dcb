import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EncodedWorkload, encodeWorkload } from '../../src/workload/encode.js';
import { expandEvents } from '../../src/workload/expand.js';
import { DEFAULT_MAXPHYADDR } from '../../src/workload/registers.js';
import { findRules } from '../../src/workload/rules.js';
import type { GuestRegisters } from '../../src/workload/types.js';
import { listWorkloads, loadWorkload } from '../../src/workload/workloads.js';
import { guests, roundTrip, roundTripEvents } from './guests.js';
import { nestedSequence } from './registers.arbitrary.js';

const COLUMNS = 5;
const IMPLIED = { nested: false, maxphyaddr: DEFAULT_MAXPHYADDR };

/** The way back: the registers at each reset, by transition. */
function decode({ guestStates, resets, transitions }: EncodedWorkload): GuestRegisters[][] {
  let next = 0;
  return Array.from(transitions, (count) => {
    const rows = resets.subarray(next, next + count);
    next += count;
    return Array.from(rows, (row) => {
      const at = row * COLUMNS;
      const words = [...guestStates.subarray(at, at + COLUMNS)];
      const [cr0 = NaN, cr4 = NaN, efer = NaN, flags = NaN, maxphyaddr = NaN] = words;
      return { cr0, cr4, efer, smm: (flags & 1) === 1, nested: (flags & 2) === 2, maxphyaddr };
    });
  });
}

describe('a workload in flat arrays', () => {
  it('can be read back whole', () => {
    const rules = findRules('v5.17');
    fc.assert(
      fc.property(nestedSequence, (events) => {
        const transitions = expandEvents(events, rules);
        const registers = transitions.map(({ resets }) =>
          resets.map((each) => ({ ...IMPLIED, ...each.registers })),
        );
        expect(decode(encodeWorkload({ transitions }))).toEqual(registers);
      }),
    );
  });

  it.each(listWorkloads())('has every state of $id once', async ({ id }) => {
    const workload = await loadWorkload(id);
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

  it('needs two states for thread-600: in SMM, and out of it with the PE of the handler', async () => {
    const { guestStates } = encodeWorkload(await loadWorkload('thread-600'));
    expect([...guestStates]).toEqual([0x10, 0, 0, 1, 46, 0x11, 0, 0, 0, 46]);
  });

  it('keeps apart two guests that differ in MAXPHYADDR alone', () => {
    const guest = guests['64-bit, NX'];
    const wide = roundTripEvents({ ...guest, maxphyaddr: 52 }, 'bare RSM');
    const events = [...roundTripEvents(guest, 'bare RSM'), ...wide];
    const transitions = expandEvents(events, findRules('v5.17'));
    const widths = decode(encodeWorkload({ transitions })).flat();
    expect(widths.map(({ maxphyaddr }) => maxphyaddr)).toEqual([
      ...Array(6).fill(46),
      ...Array(6).fill(52),
    ]);
  });
});

describe('the footprint of the guest between transitions', () => {
  it('has the recorded lines and pages of each transition', async () => {
    const workload = await loadWorkload('pc-kernel');
    const { footprint, transitions } = encodeWorkload(workload);
    expect(footprint).toHaveLength(3 * transitions.length);
    // Medians over all SeaBIOS boots inside SMM: 12 lines of code and 21 of data on the way to 16 bit.
    expect([...(footprint ?? [])].slice(-3)).toEqual([12, 21, 7]);
    expect(footprint?.[0]).toBe(workload.transitions[0]?.work?.codeLines);
  });

  it('is unknown as a whole where one transition is', async () => {
    const { transitions: recorded } = await loadWorkload('pc-kernel');
    const transitions = [...recorded, ...roundTrip('v5.17', 'real mode', 'SeaBIOS')];
    expect(encodeWorkload({ transitions }).footprint).toBeNull();
    expect(encodeWorkload(await loadWorkload('thread-600')).footprint).toBeNull();
  });

  it('saturates: a made-up trace may claim more lines than fit', async () => {
    const [first] = (await loadWorkload('pc-kernel')).transitions;
    if (!first) throw new Error('a recorded boot has transitions');
    const work = { instructions: 1, codeLines: 2 ** 40, dataLines: 2, pages: 2 ** 32 };
    const { footprint } = encodeWorkload({ transitions: [{ ...first, work }] });
    expect([...(footprint ?? [])]).toEqual([0xffff_ffff, 2, 0xffff_ffff]);
  });
});
