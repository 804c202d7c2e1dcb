/** The sweep as bars: nothing cut off, losses to the left, and the claim's place in every row. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Crossing, SweepPoint } from '../../src/explain/explanation.js';
import { sweepCharts } from '../../src/report/sweep-chart.js';
import { textOptions } from '../../src/report/tables.js';
import { around, explanation, sweepPoint } from '../fixtures/explanation.js';

const PLAIN = textOptions(undefined, false);
const NARROW = textOptions(40, false);
const NOWHERE: Crossing = {
  access: 'reads',
  bytes: null,
  lowBytes: null,
  highBytes: null,
  mostBytes: 2 ** 20,
};

function reads(...savings: SweepPoint['savingNsPerCall'][]): SweepPoint[] {
  return savings.map((saving, index) => sweepPoint('reads', 2 ** (12 + index), saving));
}

function chartOf(sweep: SweepPoint[], options = PLAIN, crossings: Crossing[] = []): string {
  return sweepCharts({ sweep, crossings }, options);
}

/** What stands left and right of the zero, row by row. */
function barsOf(text: string): { left: string; right: string }[] {
  const rows = text.matchAll(/^\d+ [KM]iB .*?([#-]*)\|(.*?) +\S+$/gm);
  return [...rows].map(([, left = '', right = '']) => ({ left, right }));
}

describe('the charts of a sweep', () => {
  it.each([80, 40])('read like this in %d columns', async (columns) => {
    const text = sweepCharts(explanation(), textOptions(columns, false));
    await expect(`${text}\n`).toMatchFileSnapshot(`golden/explain-sweep-${columns}.txt`);
  });

  it('are none without points', () => {
    expect(chartOf([])).toBe('');
  });

  it('have their rows by size, whatever the order of measuring', () => {
    const sweep = reads(around(1, 0.1), around(2, 0.1), around(3, 0.1));
    expect(chartOf(sweep.toReversed())).toBe(chartOf(sweep));
  });

  it('say the same with colour', () => {
    const escapes = new RegExp(`${String.fromCodePoint(27)}\\[\\d+m`, 'g');
    const coloured = sweepCharts(explanation(), { ...PLAIN, colour: true });
    expect(coloured).toMatch(escapes);
    expect(coloured.replaceAll(escapes, '').replace(/ +$/gm, '')).toBe(
      sweepCharts(explanation(), PLAIN),
    );
  });
});

describe('a bar', () => {
  it('goes to the left of zero for a loss, and to the right for a saving', () => {
    const bars = barsOf(chartOf(reads(around(-20, 1), around(20, 1))));
    expect(bars.map(({ left }) => left.includes('#'))).toEqual([true, false]);
    expect(bars.map(({ right }) => right.includes('#'))).toEqual([false, true]);
  });

  it('shows the smallest loss', () => {
    const [bar] = barsOf(chartOf(reads(around(-0.001, 0.0001))));
    expect(bar?.left).toBe('#');
  });

  it('is there for the largest numbers that there are', () => {
    const most = Number.MAX_VALUE;
    const [bar] = barsOf(chartOf(reads({ estimate: most, low: -most, high: most })));
    expect(bar?.left).toMatch(/^-{10,}$/);
    expect(bar?.right).toMatch(/^\+#{10,}$/);
  });

  it('is followed by what its interval may add', () => {
    const [bar] = barsOf(chartOf(reads({ estimate: 10, low: -10, high: 30 })));
    expect(bar?.left).toMatch(/^-+$/);
    expect(bar?.right).toMatch(/^#+-+ +:/);
  });

  it.each([
    ['59.9', { estimate: 59, low: 58, high: 59.9 }, ':'],
    ['60', { estimate: 59, low: 58, high: 60 }, '+'],
    ['200', around(190, 10), '+'],
  ])('of an interval that ends at %s ns has the right mark at the claim', (_, saving, mark) => {
    const [bar] = barsOf(chartOf(reads(saving)));
    expect(bar?.right.match(/[:+]/g)).toEqual([mark]);
  });

  it('is marked beside its number where zero is within the interval', () => {
    const text = chartOf(reads(around(3, 4), around(5, 4)));
    expect(text).toMatch(/3±4\?$/m);
    expect(text).toMatch(/5±4$/m);
    expect(text).toMatch(/^\? not resolved/m);
    expect(chartOf(reads(around(5, 4)))).not.toContain('?');
  });

  const ns = fc.double({ min: -1e4, max: 1e4, noNaN: true });
  const interval = fc.tuple(ns, ns, ns).map((ends) => {
    const [low = 0, estimate = 0, high = 0] = ends.toSorted((one, other) => one - other);
    return { estimate, low, high };
  });
  const savings = fc.array(interval, { minLength: 2, maxLength: 8 });

  it('is as wide as any other, so that marks stand below each other', () => {
    fc.assert(
      fc.property(savings, fc.integer({ min: 60, max: 120 }), (some, columns) => {
        const rows = chartOf(reads(...some), { columns, colour: false })
          .split('\n')
          .filter((line) => /^\d+ [KM]iB .*\|/.test(line));
        expect(rows).toHaveLength(some.length);
        expect(new Set(rows.map((row) => row.indexOf('|'))).size).toBe(1);
        expect(new Set(rows.map((row) => row.search(/[:+]/))).size).toBe(1);
      }),
    );
  });

  it('of more saving is never shorter', () => {
    fc.assert(
      fc.property(savings, (some) => {
        const rising = some.toSorted((one, other) => one.estimate - other.estimate);
        const lengths = barsOf(chartOf(reads(...rising))).map(
          ({ left, right }) => right.split('#').length - left.split('#').length,
        );
        expect(lengths).toHaveLength(some.length);
        lengths.slice(1).forEach((length, index) => {
          expect(length).toBeGreaterThanOrEqual(lengths[index] ?? 0);
        });
      }),
    );
  });
});

describe('a narrow terminal', () => {
  it('loses load latency first, then the cost', () => {
    const heads = [60, 50, 40].map((columns) => {
      const text = sweepCharts(explanation(), textOptions(columns, false));
      return text.match(/^reads .*saving$/m)?.[0].split(/ +/)[1];
    });
    expect(heads).toEqual(['load', 'cost', '0']);
  });

  it('loses the bars rather than a digit of the saving', () => {
    const saving = { estimate: -1e308, low: -1.1e308, high: 0.1 };
    const text = chartOf([sweepPoint('reads', 2 ** 26, saving)], NARROW);
    expect(text).toMatch(/^reads +saving$/m);
    expect(text).toMatch(/^64 MiB +-1\.0e\+308±1\.0e\+308\?$/m);
    expect(text).not.toContain('zero');
  });

  it('explains only what it shows', () => {
    expect(sweepCharts(explanation(), PLAIN)).toMatch(/^load: .*\ncost: .*\n# the saving/m);
    const narrow = sweepCharts(explanation(), NARROW);
    expect(narrow).not.toMatch(/^load:|^cost:/m);
    expect(narrow).toMatch(/^# the saving/m);
  });
});

describe('the crossing in words', () => {
  const crossing = (some: Partial<Crossing>) =>
    chartOf(reads(around(1, 0.1)), PLAIN, [{ ...NOWHERE, ...some }]).replace(/\n {2}/g, ' ');

  it('names the footprints of estimate and interval', () => {
    expect(crossing({ bytes: 2 ** 19, lowBytes: 2 ** 18, highBytes: 2 ** 20 })).toContain(
      'reads up to 1 MiB: the saving reaches 60 ns a call first at 512 KiB; ' +
        "its interval's upper end first at 256 KiB, the lower end first at 1 MiB",
    );
  });

  it('tells what may be from what is', () => {
    expect(crossing({ lowBytes: 2 ** 20 })).toContain(
      'the saving reaches 60 ns a call nowhere; ' +
        "its interval's upper end first at 1 MiB, the lower end nowhere",
    );
  });

  it('says how far was looked where there is none', () => {
    expect(crossing({})).toContain(
      'reads up to 1 MiB: the saving and its interval stay below 60 ns a call',
    );
  });

  it('stands below the chart of its own access only', () => {
    const text = chartOf(reads(around(1, 0.1)), PLAIN, [{ ...NOWHERE, access: 'writes' }]);
    expect(text).not.toContain('up to');
  });
});
