import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timelineOfColumn } from '../../src/explain/timeline.js';
import { appendTimelines, timelineOf } from '../../src/measure/timeline.js';

const TSC_HZ = 2e9;

/** Ticks whose value tells round, column and part. */
function native(rounds: number, columns: number, transitions: number, transitionsPerPart: number) {
  const parts = Math.ceil(transitions / transitionsPerPart);
  const partTicks = Float64Array.from(
    { length: rounds * columns * parts },
    (_, index) =>
      1e6 * Math.floor(index / (columns * parts)) +
      1e3 * (Math.floor(index / parts) % columns) +
      (index % parts),
  );
  return { rounds, transitionsPerPart, partTicks };
}

describe('where along a boot its time goes', () => {
  it('is kept by column, round and part, in ns', () => {
    const { ns, parts } = timelineOf(native(2, 3, 10, 4), 3, 10, TSC_HZ);
    expect(parts).toBe(3);
    expect(Array.from(ns[1] ?? [], (each) => Math.round(2 * each))).toEqual([
      ...[1000, 1001, 1002],
      ...[1_001_000, 1_001_001, 1_001_002],
    ]);
  });

  it('goes on from job to job', () => {
    const one = timelineOf(native(1, 2, 4, 2), 2, 4, TSC_HZ);
    const both = appendTimelines(one, one);
    expect(both?.ns.map((each) => each.length)).toEqual([4, 4]);
    expect(appendTimelines(null, one)).toBe(one);
    expect(appendTimelines(null, null)).toBeNull();
  });

  it('is the median of the rounds that count, net of the control, per transition', () => {
    const ns = [
      Float64Array.of(90, 50, 900, 900, 110, 70),
      Float64Array.of(10, 10, 10, 10, 10, 10),
    ];
    const timeline = { transitionsPerPart: 4, parts: 2, ns };
    // The second part has two transitions only.
    expect(timelineOfColumn({ timeline, transitions: 6 }, 0, 1, [0, 2])).toEqual({
      transitionsPerPart: 4,
      nsPerTransition: [22.5, 25],
    });
  });

  it('adds up to the boot where every round is the same', () => {
    const shape = fc.record({
      parts: fc.array(fc.integer({ min: 0, max: 1e6 }), { minLength: 1, maxLength: 64 }),
      perPart: fc.integer({ min: 1, max: 8 }),
    });
    fc.assert(
      fc.property(shape, ({ parts, perPart }) => {
        const zeros = parts.map(() => 0);
        const rounds = [0, 1, 2];
        const ns = [parts, zeros].map((each) => Float64Array.from(rounds.flatMap(() => each)));
        const found = timelineOfColumn(
          {
            timeline: { transitionsPerPart: 2 * perPart, parts: parts.length, ns },
            transitions: 2 * perPart * parts.length,
          },
          ...([0, 1, rounds] as const),
        );
        const sum = (found?.nsPerTransition ?? []).reduce((a, b) => a + b, 0) * 2 * perPart;
        expect(sum).toBeCloseTo(
          parts.reduce((a, b) => a + b, 0),
          0,
        );
      }),
    );
  });

  it('is unknown where boots were not timed by part', () => {
    expect(timelineOfColumn({ timeline: null, transitions: 4 }, 0, 1, [0])).toBeNull();
  });
});
