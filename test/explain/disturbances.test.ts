import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countDisturbances, measuringShare } from '../../src/explain/disturbances.js';
import { DISTURBANCES } from '../../src/host/native-jobs.js';
import { cellSamples } from '../explain/samples.js';

function job(
  disturbances: readonly number[],
  changes: Partial<ReturnType<typeof cellSamples>> = {},
) {
  const flags = Uint8Array.from(disturbances);
  return { ...cellSamples({ rounds: flags.length, disturbances: flags }), ...changes };
}

const bit = (name: (typeof DISTURBANCES)[number]) => 1 << DISTURBANCES.indexOf(name);
const NONE = Object.fromEntries(DISTURBANCES.map((name) => [name, 0]));

describe('the disturbances of a run', () => {
  it('are counted by round and by cause; a round may have several', () => {
    const jobs = [
      job([0, bit('switched'), bit('switched') | bit('offCpu'), 0], { repeatedRegions: 5 }),
      job([bit('stateMissed'), bit('stateMissed'), bit('stolen')], { repeatedRegions: 2 }),
    ];
    expect(countDisturbances(jobs)).toEqual({
      rounds: 7,
      setAside: 5,
      causes: { ...NONE, switched: 2, offCpu: 1, stateMissed: 2, stolen: 1 },
      repeatedRegions: 7,
    });
  });

  it('have every cause, also those that did not happen', () => {
    expect(countDisturbances([job([0, 0])]).causes).toEqual(NONE);
    expect(countDisturbances([])).toEqual({
      rounds: 0,
      setAside: 0,
      causes: NONE,
      repeatedRegions: 0,
    });
  });

  it('are never more than the rounds, and have a cause each', () => {
    const some = fc.array(fc.nat(2 ** DISTURBANCES.length - 1), { maxLength: 60 });
    fc.assert(
      fc.property(some, some, (one, other) => {
        const { rounds, setAside, causes } = countDisturbances([job(one), job(other)]);
        expect(rounds).toBe(one.length + other.length);
        expect(setAside).toBeLessThanOrEqual(rounds);
        const counts = Object.values(causes);
        expect(Math.max(0, ...counts)).toBeLessThanOrEqual(setAside);
        expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(setAside);
      }),
    );
  });
});

describe('the share of measuring', () => {
  it('is that of all jobs together, the longer the job the heavier', () => {
    const jobs = [job([], { wallNs: 100, busyNs: 90 }), job([], { wallNs: 900, busyNs: 10 })];
    expect(measuringShare(jobs)).toBeCloseTo(0.1, 12);
  });

  it('of nothing is nothing', () => {
    expect(measuringShare([])).toBe(0);
    expect(measuringShare([job([], { wallNs: 0, busyNs: 0 })])).toBe(0);
  });
});
