/** From what a mechanism adds to a reset to µs per boot, and from these to a verdict. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Controls } from '../../../src/explain/explanation.js';
import {
  find,
  type Hypothesis,
  microsecondsPerBoot,
  type Outcome,
} from '../../../src/explain/hypotheses/hypothesis.js';
import { judge, MATTERS_NS_PER_RESET, nsPerCall } from '../../../src/explain/lab/verdict.js';
import {
  THREAD_CALLS,
  THREAD_FULL_RESETS,
  THREAD_SAVING_MICROSECONDS,
  THREAD_SAVING_NS_PER_CALL,
  THREAD_SAVING_NS_PER_FULL_RESET,
} from '../../../src/explain/thread.js';
import type { Interval } from '../../../src/stats/types.js';
import { around } from '../../fixtures/explanation.js';
import { fakeLab } from './support/fake-lab.js';

/** A tenth of the 36 µs. */
const BAR = 3.6;

/** @param negative what the same code shows against itself, ns per reset */
function controls(negative: Interval = around(0, 0), passed = true): Controls {
  return {
    negativeNsPerReset: negative,
    injectedNsPerReset: 90,
    positiveNsPerReset: around(90, 1),
    passed,
  };
}

const between = (low: number, high: number): Interval => ({
  estimate: (low + high) / 2,
  low,
  high,
});

describe('the thread’s numbers', () => {
  it('are 36 µs of 600 calls, 400 of them full: 60 ns a call, 90 ns a full reset', () => {
    expect([THREAD_SAVING_MICROSECONDS, THREAD_CALLS, THREAD_FULL_RESETS]).toEqual([36, 600, 400]);
    expect(THREAD_SAVING_NS_PER_CALL).toBe(60);
    expect(THREAD_SAVING_NS_PER_FULL_RESET).toBe(90);
  });

  it('convert into each other, ends and all', () => {
    const perBoot = microsecondsPerBoot({ estimate: 90, low: 45, high: 180 });
    expect(perBoot).toEqual({ estimate: 36, low: 18, high: 72 });
    expect(nsPerCall(perBoot)).toEqual({ estimate: 60, low: 30, high: 120 });
  });

  it('put the bar at a tenth: 9 ns a full reset, 3.6 µs a boot', () => {
    expect(MATTERS_NS_PER_RESET).toBe(9);
    expect(microsecondsPerBoot(around(MATTERS_NS_PER_RESET, 0)).estimate).toBeCloseTo(BAR, 12);
  });
});

describe('a verdict', () => {
  it.each([
    [3.6, 9, 'supported'],
    [3.59, 9, 'unresolved'],
    [3, 3.59, 'refuted'],
    [3, 3.6, 'unresolved'],
    [-9, -8, 'refuted'],
    [-50, 50, 'unresolved'],
    [3.6, 3.6, 'supported'],
    [0, 0, 'refuted'],
  ])('of %d to %d µs is: %s', (low, high, verdict) => {
    expect(judge(between(low, high), controls()).verdict).toBe(verdict);
  });

  it.each([
    // Of the same code: 5 ns a reset are 2 µs a boot.
    [5.61, 9, 'supported'],
    [5.59, 9, 'unresolved'],
    [-1, 1.59, 'refuted'],
    [-1, 1.61, 'unresolved'],
  ])('of %d to %d µs, 2 µs of which the same code shows: %s', (low, high, verdict) => {
    expect(judge(between(low, high), controls(between(-5, 1))).verdict).toBe(verdict);
    expect(judge(between(low, high), controls(between(-1, 5))).verdict).toBe(verdict);
  });

  it.each([
    [10, 12],
    [-1, 1],
    [0, 10],
  ])('of %d to %d µs whose controls failed is none', (low, high) => {
    const judged = judge(between(low, high), controls(around(0, 0), false));
    expect(judged.verdict).toBe('unresolved');
    expect(judged.reason).toMatch(/controls failed/);
  });

  it('gives the numbers as its reason, and the bar', () => {
    const reasonOf = (low: number, high: number, negative = around(0, 0)) =>
      judge(between(low, high), controls(negative)).reason;
    expect(reasonOf(10, 12)).toBe(
      '11.0 [10.0, 12.0] µs per boot: more than 3.60 µs, a tenth of the claim',
    );
    expect(reasonOf(1, 2)).toMatch(/^1\.5 \[1\.0, 2\.0\] µs per boot: less than 3\.60 µs/);
    expect(reasonOf(3, 5, between(-1, 2.5))).toMatch(
      /may be more or less than 3\.60 µs.*differs from itself by up to 1\.00 µs$/,
    );
  });

  const ends = fc.double({ min: -100, max: 100, noNaN: true });
  const floors = fc.double({ min: 0, max: 50, noNaN: true });

  it('never says more than the interval does, and a higher floor only takes it back', () => {
    const property = fc.property(ends, ends, floors, floors, (one, other, a, b) => {
      const interval = between(Math.min(one, other), Math.max(one, other));
      const verdictAt = (floor: number) => judge(interval, controls(around(0, floor))).verdict;
      const [low, high] = [verdictAt(Math.min(a, b)), verdictAt(Math.max(a, b))];
      if (low === 'supported') expect(interval.low).toBeGreaterThanOrEqual(BAR);
      if (low === 'refuted') expect(interval.high).toBeLessThan(BAR);
      if (high !== 'unresolved') expect(high).toBe(low);
    });
    fc.assert(property);
  });
});

