import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatBound,
  formatBytes,
  formatEstimate,
  formatHz,
  formatInterval,
  formatMicroseconds,
  formatNs,
  formatNumber,
  formatPercent,
  formatPlusMinus,
  formatValue,
} from '../src/format.js';

const anyNumber = fc.double();
const anyInterval = fc.record({ estimate: anyNumber, low: anyNumber, high: anyNumber });

function around(estimate: number, half: number) {
  return { estimate, low: estimate - half, high: estimate + half };
}

describe('single values', () => {
  it.each([
    [12.34, '12.3 ns'],
    [1.234, '1.23 ns'],
    [0.004, '0.00 ns'],
    [-0.004, '0.00 ns'],
    [-0, '0.00 ns'],
    [99.96, '100 ns'],
    [1234.5, '1235 ns'],
    [1.5e6, '1.5e+6 ns'],
    [Number.NaN, 'n/a'],
    [Number.POSITIVE_INFINITY, 'n/a'],
    [Number.NEGATIVE_INFINITY, 'n/a'],
  ])('formatNs(%d) is %s', (ns, text) => {
    expect(formatNs(ns)).toBe(text);
  });

  it('names its unit', () => {
    expect(formatMicroseconds(36)).toBe('36.0 µs');
    expect(formatPercent(14.24)).toBe('14.2 %');
    expect(formatPercent(Number.NaN)).toBe('n/a');
  });

  it.each([
    [49152, '48 KiB'],
    [1048576, '1 MiB'],
    [8321499136, '7.75 GiB'],
    [63, '63 B'],
    [0, '0 B'],
    [2 ** 50, '1024 TiB'],
    [Number.NaN, 'n/a'],
  ])('formatBytes(%d) is %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it.each([
    [2596000000, '2.596 GHz'],
    [3.7e9, '3.7 GHz'],
    [0, '0 Hz'],
    [Number.POSITIVE_INFINITY, 'n/a'],
  ])('formatHz(%d) is %s', (hz, text) => {
    expect(formatHz(hz)).toBe(text);
  });

  it('rounds a bound up to two digits', () => {
    expect(formatBound(0.031)).toBe('±0.04');
    expect(formatBound(0.3)).toBe('±0.30');
    expect(formatBound(9.1)).toBe('±9.1');
    expect(formatBound(91.2)).toBe('±92');
    expect(formatBound(0)).toBe('±0.0');
    expect(formatBound(Number.NaN)).toBe('±n/a');
  });
});

describe('intervals', () => {
  it('shows no more digits than the interval justifies', () => {
    expect(formatInterval({ estimate: 1.234, low: 0.912, high: 1.412 })).toBe('1.2 [0.9, 1.4]');
    expect(formatInterval(around(12.345, 0.4))).toBe('12.3 [11.9, 12.7]');
    expect(formatInterval(around(312.4, 12.1))).toBe('312 [300, 325]');
    expect(formatInterval(around(3.123, 0.051))).toBe('3.12 [3.07, 3.17]');
  });

  it('shows three digits where the interval is a point or no interval', () => {
    expect(formatInterval(around(0, 0))).toBe('0.00 [0.00, 0.00]');
    expect(formatInterval({ estimate: 1, low: Number.NaN, high: 2 })).toBe('1.00 [n/a, 2.00]');
  });

  it('uses the longer arm and rounds it up', () => {
    expect(formatPlusMinus({ estimate: 10, low: 9.7, high: 10.1 })).toBe('10.0±0.3');
    expect(formatPlusMinus(around(10, 0.31))).toBe('10.0±0.4');
  });

  it('does not let rounding hide that a saving is resolved', () => {
    const saving = { estimate: -2.3, low: -4.1, high: -0.4 };
    expect(formatPlusMinus(saving)).toBe('-2±2');
    expect(formatPlusMinus(saving, true)).toBe('-2.3±1.9');
    expect(formatInterval(saving)).toBe('-2 [-4, 0]');
    expect(formatInterval(saving, true)).toBe('-2.3 [-4.1, -0.4]');
  });

  it('trades a decimal for width', () => {
    expect(formatPlusMinus(around(6.31, 0.04))).toBe('6.31±0.04');
    expect(formatPlusMinus(around(-6.31, 0.04))).toBe('-6.3±0.1');
  });

  it('never shows a negative zero or a number that is none, whatever it gets', () => {
    fc.assert(
      fc.property(anyInterval, fc.boolean(), (interval, resolved) => {
        const texts = [
          formatInterval(interval, resolved),
          formatPlusMinus(interval, resolved),
          formatEstimate(interval),
          formatBound(interval.low),
        ];
        for (const text of texts) {
          expect(text).not.toMatch(/NaN|Infinity|-0(\.0+)?(?![\d.])/);
        }
      }),
    );
  });

  it('never shows an arm of zero for an interval that has a length', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e5, max: 1e5, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e4, noNaN: true }),
        (estimate, half) => {
          expect(formatPlusMinus(around(estimate, half))).not.toMatch(/±0(\.0+)?$/);
        },
      ),
    );
  });
});

describe('formatNumber and formatValue', () => {
  it('stay within eight characters, and within half a last digit of the value', () => {
    fc.assert(
      fc.property(fc.double({ min: -999999, max: 999999, noNaN: true }), (value) => {
        const text = formatValue(value);
        expect(text.length).toBeLessThanOrEqual(8);
        expect(Math.abs(Number(text) - value)).toBeLessThanOrEqual(Math.abs(value) / 190 + 0.005);
      }),
    );
  });

  it('accept every double', () => {
    fc.assert(
      fc.property(anyNumber, fc.integer({ min: 0, max: 2 }), (value, decimals) => {
        expect(formatNumber(value, decimals).length).toBeGreaterThan(0);
      }),
    );
  });
});
