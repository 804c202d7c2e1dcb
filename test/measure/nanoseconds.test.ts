import { describe, expect, it } from 'vitest';
import { columnsOf, splitColumns } from '../../src/measure/columns.js';
import { BOOT, CELL, measured, plan, TSC_HZ, TSC_STEP_TICKS } from './bench.js';
import { fakeAddon, jobSamples, RESETS_PER_REGION } from './fake-addon.js';

/** A number that tells from which round and column it comes. */
const ticks = (round: number, column: number): number => 1000 * (column + 1) + round;

describe('ticks by [round][column]', () => {
  it('become ns per reset by column: 2.5 ticks a nanosecond, 8 resets a region', async () => {
    const { samples } = await measured(
      plan(),
      fakeAddon(() => ({ ticks })),
    );
    const [cell] = samples.cells;
    expect(cell?.columns).toHaveLength(5);
    for (const [index, column] of (cell?.columns ?? []).entries()) {
      expect(column.ns).toHaveLength(CELL.rounds);
      for (const [round, ns] of column.ns.entries()) {
        expect(ns).toBeCloseTo(ticks(round, index) / 2.5 / RESETS_PER_REGION, 9);
      }
    }
  });

  it('keep strategy and purpose beside them', async () => {
    const { samples } = await measured(
      plan(),
      fakeAddon(() => ({ ticks })),
    );
    expect(samples.cells[0]?.columns.map(({ strategy, purpose }) => [strategy, purpose])).toEqual([
      ['field-by-field', 'baseline'],
      ['init-flag', 'strategy'],
      ['constant-once', 'strategy'],
      ['field-by-field', 'again'],
      ['empty', 'control'],
    ]);
  });

  it('become ns per boot where a region is a boot', async () => {
    const { samples } = await measured(
      plan({ cells: [], boots: [BOOT] }),
      fakeAddon(() => ({ ticks })),
    );
    expect(samples.boots[0]?.columns[2]?.ns[7]).toBeCloseTo(ticks(7, 2) / 2.5, 9);
  });

  it('end with the rounds that were completed', async () => {
    const { samples } = await measured(
      plan({ cells: [{ ...CELL, rounds: 3 }] }),
      fakeAddon(() => ({ ticks, rounds: 3 })),
    );
    const [cell] = samples.cells;
    expect(cell?.rounds).toBe(3);
    expect(cell?.columns.map(({ ns }) => ns.length)).toEqual([3, 3, 3, 3, 3]);
    expect(cell?.columns[4]?.ns[2]).toBeCloseTo(ticks(2, 4) / 2.5 / RESETS_PER_REGION, 9);
  });

  it('that are missing show as no number instead of as zero', () => {
    const columns = columnsOf([], { baseline: 'a', control: 'b' });
    const short = jobSamples({ ticks: Float64Array.from([1, 2, 3, 4]), rounds: 2 });
    const split = splitColumns(columns, short, 1e9, 1);
    expect(split.map(({ ns }) => [...ns])).toEqual([
      [1, 4],
      [2, Number.NaN],
      [3, Number.NaN],
    ]);
  });
});

describe("the clock's step", () => {
  it('is in the unit of the samples', async () => {
    const { samples } = await measured(plan({ boots: [BOOT] }), fakeAddon());
    const stepNs = (TSC_STEP_TICKS / TSC_HZ) * 1e9;
    expect(samples.cells[0]?.resolutionNs).toBeCloseTo(stepNs / RESETS_PER_REGION, 9);
    expect(samples.boots[0]?.resolutionNs).toBeCloseTo(stepNs, 9);
  });
});
