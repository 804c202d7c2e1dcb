import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findings } from '../../bench/findings/document.js';
import type { Source } from '../../bench/findings/sources.js';
import {
  THREAD_CALLS,
  THREAD_FULL_RESETS,
  THREAD_SAVING_MICROSECONDS,
  THREAD_SAVING_NS_PER_CALL,
} from '../../src/explain/thread.js';
import type { Result } from '../../src/report/result.js';
import { source, wholeResult, withIntervals } from './findings-files.js';

/** The thread's numbers, and the confidence of all intervals. */
const KNOWN = [
  ...[THREAD_CALLS, THREAD_FULL_RESETS, THREAD_SAVING_MICROSECONDS, THREAD_SAVING_NS_PER_CALL],
  95,
];

/** Steps of the units that sizes and clocks are printed in. */
const UNITS = [1, 1024, 1024 ** 2, 1024 ** 3, 1e3, 1e6, 1e9];

/** All that a file says in numbers, and all digits that its words have; the samples are printed nowhere. */
function numbersOf(value: unknown): { numbers: Set<number>; words: Set<string> } {
  const numbers = new Set<number>();
  const words = new Set<string>();
  const visit = (each: unknown, key?: string): void => {
    if (key === 'samples') return;
    if (typeof each === 'number') numbers.add(each);
    else if (typeof each === 'string')
      for (const [digits] of each.matchAll(NUMBER)) words.add(digits);
    else if (typeof each === 'object' && each !== null) {
      for (const [name, inner] of Object.entries(each)) {
        for (const [digits] of name.matchAll(NUMBER)) words.add(digits);
        visit(inner, name);
      }
    }
  };
  visit(value);
  return { numbers, words };
}

const NUMBER = /\d+(?:\.\d+)?(?:e[+-]?\d+)?/g;

/** In none of the sources, nor in what everybody knows of the thread. */
function foreignNumbers(text: string, sources: readonly Source[]): string[] {
  const { numbers, words } = numbersOf(sources);
  const values = [...KNOWN, ...numbers].map(Math.abs);
  const printed = new Set(
    [...text.replaceAll('&#8203;', '').matchAll(NUMBER)].map(([digits]) => digits),
  );
  return [...printed].filter((digits) => !words.has(digits) && !isOneOf(digits, values));
}

/** As rounded to the digits that are shown; a bound is rounded up. */
function isOneOf(digits: string, values: readonly number[]): boolean {
  const shown = Number(digits);
  const [mantissa = '', exponent = '0'] = digits.split('e');
  const decimals = mantissa.split('.')[1]?.length ?? 0;
  const lastPlace = 10 ** (Number(exponent) - decimals);
  const sameMagnitude = (value: number) => Math.abs(value - shown) < lastPlace;
  return UNITS.some((unit) => values.some((value) => sameMagnitude(value / unit)));
}

/** Shown with three digits, where the interval is as narrow as here: a chance hit among them is rare. */
const thousandths = fc.integer({ min: -99_999, max: 99_999 }).map((value) => value / 1000);

describe('every number of the findings', () => {
  it('is one of the files, whatever those say', () => {
    fc.assert(
      fc.property(fc.infiniteStream(thousandths), (stream) => {
        const made = source(small(stream));
        expect(foreignNumbers(findings([made], 'figure.svg'), [made])).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  it('would be missed if it were another: the check can fail', () => {
    const made = source(wholeResult());
    const text = `${findings([made], 'figure.svg')}\n and 123456.789 µs of it`;
    expect(foreignNumbers(text, [made])).toEqual(['123456.789']);
  });
});

/** Few numbers, so that what is not among them is noticed. */
function small(stream: Iterator<number>): Result {
  const result = wholeResult();
  const few = {
    ...result,
    cells: result.cells.filter(
      ({ strategy, layout }) =>
        ['field-by-field', 'init-flag'].includes(strategy) && layout === result.cells[0]?.layout,
    ),
    boots: result.boots.slice(0, 4),
    crossChecks: result.crossChecks.slice(0, 1),
    sweep: result.sweep.slice(0, 2),
  };
  return withIntervals(few, (interval) => {
    const estimate = next(stream);
    Object.assign(interval, { estimate, low: estimate - 0.001, high: estimate + 0.001 });
  });
}

function next(stream: Iterator<number>): number {
  const { value } = stream.next();
  return typeof value === 'number' ? value : Number.NaN;
}
