/** What the library makes of results: pages and comparisons. */

import { describe, expect, it } from 'vitest';
import { compare } from '../../src/api/compare.js';
import { renderReport } from '../../src/api/report.js';
import { comparisonSchema } from '../../src/compare/schema.js';
import { usageError } from '../plan/usage-error.js';
import { fixture } from '../report/fixtures.js';
import { rejection } from '../workload/rejection.js';

describe('renderReport', () => {
  it('makes one page of a result, named by its host', async () => {
    const result = fixture('full');
    const page = await renderReport([result]);
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).toContain(result.host.hostname);
    expect(page).toContain('<svg');
  });

  it('puts several side by side, by the names they are given or by host and date', async () => {
    const results = [fixture('full'), fixture('one-strategy')];
    const page = await renderReport(results, { names: ['before <change>'] });
    expect(page).toContain('before &lt;change&gt;');
    expect(page).toContain(`${results[1]?.host.hostname}, ${results[1]?.date}`);
  });

  it('has to have one', async () => {
    expect(await rejection(renderReport([]))).toBe(
      'renderReport() needs a list of one result or more',
    );
  });
});

describe('compare', () => {
  const result = fixture('full');
  /** Later, and every cost larger by a factor. */
  const slower = (factor: number) => ({
    ...result,
    date: '2026-12-24T00:00:00.000Z',
    cells: result.cells.map((cell) => ({
      ...cell,
      samples: cell.samples.map((ns) => factor * ns),
    })),
  });

  it('finds nothing changed in the same result, and says that it is the same', () => {
    const comparison = compare(result, result);
    expect(comparisonSchema.parse(comparison)).toEqual(comparison);
    expect(comparison.isRegression).toBe(false);
    expect(comparison.cells.length).toBeGreaterThan(0);
    expect(comparison.warnings).toContain('a and b are the same run');
  });

  it('tells the sides by name, and their runs by number', () => {
    const { a, b } = compare([result, slower(1)], slower(1.1));
    expect(a.map(({ file }) => file)).toEqual(['a[0]', 'a[1]']);
    expect(b.map(({ file }) => file)).toEqual(['b']);
  });

  it('takes the thresholds', () => {
    const options = { thresholdPercent: 3, betweenRunsPercent: 12 };
    expect(compare(result, slower(2), options)).toMatchObject(options);
  });

  it.each<[object, string]>([
    [{ threshold: 3 }, 'compare() has no option "threshold"; it has thresholdPercent, between'],
    [{ thresholdPercent: -1 }, 'thresholdPercent must be a number from 0, not "-1"'],
    [{ betweenRunsPercent: Number.NaN }, 'betweenRunsPercent must be a number from 0, not "NaN"'],
    [{ thresholdPercent: '5' }, `thresholdPercent must be a number from 0, not "'5'"`],
  ])('refuses %j', (options, message) => {
    expect(usageError(() => compare(result, result, options))).toContain(message);
  });

  it('refuses a side of nothing, and the same run twice on one', () => {
    expect(usageError(() => compare([], result))).toBe('compare(): a has no result');
    expect(usageError(() => compare(result, [slower(1), slower(1)]))).toContain('b[1]');
  });
});
