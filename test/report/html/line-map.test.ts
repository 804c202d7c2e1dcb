import { describe, expect, it } from 'vitest';
import { escapeHtml } from '../../../src/report/html/html.js';
import { isMissing } from '../../../src/report/html/section.js';
import { LINE_MAP } from '../../../src/report/html/sections/line-map.js';
import { nameInside, namesBelow } from '../../../src/report/html/sections/line-map-names.js';
import { lineList } from '../../../src/report/html/sections/line-map-tables.js';
import type { LineMap, Result } from '../../../src/report/result.js';
import { fixture } from '../fixtures.js';
import { lineMap, MAPPED, rangesOn } from './line-maps.js';

function render(...lineMaps: LineMap[]): string {
  return renderResult({ ...fixture('full'), lineMaps });
}

function renderResult(result: Result): string {
  const rendered = LINE_MAP.render(result);
  if (isMissing(rendered)) throw new Error(rendered.missing);
  return rendered.text;
}

/** Of the layer with this index: 0 has the roles. */
function layerOf(page: string, index: number): string {
  return (
    page
      .split('<g data-view')
      .at(index + 1)
      ?.split('</g><g data-view')[0] ?? ''
  );
}

/** Rows of the table whose caption begins like this, cell by cell. */
function tableRows(page: string, caption: string): string[][] {
  const table = page.slice(page.indexOf(`<caption>${caption}`));
  const rows = table
    .slice(table.indexOf('<tbody>'), table.indexOf('</tbody>'))
    .split('<tr>')
    .slice(1);
  return rows.map((row) =>
    [...row.matchAll(/<td[^>]*>([^<]*)<\/td>/g)].map(([, cell = '']) => cell),
  );
}

/** Pixels of the blocks in which a layer shows written bytes; a byte has nine. */
function writtenBytes(layer: string): number {
  const spans = [...layer.matchAll(/<path d="M([\d.]+) [\d.]+H([\d.]+)"/g)];
  return spans.reduce((sum, [, from, to]) => sum + (Number(to) - Number(from) + 1) / 9, 0);
}

describe('the map of a layout', () => {
  const page = render(lineMap('v5.16'));

  it('says where the struct lies, for which guest, and what the patch spares', () => {
    expect(page).toContain('392 bytes from byte 40 of its first line: 7 lines');
    expect(page).toContain('Full resets, guest unpaged, path tdp.');
    expect(page).toContain(
      '<strong>Line 0 is spared</strong>, with\nget_guest_pgd, get_pdptr, page_fault.',
    );
  });

  it('says so where the patch spares no line', () => {
    const text = render(lineMap('v5.17'));
    expect(text).toContain('155 bytes in 4 lines');
    expect(text).toContain('105 bytes in 4');
    expect(text).toContain('<strong>no line is spared</strong>');
  });

  it('draws a row for each line, with the vCPU’s bytes and the holes', () => {
    const labels = [...page.matchAll(/text-anchor="end" font-weight="bold">(\d+)</g)];
    expect(labels.map(([, line]) => Number(line))).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(page).toContain('>kvm_vcpu<');
    expect(page).toContain('>hole<');
    expect(page).toContain('>+24<');
  });

  it('names every field: inside, below its row, or on touching it', () => {
    for (const name of ['gva_to_gpa', 'mmu_role', 'shadow_zero_check']) {
      expect(page).toContain(`>${name}<`);
    }
    expect(page).toContain('>get_guest_<');
    expect(page).toContain('88 root_level · 89 shadow_root_level · 91 direct_map<');
    expect(page).toContain('<title>direct_map: at 91, 1 B, constant</title>');
  });

  it('marks each role by a letter, not by colour alone', () => {
    const letters = [...page.matchAll(/font-weight="bold">([CRZMPU?])</g)].map(
      ([, letter]) => letter,
    );
    expect(new Set(letters)).toEqual(new Set(['C', 'R', 'Z', 'M', 'P', 'U']));
    expect(layerOf(page, 0)).toContain('var(--series-2)');
  });

  it('has a layer for the roles, and one for each way to write', () => {
    const buttons = [...page.matchAll(/<button type="button">([^<]*)</g)].map(([, name]) => name);
    expect(buttons).toEqual([
      'role of the fields',
      'field-by-field',
      'init-flag',
      'memcpy-mov64 (+1 alike)',
    ]);
    const layers = [...page.matchAll(/<g data-view( class="unchosen")?>/g)].map(
      ([, hidden]) => hidden,
    );
    expect(layers).toHaveLength(buttons.length);
    expect(layers.map((hidden) => hidden !== undefined)).toEqual([false, true, true, true]);
  });

  it('shows as many written bytes as there are, in the layer of each', () => {
    expect(writtenBytes(layerOf(page, 0))).toBe(0);
    MAPPED.slice(0, 3).forEach((strategy, index) => {
      const bytes = rangesOn('v5.16', strategy).reduce((sum, [, each]) => sum + each, 0);
      expect(writtenBytes(layerOf(page, index + 1))).toBeCloseTo(bytes, 6);
    });
  });

  it('frames the lines that are spared, and says it in words', () => {
    const frames = (layer: string) => layer.split('stroke="var(--claim)"').length - 1;
    expect([0, 1, 2, 3].map((index) => frames(layerOf(page, index)))).toEqual([1, 0, 1, 0]);
    expect(layerOf(page, 0)).toContain('font-weight="bold">init-flag<');
    expect(layerOf(page, 2)).toContain('font-weight="bold">spared<');
    expect(layerOf(page, 1).split('● dirtied')).toHaveLength(6);
  });

  it('counts lines and bytes by strategy, and marks what is not equivalent', () => {
    expect(tableRows(page, 'v5.16@40')).toEqual([
      ['field-by-field', '5', '155', '0–4', 'baseline', 'baseline', ''],
      ['init-flag †', '4', '105', '1–4', '0', 'none', ''],
      ['memcpy-mov64', '5', '180', '0–4', 'none', 'none', ''],
      ['memcpy-libc', '5', '180', '0–4', 'none', 'none', 'memcpy-mov64'],
    ]);
  });

  it('has its fields in a table, with who writes them', () => {
    const rows = tableRows(page, 'fields of v5.16@40');
    expect(rows).toHaveLength(lineMap('v5.16').fields.length);
    expect(rows).toContainEqual(['page_fault', '16', '8', 'constant', '0', 'all but init-flag']);
    expect(rows).toContainEqual(['shadow_zero_check', '192', '88', 'zero-check', '3–4', 'all']);
    expect(rows).toContainEqual(['permissions', '144', '16', 'metadata', '2–3', 'none']);
  });

  it('tells a reader who does not see it', () => {
    expect(page).toContain(
      'aria-label="Map of v5.16@40. field-by-field dirties lines 0–4; init-flag dirties lines 1–4;',
    );
  });
});

