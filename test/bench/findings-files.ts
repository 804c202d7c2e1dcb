/** Results that findings can be made of, invented. */

import type { Source } from '../../bench/findings/sources.js';
import type { Result } from '../../src/report/result.js';
import { explanation } from '../fixtures/explanation.js';
import { fixture } from '../report/fixtures.js';

/** Cells and boots of every strategy, and an explanation; a copy for each caller. */
export function wholeResult(overrides: Partial<Result> = {}): Result {
  return { ...fixture('full'), ...explanation(), ...overrides };
}

export function source(result: Result, name = 'measured'): Source {
  return { name, path: `results/${name}.json`, result };
}

/** All intervals are as the callback makes them of where they stand in the result. */
export function withIntervals(
  value: Result,
  change: (interval: Record<'estimate' | 'low' | 'high', number>) => void,
): Result {
  const copy = structuredClone(value);
  walk(copy, change);
  return copy;
}

function walk(
  value: unknown,
  change: (interval: Record<'estimate' | 'low' | 'high', number>) => void,
): void {
  if (typeof value !== 'object' || value === null) return;
  if (isInterval(value)) change(value);
  else for (const each of Object.values(value)) walk(each, change);
}

function isInterval(value: object): value is Record<'estimate' | 'low' | 'high', number> {
  return 'estimate' in value && 'low' in value && 'high' in value;
}