describe('a finding', () => {
  const outcome: Outcome = {
    addsNsPerReset: around(90, 10),
    tooNoisy: false,
    controls: controls(),
  };
  const hypothesis = (result: Outcome | string): Hypothesis => ({
    id: 'H0',
    name: 'name',
    statement: 'Something is.',
    contrast: 'this against that',
    experiment: async () => result,
  });
  const findingOf = (result: Outcome | string) => find(hypothesis(result), fakeLab().lab);

  it('has 90 ns a full reset as 60 ns a call and 36 µs a boot', async () => {
    expect(await findingOf(outcome)).toMatchObject({
      id: 'H0',
      statement: 'Something is.',
      contrast: 'this against that',
      resultNsPerCall: { estimate: 60 },
      microsecondsPerBoot: { estimate: 36, low: 32, high: 40 },
      verdict: 'supported',
      controls: outcome.controls,
    });
  });

  it('keeps what else was seen, and is empty of what was not', async () => {
    const measurements = [{ name: 'it', nsPerReset: around(1, 0) }];
    const curves = [{ name: 'them', xName: 'bytes', points: [] }];
    expect(await findingOf(outcome)).toMatchObject({ measurements: [], curves: [], notes: [] });
    expect(
      await findingOf({ ...outcome, measurements, curves, needs: 'luck', notes: ['a note'] }),
    ).toMatchObject({ measurements, curves, needs: 'luck', notes: ['a note'] });
  });

  it('is unresolved where nearly every round was disturbed, with the numbers shown', async () => {
    expect(await findingOf({ ...outcome, tooNoisy: true })).toMatchObject({
      verdict: 'unresolved',
      reason: 'nearly every round was disturbed',
      microsecondsPerBoot: { estimate: 36 },
    });
  });

  it('is unresolved where the experiment says that it decides nothing', async () => {
    const undecided = 'the setting was not reached';
    expect(await findingOf({ ...outcome, undecided })).toMatchObject({
      verdict: 'unresolved',
      reason: undecided,
      microsecondsPerBoot: { estimate: 36 },
    });
  });

  it('that could not be made has the reason and no number', async () => {
    expect(await findingOf('there is no such thing here')).toEqual({
      id: 'H0',
      name: 'name',
      statement: 'Something is.',
      contrast: 'this against that',
      resultNsPerCall: null,
      microsecondsPerBoot: null,
      verdict: 'unresolved',
      reason: 'there is no such thing here',
      controls: null,
      measurements: [],
      curves: [],
      needs: null,
      notes: [],
    });
  });
});
