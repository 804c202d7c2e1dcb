/** Two results, or two sides of several, cell by cell and boot by boot. */

import { inspect } from 'node:util';
import { compareResults } from '../compare/compare.js';
import type { Comparison } from '../compare/schema.js';
import type { CompareOptions, Side } from '../compare/types.js';
import { excerpt, UsageError } from '../errors.js';
import type { Result } from '../report/result.js';

/**
 * What changed from `a` to `b`, with what is resolved and what is not; places that only one side has
 * are listed. Several runs a side tell how much runs of the same code differ here.
 *
 * @returns as `kvm-mmu-bench compare --json` prints it; `isRegression` sums it up
 * @throws UsageError where a side is empty or has one run twice, and for options out of range
 */
export function compare(
  a: Result | readonly Result[],
  b: Result | readonly Result[],
  options: CompareOptions = {},
): Comparison {
  for (const [option, value] of Object.entries(options)) requirePercent(option, value);
  return compareResults(sideOf('a', a), sideOf('b', b), options);
}

function sideOf(name: string, results: Result | readonly Result[]): Side {
  if ('schema' in results) return [{ source: name, result: results }];
  if (results.length === 0) throw new UsageError(`compare(): ${name} has no result`);
  return results.map((result, index) => ({ source: `${name}[${index}]`, result }));
}

const PERCENTS: Readonly<Record<keyof CompareOptions, true>> = {
  thresholdPercent: true,
  betweenRunsPercent: true,
};

function requirePercent(option: string, value: unknown): void {
  if (!Object.hasOwn(PERCENTS, option)) {
    const known = Object.keys(PERCENTS).join(', ');
    throw new UsageError(`compare() has no option ${excerpt(option)}; it has ${known}`);
  }
  if (value === undefined || (Number.isFinite(value) && Number(value) >= 0)) return;
  throw new UsageError(`${option} must be a number from 0, not ${excerpt(inspect(value))}`);
}
