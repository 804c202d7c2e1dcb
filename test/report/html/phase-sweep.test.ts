import { describe, expect, it } from 'vitest';
import type { Curve, Finding } from '../../../src/explain/explanation.js';
import { PHASE_SWEEP } from '../../../src/report/html/sections/phase-sweep.js';
import type { Result } from '../../../src/report/result.js';
import { around, finding } from '../../fixtures/explanation.js';
import {
  drawnTexts,
  expectHarmless,
  explained,
  missing,
  NASTY,
  rowsOf,
  shown,
} from './explained.js';
import { lineMap } from './line-maps.js';

const PHASES = [0, 8, 16, 24, 32, 40, 48, 56];

/** A saving of so many ns at each phase, ±2. */
function curve(name: string, ns: readonly number[]): Curve {
  const points = ns.map((each, index) => ({ x: PHASES[index] ?? 0, nsPerReset: around(each, 2) }));
  return { name, xName: 'phase, bytes', points };
}

const V5_16 = [
  curve('cost, v5.16', [135, 135, 135, 135, 135, 138, 141, 143]),
  curve('saving, v5.16', [-1, 2.5, 1, 1, 9, 9, 5, 8]),
];
const V6_1 = [
  curve('cost, v6.1', [135, 136, 137, 136, 137, 137, 141, 139]),
  curve('saving, v6.1', [1, 1, 4, 4, 9, 12, 8, 7]),
];

function h3(overrides: Partial<Finding> = {}): Finding {
  return finding({
    id: 'H3',
    name: 'lines',
    curves: [...V5_16, ...V6_1],
    measurements: [{ name: 'saving, v5.16@40', nsPerReset: around(9, 2) }],
    notes: ['over all layouts a line more costs 3.7 ns'],
    ...overrides,
  });
}

function resultOf(overrides: Partial<Finding> = {}, lineMaps: Result['lineMaps'] = []): Result {
  return { ...explained({ hypotheses: [h3(overrides)] }), lineMaps };
}

function pageOf(...given: Parameters<typeof resultOf>): string {
  return shown(PHASE_SWEEP, resultOf(...given));
}

/** Circles that stand around points; points themselves are parts of a path. */
function rings(page: string): number {
  return page.match(/<circle|A8[ ,]8 /g)?.length ?? 0;
}

describe('the section of the phase sweep', () => {
  const page = pageOf();

  it('has cost and saving of every layout at every phase', () => {
    const rows = rowsOf(page);
    expect(rows).toHaveLength(1 + 2 * PHASES.length);
    expect(rows).toContainEqual(['v5.16', '40', '138 [136, 140]', '9 [7, 11]']);
    expect(rows).toContainEqual(['v5.16', '0', '135 [133, 137]', '-1 [-3, 1]?']);
    expect(rows).toContainEqual(['v6.1', '56', '139 [137, 141]', '7 [5, 9]']);
  });

  it('names layouts, phases and units in the drawing', () => {
    const texts = drawnTexts(page);
    expect(texts).toEqual(expect.arrayContaining(PHASES.map(String)));
    expect(texts).toContain('cost, ns per reset');
    expect(texts).toContain('saving, ns per reset');
  });

  it('marks the phase that a layout has in both plots, as far as the result tells', () => {
    expect(drawnTexts(page)).toContain('v5.16 (own phase 40)');
    expect(drawnTexts(page)).toContain('v6.1');
    expect(page).toContain('No ring for v6.1: the result does not say the phase.');
    expect(rings(page)).toBe(2);
    expect(rings(pageOf({ measurements: [] }))).toBe(0);
  });

  it('takes the phase that the run measured a layout at, and says so', () => {
    const mapped = pageOf({}, [
      lineMap('v5.16', { phase: 0 }),
      lineMap('v5.16', { layout: 'v6.1', phase: 24 }),
    ]);
    expect(drawnTexts(mapped)).toContain('v5.16 (own phase 40)');
    expect(drawnTexts(mapped)).toContain('v6.1 (phase 24 elsewhere in this run)');
    expect(mapped).not.toContain('No ring');
    expect(rings(mapped)).toBe(4);
  });

  it('shades what the same code shows against itself', () => {
    expect(drawnTexts(page)).toContain('noise floor ±0.30 ns');
    expect(drawnTexts(pageOf({ controls: null })).join()).not.toContain('noise floor');
  });

  it('tells those who do not see it what stands out', () => {
    expect(page).toContain(
      'v5.16 at most 9 [7, 11] ns, at phase 32; v6.1 at most 12 [10, 14] ns, at phase 40',
    );
    const none = pageOf({ curves: [curve('saving, v5.17', [1, -1, 0])] });
    expect(none).toContain('v5.17 nothing that is resolved');
  });

  it('repeats what was noted', () => {
    expect(page).toContain('<li>over all layouts a line more costs 3.7 ns</li>');
  });

  it('shows a layout of which one curve is missing', () => {
    const rows = rowsOf(pageOf({ curves: [curve('saving, v5.17', [1, 5])] }));
    expect(rows).toContainEqual(['v5.17', '8', 'n/a', '5 [3, 7]']);
  });

  it('says why there is none, and how to get it', () => {
    expect(missing(PHASE_SWEEP, explained({ hypotheses: [] }))).toContain(
      '`kvm-mmu-bench explain --hypothesis h3 --output FILE`',
    );
    expect(missing(PHASE_SWEEP, resultOf({ curves: [], reason: 'was interrupted' }))).toContain(
      'not measured: was interrupted',
    );
    const empty = { ...curve('cost, v5.16', []), points: [] };
    expect(missing(PHASE_SWEEP, resultOf({ curves: [empty] }))).not.toBeNull();
  });

  it('bears names of others and the largest numbers', () => {
    const most = Number.MAX_VALUE;
    const huge = { estimate: 0, low: -most, high: most };
    const curves = ['cost', 'saving', NASTY].flatMap((quantity) =>
      [NASTY, `${NASTY}, ${NASTY}`, ''].map((layout) => ({
        name: `${quantity}, ${layout}`,
        xName: NASTY,
        points: [-8, 0, 1e300].map((x) => ({ x, nsPerReset: huge })),
      })),
    );
    const measurements = [{ name: `saving, ${NASTY}@0`, nsPerReset: huge }];
    expectHarmless(pageOf({ curves, measurements, notes: [NASTY] }));
    expectHarmless(pageOf({ curves: [{ ...curve('no comma at all', [1, 2]) }] }));
  });
});
