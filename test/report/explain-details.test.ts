/** One hypothesis in full, and how single values of an explanation are written. */

import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/explain/explanation.js';
import {
  findingDetails,
  formatExact,
  formatMeasured,
  unresolvedLegend,
  verdictPaint,
} from '../../src/report/explain-details.js';
import { textOptions } from '../../src/report/tables.js';
import { around, finding, longCurve } from '../fixtures/explanation.js';

const PLAIN = textOptions(undefined, false);

/** Wrapped lines joined again. */
function detailsOf(overrides: Partial<Finding>): string {
  return findingDetails(finding(overrides), PLAIN).replace(/\n {4}/g, ' ');
}

describe('a finding in full', () => {
  it('has everything in this order', () => {
    expect(findingDetails(finding(), PLAIN)).toMatchInlineSnapshot(`
      "H2 misses: supported
        The stores miss the caches, and the reset waits for their lines.
        contrast: lines in memory against lines hot, of what the patch saves: one line
          fewer to fetch
        reason: 15.6 [14.7, 16.5] µs per boot: more than 3.60 µs, a tenth of the claim
        needs every reset to meet the line that the patch spares in memory
        controls: same code 0.1±0.2 ns, a delay of 90.0 ns found as 89.2±0.4 ns
        measured, ns: whole reset, lines in memory 263±13; whole reset, lines hot
          4.27±0.05
        ns by lines in memory:
          whole reset at 0: 4.3±0.3, 1: 71±4, 2: 118±6, 3: 190±10, 4: 263±14
        - the misses of one reset overlap: four lines cost less than four times one"
    `);
  });

  it('without measurements, curves, needs and notes has no line for them', () => {
    const text = detailsOf({ measurements: [], curves: [], needs: null, notes: ['', ' '] });
    expect(text.split('\n')).toHaveLength(5);
    expect(text).not.toMatch(/^ *$|measured|needs|- $/m);
  });

  it('that could not be measured says why, and nothing of controls', () => {
    const text = detailsOf({
      resultNsPerCall: null,
      microsecondsPerBoot: null,
      controls: null,
      verdict: 'unresolved',
      reason: 'needs two CPUs',
    });
    expect(text).toContain('H2 misses: unresolved\n');
    expect(text).toContain('  reason: needs two CPUs\n');
    expect(text).not.toContain('controls');
  });

  it('lets no control character of a text through', () => {
    const evil = 'a\u001b[31mb\u0007\u202ec\r\nd';
    const text = findingDetails(
      finding({
        name: evil,
        statement: evil,
        contrast: evil,
        reason: evil,
        measurements: [{ name: evil, nsPerReset: around(1, 0.1) }],
        curves: [{ name: evil, xName: evil, points: [{ x: 1, nsPerReset: around(1, 0.1) }] }],
        needs: evil,
        notes: [evil],
      }),
      PLAIN,
    );
    expect(text).not.toMatch(/(?!\n)\p{Cc}|\p{Cf}/u);
    expect(text.match(/a\?\[31mb\?\?c d/g)).toHaveLength(9);
  });
});

describe('controls', () => {
  const controls = {
    negativeNsPerReset: around(4, 14),
    injectedNsPerReset: 89.98,
    positiveNsPerReset: around(61, 22),
  };

  it('are one sentence', () => {
    expect(detailsOf({ controls: { ...controls, passed: true } })).toContain(
      '  controls: same code 4±14 ns, a delay of 90.0 ns found as 61±22 ns\n',
    );
  });

  it('that failed say so, without colour too', () => {
    expect(detailsOf({ controls: { ...controls, passed: false } })).toContain(
      '  controls FAILED: same code 4±14 ns, a delay of 90.0 ns found as 61±22 ns\n',
    );
  });

  it('that are missing where something was measured are named as such', () => {
    expect(detailsOf({ controls: null })).toContain('  controls: none\n');
  });
});

describe('a curve', () => {
  const curve = (points: number) => ({
    ...longCurve(),
    points: longCurve().points.slice(0, points),
  });
  const xsOf = (text: string) => text.match(/(?<= )\d+(?=: )/g)?.map(Number) ?? [];

  it('of twenty points has all of them', () => {
    const text = detailsOf({ curves: [curve(20)] });
    expect(xsOf(text)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    expect(text).toContain('ns by bytes: copy, rep-movsb, aligned at 1: 3.00±0.10, 2: 3.01±0.10, ');
    expect(text).not.toContain('points');
  });

  it('of more has both ends and the extreme between them, and says what it leaves out', () => {
    const text = detailsOf({ curves: [longCurve()] });
    const sizes = xsOf(text);
    expect(text).toContain('ns by bytes (12 of 512 points, and least and most; all with --json):');
    expect(sizes).toHaveLength(13);
    expect([sizes[0], sizes.at(-1)]).toEqual([1, 512]);
    expect(text).toContain('301: 77.7±0.1');
  });

  it('never parts a value from its x', () => {
    const text = findingDetails(finding({ curves: [longCurve()] }), textOptions(40, false));
    const lines = text.split('\n').filter((line) => /^ {6}\d+: /.test(line));
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines) expect(line).toMatch(/^ {6}(\d+: \S+±\S+ ?)+$/);
  });

  it('shares its heading with others over the same points', () => {
    const names = ['aligned', 'unaligned', 'short'];
    const curves = names.map((name) => ({ ...curve(name === 'short' ? 5 : 9), name }));
    const text = detailsOf({ curves });
    expect(text.match(/ns by bytes:/g)).toHaveLength(2);
    expect(names.filter((name) => text.includes(`${name} at 1: `))).toEqual(names);
  });

  it('without points is left out', () => {
    expect(detailsOf({ curves: [curve(0)] })).not.toMatch(/rep-movsb|ns by/);
  });
});

describe('single values', () => {
  it('that could not be had are n/a', () => {
    expect(formatMeasured(null)).toBe('n/a');
    expect(formatMeasured(around(1.234, 0.2))).toBe('1.2±0.2');
  });

  it('never look unresolved by rounding alone', () => {
    expect(formatMeasured(around(1.04, 1.01))).toBe('1.04±1.01');
  });

  it.each([
    [60, '60'],
    [4096, '4096'],
    [1048576, '1048576'],
    [0.5, '0.50'],
    [1e300, '1.0e+300'],
    [Number.NaN, 'n/a'],
  ])('%d is written %s where it is exact', (value, text) => {
    expect(formatExact(value)).toBe(text);
  });

  it('have their mark explained only if one has it', () => {
    expect(unresolvedLegend([around(2, 1), null], PLAIN)).toEqual([]);
    expect(unresolvedLegend([around(2, 1), around(1, 2)], PLAIN)).toEqual([
      '? not resolved: 0 is within the 95 % interval',
    ]);
  });

  it('have a colour for each verdict, and none in a pipe', () => {
    const verdicts = ['supported', 'refuted', 'unresolved'] as const;
    const painted = verdicts.map((each) => verdictPaint(each, { ...PLAIN, colour: true })('x'));
    expect(new Set(painted).size).toBe(3);
    expect(verdicts.map((each) => verdictPaint(each, PLAIN)('x'))).toEqual(['x', 'x', 'x']);
  });
});
