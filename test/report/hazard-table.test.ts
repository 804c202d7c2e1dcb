/** What strategies leave stale, as a table and the details below it. */

import { describe, expect, it } from 'vitest';
import type { Hazard, StaleField } from '../../src/hazard/types.js';
import { describeStale, hazardTables } from '../../src/report/hazard-table.js';
import { fullReport, shortReport, textOptions } from '../../src/report/tables.js';
import { displayWidth } from '../../src/report/text.js';
import { fixture } from './fixtures.js';

const PLAIN = textOptions(undefined, false);

const LEVEL: StaleField = {
  mmu: 'root_mmu',
  field: 'shadow_root_level',
  offset: 81,
  bytes: 1,
  expected: '05',
  found: '04',
};
const CHECK: StaleField = {
  mmu: 'nested_mmu',
  field: 'guest_rsvd_check',
  offset: 277,
  bytes: 8,
  expected: `ff0f${'00'.repeat(60)}`,
  found: `c00f${'00'.repeat(60)}`,
};

/** By strategy, what is stale after two sequences; at one place unless told. */
function hazards(
  strategies: Readonly<Record<string, readonly [StaleField[], StaleField[]]>>,
  where: Partial<Hazard> = {},
): Hazard[] {
  return ['cpuid', 'nested entry'].flatMap((sequence, index) =>
    Object.entries(strategies).map(([strategy, stale]) => ({
      ...{ strategy, sequence, layout: 'v5.17', path: 'tdp' },
      stale: stale[index] ?? [],
      ...where,
    })),
  );
}

const MIXED = hazards({
  'field-by-field': [[], []],
  'init-flag': [[LEVEL], []],
  'memcpy-constants-rep-movsb': [[], [CHECK]],
  'memcpy-nontemporal': [[LEVEL, CHECK], [CHECK]],
});

describe('the table of hazards', () => {
  it('reads like this, to the letter', async () => {
    const text = hazardTables([...MIXED, ...hazards({ idle: [[], []] }, { path: 'npt' })], PLAIN);
    await expect(`${text}\n`).toMatchFileSnapshot('golden/hazards.txt');
  });

  it('tells the fields of a result from a file', () => {
    const text = hazardTables(fixture('whole-calls').hazards, PLAIN);
    expect(text).toContain('root_mmu.shadow_root_level, 1 byte at 89: 04, should be 05');
  });

  it('is in the full report of a result, and not in the short one', () => {
    const result = fixture('whole-calls');
    const table = hazardTables(result.hazards, PLAIN);
    expect(fullReport(result, PLAIN)).toContain(table);
    expect(shortReport(result, PLAIN)).not.toContain('Stale bytes');
  });

  it('has one table for each layout and path, and none without hazards', () => {
    const places = [
      { layout: 'v5.16', path: 'tdp' },
      { layout: 'v5.16', path: 'npt' },
      { layout: 'v6.1', path: 'tdp' },
    ];
    const all = places.flatMap((place) => hazards({ 'init-flag': [[LEVEL], []] }, place));
    const titles = hazardTables(all, PLAIN).match(/^Stale bytes .*$/gm);
    expect(titles).toEqual(
      places.map(({ layout, path }) => `Stale bytes after sequences of resets: ${layout}, ${path}`),
    );
    expect(hazardTables([], PLAIN)).toBe('');
  });

  it('counts the sequences that a strategy passes', () => {
    const lines = hazardTables(MIXED, PLAIN).split('\n');
    const countOf = (strategy: string) =>
      /\d of \d/.exec(lines.find((line) => line.startsWith(`${strategy} `)) ?? '')?.[0];
    expect(countOf('field-by-field')).toBe('2 of 2');
    expect(countOf('init-flag')).toBe('1 of 2');
    expect(countOf('memcpy-nontemporal')).toBe('0 of 2');
  });

  it('says a fault once, with all the strategies that have it', () => {
    const text = hazardTables(MIXED, PLAIN).replace(/\n {2}/g, ' ');
    expect(text).toContain('should be 05 (init-flag, memcpy-nontemporal)');
    expect(text.match(/root_mmu\.shadow_root_level/g)).toHaveLength(1);
  });

  it('fits 80 columns, and says the same with colour', () => {
    const text = hazardTables(MIXED, PLAIN);
    for (const line of text.split('\n')) expect(displayWidth(line), line).toBeLessThanOrEqual(80);
    const escapes = new RegExp(`${String.fromCodePoint(27)}\\[\\d+m`, 'g');
    const coloured = hazardTables(MIXED, { ...PLAIN, colour: true });
    expect(coloured).toMatch(escapes);
    expect(coloured.replaceAll(escapes, '').replace(/ +$/gm, '')).toBe(text);
  });
});

describe('a stale field in words', () => {
  it('has its place, how many bytes differ, and both values', () => {
    expect(describeStale(LEVEL)).toBe('root_mmu.shadow_root_level, 1 byte at 81: 04, should be 05');
  });

  it('shows the beginning of a long value', () => {
    expect(describeStale(CHECK)).toBe(
      'nested_mmu.guest_rsvd_check, 8 bytes from 277 on: c00f0000..., should be ff0f0000...',
    );
  });
});
