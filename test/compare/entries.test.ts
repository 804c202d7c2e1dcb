import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entriesOf } from '../../src/compare/entries.js';
import { drawMeans } from '../../src/stats/rounds.js';
import { altered, run } from './runs.js';

describe('what is made of the samples of a file', () => {
  it('are the means of draws, of costs and of savings, also where the last draw has one round', () => {
    const rounds = fc.integer({ min: 12, max: 61 });
    fc.assert(
      fc.property(rounds, fc.nat({ max: 1000 }), (each, seed) => {
        const made = run({ seed, rounds: each, states: ['hot'] });
        const all = Array.from({ length: each }, (_, round) => round);
        const [baseline] = made.result.cells;
        for (const { row, costs, savings } of entriesOf(made).values()) {
          const saved = row.samples.map((own, round) => (baseline?.samples[round] ?? 0) - own);
          expectClose(costs, drawMeans(row.samples, all));
          if (row === baseline) expect(savings).toBeNull();
          else expectClose(savings, drawMeans(saved, all));
        }
      }),
      { numRuns: 50 },
    );
  });

  it('is nothing where rounds were set aside, or the samples are not all there', () => {
    const made = run({ seed: 1 });
    const [first, ...others] = made.result.cells.map((cell) => ({ ...cell, setAside: 1 }));
    const short = others.map((cell) => ({ ...cell, setAside: 0, samples: cell.samples.slice(1) }));
    const entries = entriesOf(
      altered(made, { cells: first === undefined ? [] : [first, ...short] }),
    );
    for (const { costs, savings } of entries.values()) {
      expect([costs, savings]).toEqual([null, null]);
    }
  });
});

function expectClose(found: Float64Array | null, expected: Float64Array): void {
  expect(found).toHaveLength(expected.length);
  found?.forEach((value, draw) => {
    expect(value).toBeCloseTo(expected[draw] ?? 0, 9);
  });
}
