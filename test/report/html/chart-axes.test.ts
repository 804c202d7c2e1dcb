import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesAxis, cacheMarks } from '../../../src/report/html/sections/bytes-axis.js';
import { bounded, drawable, rangeOf } from '../../../src/report/html/sections/curves.js';
import { LOG_AXIS_LEAST, logAxis } from '../../../src/report/html/sections/log-axis.js';

const bytes = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const anyNumber = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer({ min: -100, max: 100_000 }),
);

interface Labelled {
  min: number;
  max: number;
  axisLabel: { customValues: number[]; formatter(position: number): string };
}

function labelsOf(option: object): { at: number; text: string }[] {
  const { axisLabel } = option as Labelled;
  return axisLabel.customValues.map((at) => ({ at, text: axisLabel.formatter(at) }));
}

describe('the axis of bytes', () => {
  it('has a place for none before the first, and a name for every other doubling', () => {
    const sizes = [0, ...Array.from({ length: 17 }, (_, index) => 2 ** (10 + index))];
    const { option } = bytesAxis(sizes);
    expect(labelsOf(option).map(({ text }) => text)).toEqual([
      '0 B',
      '1 KiB',
      '4 KiB',
      '16 KiB',
      '64 KiB',
      '256 KiB',
      '1 MiB',
      '4 MiB',
      '16 MiB',
      '64 MiB',
    ]);
  });

  it('puts more bytes farther to the right, and all of them on the axis', () => {
    fc.assert(
      fc.property(fc.array(bytes, { minLength: 1, maxLength: 40 }), (sizes) => {
        const axis = bytesAxis(sizes);
        const { min, max } = axis.option as unknown as Labelled;
        const ascending = [...new Set(sizes)].sort((one, other) => one - other);
        const positions = ascending.map(axis.positionOf);
        expect(positions).toEqual([...positions].sort((one, other) => one - other));
        for (const position of positions) {
          expect(position).toBeGreaterThan(min);
          expect(position).toBeLessThan(max);
        }
        expect(sizes.every(axis.has)).toBe(true);
      }),
    );
  });

  it('has a dozen names at most, each where its bytes are', () => {
    fc.assert(
      fc.property(fc.array(bytes, { minLength: 1, maxLength: 40 }), (sizes) => {
        const labels = labelsOf(bytesAxis(sizes).option);
        expect(labels.length).toBeLessThanOrEqual(12);
        expect(new Set(labels.map(({ at }) => at)).size).toBe(labels.length);
        expect(labels.every(({ text }) => /^[\d.]+ \w*B$/.test(text))).toBe(true);
      }),
    );
  });

  it('takes what is far beyond it for what it is', () => {
    const axis = bytesAxis([1024, 2048]);
    expect([512, 1024, 2048, 4096].map(axis.has)).toEqual([false, true, true, false]);
    const cache = { level: 3, type: 'unified' as const, ways: 1, sets: 1, lineBytes: 64 };
    expect(cacheMarks([{ ...cache, sizeBytes: 2 ** 25 }], axis)).toEqual([]);
    expect(cacheMarks([{ ...cache, sizeBytes: 2048 }], axis)).toEqual([
      { at: 1, text: 'L3 2 KiB' },
    ]);
  });
});

describe('the logarithmic axis of values', () => {
  it('ends at 1, 2 or 5 times a power of ten around the values', () => {
    const labels = labelsOf(logAxis([0.7, 33, 812]).option).map(({ text }) => text);
    expect(labels).toEqual(['0.5', '1', '2', '5', '10', '20', '50', '100', '200', '500', '1000']);
  });

  it('has only powers of ten for many decades', () => {
    const labels = labelsOf(logAxis([0.03, 800]).option).map(({ text }) => text);
    expect(labels).toEqual(['0.1', '1', '10', '100', '1000']);
  });

  it('has an edge for what is zero, negative or next to nothing', () => {
    const { positionOf, option } = logAxis([-3, 0, 1e-9, 5, 50]);
    const { min } = option as unknown as Labelled;
    expect([-3, 0, 1e-9, LOG_AXIS_LEAST].map(positionOf)).toEqual([min, min, min, min]);
    expect(positionOf(5)).toBeGreaterThan(min);
  });

  it('is an axis whatever the values', () => {
    fc.assert(
      fc.property(fc.array(anyNumber, { maxLength: 30 }), anyNumber, (values, other) => {
        const { option, positionOf } = logAxis(values);
        const { min, max } = option as unknown as Labelled;
        expect(Number.isFinite(min) && Number.isFinite(max) && min < max).toBe(true);
        for (const value of [...values, other]) {
          expect(positionOf(value)).toBeGreaterThanOrEqual(min);
          expect(positionOf(value)).toBeLessThanOrEqual(max);
        }
        expect(labelsOf(option).every(({ text }) => Number(text) > 0)).toBe(true);
      }),
    );
  });

  it('keeps the order of values', () => {
    fc.assert(
      fc.property(fc.array(anyNumber, { minLength: 2, maxLength: 30 }), (values) => {
        const positions = values
          .toSorted((one, other) => one - other)
          .map(logAxis(values).positionOf);
        expect(positions).toEqual(positions.toSorted((one, other) => one - other));
      }),
    );
  });
});

describe('the range of intervals', () => {
  it('covers them and the other values, whatever they are', () => {
    const interval = fc.record({ estimate: anyNumber, low: anyNumber, high: anyNumber });
    fc.assert(
      fc.property(
        fc.array(interval, { minLength: 1 }),
        fc.array(anyNumber),
        (intervals, others) => {
          const { min, max, interval: step } = rangeOf(intervals, others);
          const ends = intervals.map(drawable).flatMap(({ low, high }) => [low, high]);
          const slack = step * 1e-6;
          for (const value of [...ends, ...others.map(bounded)]) {
            expect(value).toBeGreaterThanOrEqual(min - slack);
            expect(value).toBeLessThanOrEqual(max + slack);
          }
        },
      ),
    );
  });
});