describe('maps of several layouts', () => {
  it('are views of one switch, by layout and phase', () => {
    const page = render(lineMap('v5.16'), lineMap('v5.17'), lineMap('v5.17', { phase: 0 }));
    const views = [...page.matchAll(/<section data-view aria-label="([^"]*)">/g)].map(
      ([, name]) => name,
    );
    expect(views).toEqual(['v5.16@40', 'v5.17@16', 'v5.17@0']);
  });

  it('say where cells of the result write other bytes', () => {
    const result = fixture('full');
    const others = 'Other guests and paths of this result write other bytes.';
    const mapped = (guest: string) =>
      renderResult({ ...result, lineMaps: [lineMap('v5.16', { guest })] });
    expect(mapped('unpaged')).not.toContain(others);
    expect(mapped('four-level')).toContain(others);
  });
});

describe('a result without maps', () => {
  it('says so, and how to get them', () => {
    const rendered = LINE_MAP.render(fixture('older'));
    expect(isMissing(rendered) && rendered.missing).toContain('kvm-mmu-bench run --output FILE');
  });
});

describe('a map of a stranger’s file', () => {
  it('escapes every name that it draws', () => {
    const nasty = '"><script>x</script>\u0007';
    const [field] = lineMap('v5.16').fields;
    const fields = [
      { name: nasty, offset: 0, sizeBytes: 64, role: 'constructor' },
      ...(field ? [field] : []),
    ];
    const strategies = [
      { strategy: 'field-by-field', ranges: [[0, 8]] as [number, number][] },
      { strategy: nasty, ranges: [] },
    ];
    const text = render(
      lineMap('v5.16', { layout: nasty, guest: nasty, path: nasty, fields, strategies }),
    );
    expect(text).not.toContain('<script');
    expect(text).not.toContain('\u0007');
    expect(text).toContain(escapeHtml('"><script>x</script>'));
    expect(text).toContain('font-weight="bold">?<');
  });

  it('without the baseline compares nothing', () => {
    const text = render(lineMap('v5.16', {}, ['init-flag']));
    expect(tableRows(text, 'v5.16@40')).toEqual([['init-flag †', '4', '105', '1–4', '', '', '']]);
    expect(text).not.toContain('spared</strong>');
    expect(text).not.toContain('stroke="var(--claim)"');
  });

  it('is not drawn where it is larger than any struct could be', () => {
    const text = render(lineMap('v5.16', { sizeBytes: 1e12 }));
    expect(text).toContain('Too many to draw.');
    expect(text.length).toBeLessThan(10_000);
  });

  it('stays small with as many fields as a struct has bytes', () => {
    const fields = Array.from({ length: 4096 }, (_, offset) => {
      return { name: `field_${offset}`, offset, sizeBytes: 1, role: 'constant' };
    });
    expect(render(lineMap('v5.16', { sizeBytes: 4096, fields })).length).toBeLessThan(3e6);
  });

  it('shows ranges beyond the struct as far as they are in it', () => {
    const strategies = [
      { strategy: 'field-by-field', ranges: [[384, 1e12]] as [number, number][] },
    ];
    const text = render(lineMap('v5.16', { strategies }));
    expect(tableRows(text, 'v5.16@40')[0]?.slice(1, 4)).toEqual(['1', '8', '6']);
  });
});

describe('names in a field', () => {
  it.each([
    ['page_fault', 11, ['page_fault']],
    ['get_guest_pgd', 11, ['get_guest_', 'pgd']],
    ['inject_page_fault', 11, ['inject_', 'page_fault']],
    ['shadow_root_level', 5, null],
    ['a_b_c_d_e_f', 4, null],
    ['', 1, ['']],
  ])('%s in %i columns', (name, columns, lines) => {
    expect(nameInside(name, columns, 2)).toEqual(lines);
  });

  it('that is too narrow stand below, with their offsets, as far as there is room', () => {
    const fields = [
      { name: 'root_level', offset: 88 },
      { name: 'direct_map', offset: 91 },
    ];
    expect(namesBelow(fields, 80)).toBe('88 root_level · 91 direct_map');
    expect(namesBelow(fields, 12)).toHaveLength(12);
    expect(namesBelow([], 80)).toBe('');
  });
});

describe('a list of lines', () => {
  it.each([
    [[], 'none'],
    [[3], '3'],
    [[0, 1, 2, 4, 6, 7], '0–2, 4, 6–7'],
  ])('%j is %s', (lines, text) => {
    expect(lineList(lines)).toBe(text);
  });
});
