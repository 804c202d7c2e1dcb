import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.js';
import {
  pickCpu,
  pickInteger,
  pickPhase,
  pickPhases,
  pickPositive,
} from '../../src/plan/options.js';
import { planCells } from '../../src/plan/plan.js';
import { fakeMeans } from './registry.js';
import { usageError } from './usage-error.js';

const HUGE = '9'.repeat(400);
const NO_INTEGERS = ['', ' ', 'NaN', 'Infinity', '1e3', '0x10', '1.5', '+1', '12 ', '१२', HUGE];

describe('--phase', () => {
  it('is a multiple of 8 below 64, and each layout its own without it', () => {
    expect([0, 8, 56].map((phase) => pickPhase(String(phase)))).toEqual([0, 8, 56]);
    expect(pickPhase(undefined)).toBeNull();
  });

  it('may be several, each once', () => {
    expect(pickPhases('56, 0,56')).toEqual([56, 0]);
    expect(pickPhases(undefined)).toBeNull();
    expect(usageError(() => pickPhases('0,7'))).toBe('--phase must be a multiple of 8, not 7');
    expect(usageError(() => pickPhases('0,'))).toContain('from 0 to 56, not ""');
  });

  it.each(['1', '7', '12', '55'])('refuses %s', (text) => {
    expect(usageError(() => pickPhase(text))).toBe(`--phase must be a multiple of 8, not ${text}`);
  });

  it.each([...NO_INTEGERS, '-8', '64', '57'])('refuses %j', (text) => {
    expect(usageError(() => pickPhase(text))).toContain('--phase must be a whole number from 0 to');
  });
});

describe('--rounds', () => {
  const rounds = (text: string) => planCells({ rounds: text }, fakeMeans()).cells[0]?.rounds;

  it('is at least what an interval needs, and bounded', () => {
    expect(rounds('12')).toBe(12);
    expect(rounds('1000000')).toBe(1_000_000);
  });

  it.each([...NO_INTEGERS, '0', '11', '-12', '1000001'])('refuses %j', (text) => {
    expect(usageError(() => rounds(text))).toMatch(
      /^--rounds must be a whole number from 12 to 1000000, not "/,
    );
  });
});

describe('--seed', () => {
  const seed = (text: string) => planCells({ seed: text }, fakeMeans()).seed;

  it('is taken as it is', () => {
    expect(seed('0')).toBe(0);
    expect(seed(String(2 ** 40))).toBe(2 ** 40);
  });

  it.each([...NO_INTEGERS, '-1', String(2 ** 40 + 1)])('refuses %j', (text) => {
    expect(usageError(() => seed(text))).toContain('--seed must be a whole number from 0 to');
  });
});

describe('--budget', () => {
  const budget = (text: string) => planCells({ budget: text }, fakeMeans()).budgetSeconds;

  it.each([
    ['0.1', 0.1],
    ['.5', 0.5],
    ['7', 7],
    ['86400', 86_400],
  ])('%s is %d seconds', (text, seconds) => {
    expect(budget(text)).toBe(seconds);
  });

  it.each(['', 'NaN', 'Infinity', '-1', '0', '0.09', '5.', '1e3', '86401', '1s', HUGE])(
    'refuses %j',
    (text) => {
      expect(usageError(() => budget(text))).toMatch(
        /^--budget must be a number from 0\.1 to 86400, not "/,
      );
    },
  );
});

describe('--target-ci', () => {
  const target = (text: string) => planCells({ targetCi: text }, fakeMeans()).targetCiNs;

  it('is a half width in ns, and depends on the baseline without it', () => {
    expect(['0.001', '.5', '10000'].map(target)).toEqual([0.001, 0.5, 10_000]);
    expect(planCells({}, fakeMeans()).targetCiNs).toBeNull();
  });

  it.each(['', 'NaN', 'Infinity', '-1', '0', '0.0009', '10001', '1ns', '1e-2'])(
    'refuses %j',
    (text) => {
      expect(usageError(() => target(text))).toMatch(
        /^--target-ci must be a number from 0\.001 to 10000, not "/,
      );
    },
  );
});

describe('--cpu', () => {
  it('is one that the process may use, or the last of them', () => {
    expect(pickCpu('3', [1, 3])).toBe(3);
    expect(pickCpu(undefined, [1, 3])).toBe(-1);
  });

  it('names the allowed ones where it is none of them', () => {
    expect(usageError(() => pickCpu('2', [1, 3]))).toBe(
      '--cpu 2 is not allowed for this process: it may use 1, 3',
    );
  });

  it.each([...NO_INTEGERS, '-1', '8192'])('refuses %j', (text) => {
    expect(usageError(() => pickCpu(text, [0, 1]))).toContain('--cpu must be a whole number');
  });
});

describe('any text', () => {
  const texts = fc.oneof(
    fc.string(),
    fc.double().map(String),
    fc.integer({ min: -9, max: 1009 }).map(String),
    fc.double({ min: 0, max: 1001 }).map((value) => value.toFixed(2)),
    fc.bigInt().map(String),
  );

  it('becomes a number within the bounds or a usage error of one short line', () => {
    fc.assert(
      fc.property(texts, fc.constantFrom(pickInteger, pickPositive), (text, pick) => {
        let value: number;
        try {
          value = pick('--option', text, 1, 1000);
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
          expect((error as UsageError).message).toMatch(/^.{1,300}$/u);
          return;
        }
        expect(value).toBe(Number(text));
        expect(value).toBeGreaterThanOrEqual(1);
        expect(value).toBeLessThanOrEqual(1000);
        if (pick === pickInteger) expect(Number.isInteger(value)).toBe(true);
      }),
    );
  });
});
