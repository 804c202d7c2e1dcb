import { describe, expect, it } from 'vitest';
import { compareResults } from '../../src/compare/compare.js';
import { type ComparedCell, comparisonSchema, type Measure } from '../../src/compare/schema.js';
import type { Run } from '../../src/compare/types.js';
import { fixture } from '../report/fixtures.js';
import { altered, COSTS, run } from './runs.js';

/** Runs of the same code on a machine that is as it was. */
const QUIET = { betweenRunsPercent: 0 };

function cellOf(cells: readonly ComparedCell[], strategy: string, state: string): ComparedCell {
  const found = cells.find((cell) => cell.strategy === strategy && cell.state === state);
  if (found === undefined) throw new Error(`no ${strategy} in ${state}`);
  return found;
}

function measure(value: Measure | null): Measure {
  if (value === null) throw new Error('no measure');
  return value;
}

describe('a strategy that became 15 ns slower', () => {
  const slower = { ...COSTS, 'init-flag': 95 };
  const comparison = compareResults([run({ seed: 1 })], [run({ seed: 2, costs: slower })], QUIET);

  it('regressed, by as much, and nothing else did', () => {
    for (const state of ['hot', 'dram']) {
      const { nsPerReset, savingNsPerReset, verdict, isRegression } = cellOf(
        comparison.cells,
        'init-flag',
        state,
      );
      expect({ verdict, isRegression }).toEqual({ verdict: 'regressed', isRegression: true });
      const { change, changePercent } = measure(nsPerReset);
      expect(change.low).toBeLessThan(15);
      expect(change.high).toBeGreaterThan(15);
      // Of the baseline's 100 ns, which is more than its own 80.
      expect(changePercent).toBeGreaterThan(13);
      expect(changePercent).toBeLessThan(17);
      const saving = measure(savingNsPerReset);
      expect(saving.verdict).toBe('regressed');
      expect(saving.change.estimate).toBeLessThan(-13);
    }
    const others = comparison.cells.filter(({ strategy }) => strategy !== 'init-flag');
    expect(others.map(({ verdict }) => verdict)).toEqual(['same', 'same', 'same', 'same']);
    expect(comparison.isRegression).toBe(true);
  });

  it('improves when A and B change places', () => {
    const back = compareResults([run({ seed: 2, costs: slower })], [run({ seed: 1 })], QUIET);
    const { nsPerReset, savingNsPerReset } = cellOf(back.cells, 'init-flag', 'hot');
    const there = cellOf(comparison.cells, 'init-flag', 'hot');
    expect(measure(nsPerReset).verdict).toBe('improved');
    expect(measure(savingNsPerReset).verdict).toBe('improved');
    expect(measure(nsPerReset).change.estimate).toBeCloseTo(
      -measure(there.nsPerReset).change.estimate,
      9,
    );
    expect(back.isRegression).toBe(false);
  });

  it('is unresolved where single runs may differ by more than that', () => {
    const single = compareResults([run({ seed: 1 })], [run({ seed: 2, costs: slower })]);
    const { nsPerReset } = cellOf(single.cells, 'init-flag', 'hot');
    expect(measure(nsPerReset)).toMatchObject({
      verdict: 'unresolved',
      reason: 'not beyond what two single runs may differ by',
      betweenRunsMeasured: false,
    });
    expect(single.isRegression).toBe(false);
  });

  it('is found again by several runs a side, which tell what runs differ by', () => {
    const before = [1, 3, 5].map((seed) => run({ seed }));
    const after = [2, 4, 6].map((seed) => run({ seed, costs: slower }));
    const { cells } = compareResults(before, after);
    const { nsPerReset, runs } = cellOf(cells, 'init-flag', 'hot');
    expect(runs).toEqual({ a: 3, b: 3 });
    expect(measure(nsPerReset)).toMatchObject({ verdict: 'regressed', betweenRunsMeasured: true });
    expect(measure(nsPerReset).betweenRuns).toBeLessThan(2);
  });

  it('is a document that its schema knows', () => {
    expect(comparisonSchema.parse(JSON.parse(JSON.stringify(comparison)))).toEqual(comparison);
  });
});

describe('a baseline that became faster', () => {
  const faster = { ...COSTS, 'field-by-field': 85 };
  const { cells, isRegression } = compareResults(
    [run({ seed: 1 })],
    [run({ seed: 2, costs: faster })],
    QUIET,
  );

  it('improved; others save less and are no regression', () => {
    expect(cellOf(cells, 'field-by-field', 'hot').verdict).toBe('improved');
    const other = cellOf(cells, 'constant-once', 'hot');
    expect(other.verdict).toBe('same');
    expect(measure(other.savingNsPerReset).verdict).toBe('regressed');
    expect(other.isRegression).toBe(false);
    expect(isRegression).toBe(false);
  });

  it('has no saving of its own', () => {
    expect(cellOf(cells, 'field-by-field', 'hot').savingNsPerReset).toBeNull();
  });
});

