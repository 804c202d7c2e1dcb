/** Rounds that the operating system disturbed say nothing about the code under test. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateJob } from '../../src/explain/estimate.js';
import type { CellSamples } from '../../src/measure/types.js';
import { LEAST_ROUNDS } from '../../src/stats/rounds.js';
import { cellSamples } from '../explain/samples.js';

const ROUNDS = 60;
const NOISY = { noiseNs: 3, rounds: ROUNDS };

/** Disturbed in these rounds, where every column reads what it likes. */
function spoiled(rounds: readonly number[], value: (column: number) => number): CellSamples {
  const job = cellSamples(NOISY);
  const disturbances = new Uint8Array(ROUNDS);
  for (const round of rounds) disturbances[round] = 1;
  const columns = job.columns.map((column, index) => ({
    ...column,
    ns: column.ns.map((ns, round) => (rounds.includes(round) ? value(index) : ns)),
  }));
  return { ...job, columns, disturbances };
}

/** Everything but the samples themselves, which show all rounds. */
function conclusions(job: CellSamples) {
  const { strategies, sameCode, spread } = estimateJob(job);
  return { sameCode, spread, strategies: strategies.map(({ samples: _, ...rest }) => rest) };
}

const someRounds = fc.uniqueArray(fc.nat(ROUNDS - 1), {
  minLength: 1,
  maxLength: ROUNDS - LEAST_ROUNDS,
});

describe('rounds that are set aside', () => {
  it('have no influence, however absurd they are', () => {
    const absurd = fc.constantFrom(0, -1e12, 1e12, Number.MAX_SAFE_INTEGER);
    fc.assert(
      fc.property(someRounds, absurd, (rounds, value) => {
        const quiet = conclusions(spoiled(rounds, () => 100));
        expect(conclusions(spoiled(rounds, (column) => value * column))).toEqual(quiet);
        expect(conclusions(spoiled(rounds, () => value))).toEqual(quiet);
      }),
      { numRuns: 60 },
    );
  });

  it('may even be no numbers', () => {
    const { strategies } = conclusions(spoiled([3, 4, 31], () => Number.NaN));
    for (const { savingNs } of strategies) expect(savingNs.estimate).not.toBeNaN();
  });

  it('are as good as never measured', () => {
    const lastDraws = Array.from({ length: 20 }, (_, index) => ROUNDS - 20 + index);
    const job = spoiled(lastDraws, () => 1e9);
    const short = {
      ...job,
      rounds: ROUNDS - 20,
      disturbances: job.disturbances.slice(0, ROUNDS - 20),
      columns: job.columns.map((column) => ({ ...column, ns: column.ns.slice(0, ROUNDS - 20) })),
    };
    expect(conclusions(job)).toEqual(conclusions(short));
  });

  it('stay among the samples, for whoever wants to look at them', () => {
    const [, strategy] = estimateJob(spoiled([7], (column) => 1000 * column)).strategies;
    expect(strategy?.samples).toHaveLength(ROUNDS);
    // Columns 1 and 3: the strategy, and the control that it is net of.
    expect(strategy?.samples[7]).toBe(1000 - 3000);
  });

  it('are counted', () => {
    fc.assert(
      fc.property(someRounds, (rounds) => {
        const estimated = estimateJob(spoiled(rounds, () => 0)).rounds;
        expect(estimated.setAside).toBe(rounds.length);
        expect(estimated.kept).toHaveLength(ROUNDS - rounds.length);
      }),
      { numRuns: 30 },
    );
  });

  it('count after all where hardly any other is left, and this is said', () => {
    const most = Array.from({ length: ROUNDS - LEAST_ROUNDS + 1 }, (_, round) => round);
    const job = spoiled(most, (column) => 500 + column);
    const { rounds, sameCode } = estimateJob(job);
    expect(rounds).toMatchObject({ tooNoisy: true, setAside: most.length });
    // Columns 0 and 2, in most of the rounds.
    expect(sameCode.estimate).toBeCloseTo(-2, 6);
  });
});
