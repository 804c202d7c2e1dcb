import { describe, expect, it } from 'vitest';
import { mostShown } from '../../../src/report/html/curves-chart.js';
import { DISTRIBUTIONS } from '../../../src/report/html/sections/distributions.js';
import { strategyLook } from '../../../src/report/html/strategy-look.js';
import type { Result } from '../../../src/report/result.js';
import { fixture } from '../fixtures.js';
import { drawnTexts, expectHarmless, missing, rowsOf, shown } from './explained.js';

const full = fixture('full');
const page = shown(DISTRIBUTIONS, full);

function viewOf(name: string, whole = page): string {
  const views = whole.split('<section data-view');
  return views.find((view) => view.includes(`aria-label="${name}"`)) ?? '';
}

describe('the distributions of the cost of a reset', () => {
  it('have a view for each cache state, of drained resets, and say what they leave out', () => {
    const buttons = [...page.matchAll(/<button type="button">([^<]*)</g)].map(([, name]) => name);
    expect(buttons).toHaveLength(5);
    expect(page).toContain('Overlapped resets are not drawn');
    expect(buttons.slice(0, 2)).toEqual(['hot, drained', 'l1-evicted, drained']);
  });

  it('have the quantiles of the samples in the table', () => {
    const cell = full.cells.find(
      ({ state, retirement, strategy }) =>
        state === 'dram' && retirement === 'drained' && strategy === 'constant-once',
    );
    const samples = [...(cell?.samples ?? [])].sort((one, other) => one - other);
    const row = rowsOf(viewOf('dram, drained')).find(([name]) => name === 'constant-once');
    expect(Number(row?.[1])).toBeCloseTo(samples[0] ?? Number.NaN, 0);
    expect(Number(row?.[4])).toBeCloseTo(samples[1] ?? Number.NaN, 0);
    expect(Number(row?.[7])).toBeCloseTo(samples[3] ?? Number.NaN, 0);
    expect(row?.[8]).toBe('4');
  });

  it('name every strategy beside the plot with its median, in the order of the medians', () => {
    const texts = drawnTexts(viewOf('dram, drained'));
    const medians = texts.filter((text) => /^[\d.]+ ns$/.test(text)).map(Number.parseFloat);
    expect(medians).toHaveLength(12);
    expect(medians).toEqual(medians.toSorted((one, other) => one - other));
    expect(texts).toContain('init-flag †');
  });

  it('shade the noise floor around the baseline', () => {
    const floor = full.noiseFloor.find(
      ({ state, retirement }) => state === 'hot' && retirement === 'drained',
    );
    expect(floor?.nsPerReset).toBeCloseTo(0.039, 3);
    expect(drawnTexts(viewOf('hot, drained'))).toContain(
      'shaded: the noise floor, ±0.04 ns around the median of field-by-field',
    );
    const without = shown(DISTRIBUTIONS, { ...full, noiseFloor: [] });
    expect(without).not.toContain('shaded: ');
  });

  it('only name a strategy that would leave no room for the others', () => {
    expect(drawnTexts(viewOf('hot, drained')).filter((text) => text === 'beyond')).toHaveLength(1);
    expect(drawnTexts(viewOf('dram, drained'))).not.toContain('beyond');
  });

  it('say how many rounds they are of, and that those set aside are among them', () => {
    expect(viewOf('dram, drained')).toContain(
      '96 rounds (3 set aside), stopped by budget; those set aside are drawn too.',
    );
    expect(viewOf('hot, drained')).toContain('96 rounds, stopped by target.');
  });

  it('say where a state was not reached', () => {
    expect(shown(DISTRIBUTIONS, fixture('state-not-reached'))).toContain(
      '! dram: state NOT reached',
    );
  });

  it('are missing without cells, and say which place has no samples', () => {
    expect(missing(DISTRIBUTIONS, fixture('no-cells'))).toContain(
      '`kvm-mmu-bench run --output FILE`',
    );
    const cells = full.cells.map((cell) => ({ ...cell, samples: [] }));
    expect(shown(DISTRIBUTIONS, { ...full, cells })).toContain(
      'Not shown: the result has no samples',
    );
  });

  it('hold whatever a file holds', () => {
    expectHarmless(shown(DISTRIBUTIONS, fixture('hostile')));
    const odd = [[0], [-5, -5, -5], [1e300, -1e300], [3, 3.0000000001]];
    const cells = full.cells.map((cell, index) => ({ ...cell, samples: odd[index % 4] ?? [] }));
    expectHarmless(shown(DISTRIBUTIONS, { ...full, cells }));
  });

  it('thin a long series to what can be seen', () => {
    const long = Array.from({ length: 4000 }, (_, index) => 4 + Math.sin(index) / 10);
    const cells = full.cells.map((cell) => ({ ...cell, samples: long }));
    const drawing = viewOf('hot, drained', shown(DISTRIBUTIONS, { ...full, cells }));
    expect(drawing.length).toBeLessThan(40_000);
  });
});

describe('what shares a plot', () => {
  it('is all that is not far from the middle', () => {
    expect(mostShown([9, 10, 265])).toBe(40);
    expect(mostShown([-1, 0, 3])).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('how strategies look', () => {
  function withStrategies(names: string[]): Result {
    const [cell] = full.cells;
    if (cell === undefined) throw new Error('the fixture has no cell');
    return { ...full, boots: [], cells: names.map((strategy) => ({ ...cell, strategy })) };
  }

  it('is different for 40 of them, in colour or dashes, and for neighbours in both', () => {
    const names = Array.from({ length: 40 }, (_, index) => `strategy ${index}`);
    const { strokeOf } = strategyLook(withStrategies(['field-by-field', ...names]));
    const strokes = ['field-by-field', ...names].map(strokeOf);
    expect(new Set(strokes.map((stroke) => JSON.stringify(stroke))).size).toBe(41);
    for (const [index, stroke] of strokes.entries()) {
      const next = strokes[index + 1];
      expect(next?.colour).not.toBe(stroke.colour);
      if (index > 0) expect(next?.dash ?? 'none').not.toEqual(stroke.dash ?? 'solid');
    }
  });

  it('stays the same whatever else was measured later', () => {
    const few = strategyLook(withStrategies(['field-by-field', 'a', 'b']));
    const more = strategyLook(withStrategies(['field-by-field', 'a', 'b', 'c']));
    expect(more.strokeOf('b')).toEqual(few.strokeOf('b'));
  });
});
