import { describe, expect, it } from 'vitest';
import type { Curve } from '../../../src/explain/explanation.js';
import { COPY_COST } from '../../../src/report/html/sections/copy-cost.js';
import type { Result } from '../../../src/report/result.js';
import { around, finding, longCurve } from '../../fixtures/explanation.js';
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

/** ns at 8, 64, 512 and 4096 bytes, ±0.5. */
function copy(name: string, ns: readonly number[]): Curve {
  const points = ns.map((each, index) => ({ x: 8 ** (index + 1), nsPerReset: around(each, 0.5) }));
  return { name: `copy, ${name}`, xName: 'bytes', points };
}

const CURVES = [
  copy('rep-movsb, aligned', [8, 8, 14.5, 37]),
  copy('rep-movsb, unaligned', [8, 8, 15, 39]),
  copy('mov64, aligned', [0.8, 4, 22, 176]),
  copy('mov64, unaligned', [0.8, 4, 23, 192]),
];

function resultOf(curves: Curve[], lineMaps: Result['lineMaps'] = []): Result {
  const h7 = finding({ id: 'H7', name: 'memcpy', curves, notes: ['from 256 bytes on it pays'] });
  return { ...explained({ hypotheses: [h7] }), lineMaps };
}

function pageOf(curves = CURVES, lineMaps: Result['lineMaps'] = []): string {
  return shown(COPY_COST, resultOf(curves, lineMaps));
}

describe('the section of the copiers', () => {
  const page = pageOf();

  it('has a view for each alignment, with all copiers beside each other', () => {
    expect([...page.matchAll(/<button type="button">([^<]*)</g)].map(([, name]) => name)).toEqual([
      'aligned',
      'unaligned',
    ]);
    expect(rowsOf(page)).toContainEqual(['bytes', 'rep-movsb', 'mov64']);
    expect(rowsOf(page)).toContainEqual(['512', '14.5 [14.0, 15.0]', '22.0 [21.5, 22.5]']);
    expect(rowsOf(page)).toContainEqual(['4096', '39.0 [38.5, 39.5]', '192 [192, 193]']);
    expect(rowsOf(page)).toHaveLength(2 * (1 + 4));
  });

  it('names every curve in the drawing, and the axes with their units', () => {
    const texts = drawnTexts(page);
    for (const name of ['rep-movsb', 'mov64', 'bytes copied', 'ns per copy']) {
      expect(texts.filter((text) => text === name)).toHaveLength(2);
    }
    expect(texts).toEqual(expect.arrayContaining(['8 B', '4 KiB', '1', '200']));
  });

  it('tells those who do not see it what stands out', () => {
    expect(page).toContain('mov64 0.8 [0.3, 1.3] ns for 8 B, 176 [176, 177] ns for 4 KiB');
  });

  it('marks the structs’ sizes, those of about one size by one name', () => {
    const maps = [
      lineMap('v5.16', { sizeBytes: 400 }),
      lineMap('v5.16', { layout: 'v6.1', sizeBytes: 384 }),
      lineMap('v5.16', { layout: 'small', sizeBytes: 40 }),
      lineMap('v5.16', { layout: 'beyond', sizeBytes: 65536 }),
      lineMap('v5.16', { layout: 'v6.12', sizeBytes: 384 }),
    ];
    const marked = pageOf(CURVES, maps);
    const marks = drawnTexts(marked).filter((text) => text.startsWith('the struct'));
    expect(new Set(marks)).toEqual(
      new Set(['the struct: 40 bytes', 'the structs: 384 to 400 bytes']),
    );
    expect(marked).toContain(
      'The structs: small 40 bytes; v6.1, v6.12 384 bytes; v5.16 400 bytes; beyond 65536',
    );
    expect(page).toContain('sizes are not in the result');
  });

  it('says which points a logarithmic axis has no place for', () => {
    const flat = pageOf([copy('mov64, aligned', [-0.1, 0, 1, 2])]);
    expect(flat).toContain('Below 0.01 ns, and drawn on the lower edge: 2 of mov64, aligned.');
    expect(rowsOf(flat)).toContainEqual(['8', '-0.1 [-0.6, 0.4]']);
    expect(page).not.toContain('lower edge');
    expect(pageOf([copy('mov64, aligned', [-1, -2])])).toContain('<svg');
  });

  it('shows a copier that lacks a size', () => {
    const some = pageOf([copy('a, aligned', [1, 2]), copy('b, aligned', [1])]);
    expect(rowsOf(some)).toContainEqual(['64', '2.0 [1.5, 2.5]', 'n/a']);
  });

  it('bears curves of many points', () => {
    const page = pageOf([longCurve()]);
    expect(rowsOf(page)).toHaveLength(513);
    expect(page.length).toBeLessThan(150_000);
  });

  it('says why there is none, and how to get it', () => {
    expect(missing(COPY_COST, explained({ hypotheses: [] }))).toContain(
      '`kvm-mmu-bench explain --hypothesis h7 --output FILE`',
    );
    expect(missing(COPY_COST, resultOf([]))).toContain('not measured: 15.6');
  });

  it('bears names of others and the largest numbers', () => {
    const most = Number.MAX_VALUE;
    const points = [-1, 0, 0.5, 1e300].map((x) => ({
      x,
      nsPerReset: { estimate: x < 0 ? -most : most, low: -most, high: most },
    }));
    const curves = [`copy, ${NASTY}, ${NASTY}`, NASTY, '', 'a, b, c, d'].map((name) => ({
      name,
      xName: NASTY,
      points,
    }));
    expectHarmless(pageOf(curves, [lineMap('v5.16', { layout: NASTY })]));
  });
});