describe('what is the same', () => {
  it('is the same file on both sides, whatever it says', () => {
    for (const each of [run({ seed: 1 }), run({ seed: 1, roundSd: 60 })]) {
      const { cells, warnings } = compareResults([each], [each]);
      for (const { verdict, nsPerReset } of cells) {
        expect(verdict).toBe('same');
        expect(measure(nsPerReset).change).toEqual({ estimate: 0, low: 0, high: 0 });
      }
      expect(warnings).toContain('run-1.json and run-1.json are the same run');
    }
  });

  it('is not claimed where the interval is wider than the threshold', () => {
    const wide = (seed: number) => run({ seed, roundSd: 40 });
    const { cells } = compareResults([wide(1)], [wide(2)], QUIET);
    for (const { nsPerReset } of cells) {
      const { change, threshold, verdict, reason } = measure(nsPerReset);
      expect(change.high - change.low).toBeGreaterThan(threshold);
      expect({ verdict, reason }).toEqual({
        verdict: 'unresolved',
        reason: 'the interval is wider than the threshold',
      });
    }
  });

  it('is not claimed where runs of one side differ by more than the threshold', () => {
    const spells = [1, 1.2].map((factor, index) => run({ seed: index + 1, factor }));
    const others = [1, 1.2].map((factor, index) => run({ seed: index + 3, factor }));
    const { cells } = compareResults(spells, others);
    for (const { verdict } of cells) expect(verdict).toBe('unresolved');
  });
});

describe('a spell in which everything takes a fifth longer', () => {
  const spell = run({ seed: 9, factor: 1.2 });

  it('is no change where other runs of its side had none', () => {
    const { cells } = compareResults(
      [run({ seed: 1 }), run({ seed: 2 })],
      [run({ seed: 3 }), spell],
    );
    for (const { verdict } of cells) expect(['same', 'unresolved']).toContain(verdict);
  });

  it('is none either in a single run', () => {
    const { cells } = compareResults([run({ seed: 1 })], [spell]);
    for (const { verdict } of cells) expect(['same', 'unresolved']).toContain(verdict);
  });
});

describe('where samples cannot be used', () => {
  it('the intervals of the files are', () => {
    const change = (each: Run): Run =>
      altered(each, { cells: each.result.cells.map((cell) => ({ ...cell, setAside: 5 })) });
    const slower = { ...COSTS, 'init-flag': 95 };
    const [a, b] = [run({ seed: 1 }), run({ seed: 2, costs: slower })];
    const bySamples = compareResults([a], [b], QUIET);
    const byIntervals = compareResults([change(a)], [change(b)], QUIET);
    byIntervals.cells.forEach((cell, index) => {
      const other = measure(bySamples.cells[index]?.nsPerReset ?? null);
      const { change: interval, verdict } = measure(cell.nsPerReset);
      expect(verdict).toBe(other.verdict);
      expect(interval.estimate).toBeCloseTo(
        cell.nsPerReset ? measure(cell.nsPerReset).b - measure(cell.nsPerReset).a : 0,
        9,
      );
      const ratio = (interval.high - interval.low) / (other.change.high - other.change.low);
      expect(ratio).toBeGreaterThan(0.7);
      expect(ratio).toBeLessThan(1.5);
    });
  });

  it('of a strategy with rounds of its own, the saving in the file is', () => {
    const alone = (each: Run): Run => {
      const [place] = each.result.plan.cells;
      if (place === undefined) throw new Error('no plan');
      const cells = each.result.plan.cells.flatMap((cell) => [
        { ...cell, strategies: ['field-by-field', 'constant-once'] },
        { ...cell, strategies: ['init-flag'] },
      ]);
      // Its own baseline, which is not in the file, was 30 ns slower than the one that is.
      return altered(each, {
        plan: { ...each.result.plan, cells },
        cells: each.result.cells.map((cell) => {
          if (cell.strategy !== 'init-flag') return cell;
          const { estimate, low, high } = cell.savingNsPerReset;
          return {
            ...cell,
            savingNsPerReset: { estimate: estimate + 30, low: low + 30, high: high + 30 },
          };
        }),
      });
    };
    const { cells } = compareResults([alone(run({ seed: 1 }))], [run({ seed: 2 })], QUIET);
    const saving = measure(cellOf(cells, 'init-flag', 'hot').savingNsPerReset);
    expect(saving.change.estimate).toBeLessThan(-25);
    expect(saving.verdict).toBe('regressed');
  });

  it('which are older files and those of tests, too', () => {
    const source = { source: 'full.json', result: fixture('full') };
    const other = { ...source, result: { ...source.result, date: '2026-02-01T00:00:00.000Z' } };
    const later = {
      ...other,
      result: {
        ...other.result,
        cells: other.result.cells.map((cell) => ({ ...cell, samples: [] })),
      },
    };
    const { cells, boots } = compareResults([source], [later]);
    expect(cells.length).toBe(source.result.cells.length);
    expect(boots.length).toBe(source.result.boots.length);
    for (const { nsPerReset } of cells) {
      const { change, verdict } = measure(nsPerReset);
      expect(change.estimate).toBe(0);
      expect(['same', 'unresolved']).toContain(verdict);
    }
  });
});
