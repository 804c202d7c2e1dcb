import { describe, expect, it } from 'vitest';
import type { Ledger, LedgerLine } from '../../../src/explain/explanation.js';
import { LEDGER } from '../../../src/report/html/sections/ledger.js';
import { around, explanation } from '../../fixtures/explanation.js';
import {
  drawnTexts,
  expectHarmless,
  explained,
  missing,
  NASTY,
  rowsOf,
  shown,
} from './explained.js';

function ledger(overrides: Partial<Ledger> = {}): Ledger {
  const found = explanation().ledger;
  if (found === null) throw new Error('the fixture has no ledger');
  return { ...found, ...overrides };
}

function pageOf(overrides: Partial<Ledger> = {}): string {
  return shown(LEDGER, explained({ ledger: ledger(overrides) }));
}

/** Of one unit's view. */
function viewOf(page: string, unit: string): string {
  return (
    page.split('<section data-view').find((view) => view.includes(`aria-label="${unit}"`)) ?? ''
  );
}

describe('the section of the ledger', () => {
  const page = pageOf();

  it('says what was measured', () => {
    expect(page).toContain(
      'v5.16@40, dram, thread-600: 600 calls, of which\n400 full resets and 200 early',
    );
  });

  it('has a view for each unit of the claim, and in each a chart of the cost and one of the saving', () => {
    const units = [
      ['µs per boot', 'the thread saves 36 µs per boot'],
      ['ns per call', 'the thread saves 60 ns per call'],
      ['ns per full reset', 'the thread saves 90 ns per full reset'],
    ];
    expect([...page.matchAll(/<button type="button">([^<]*)</g)].map(([, name]) => name)).toEqual(
      units.map(([unit]) => unit),
    );
    for (const [unit = '', claim = ''] of units) {
      const texts = drawnTexts(viewOf(page, unit));
      expect(texts.filter((text) => text === claim)).toHaveLength(2);
      expect(texts.filter((text) => text === unit)).toHaveLength(2);
    }
  });

  it('has all lines with their intervals and contrasts in the tables', () => {
    const rows = rowsOf(viewOf(page, 'µs per boot'));
    expect(rows).toContainEqual([
      'part',
      'issue',
      '1.71 [1.69, 1.73]',
      'stores to hot lines against none',
    ]);
    expect(rows).toContainEqual([
      'part',
      'early returns',
      '0.22 [0.20, 0.24]',
      'a call that returns early against none',
    ]);
    expect(rows).toContainEqual(['whole', 'whole', '105 [100, 110]', 'the whole call in memory']);
    expect(rows).toContainEqual(['rest', 'rest', '7.2 [0.4, 14.0]', 'whole minus sum']);
    expect(rows).toContainEqual([
      'part',
      'forwarding',
      '-0.12 [-0.20, -0.04]',
      'read right after the stores against not',
    ]);
    expect(rows.filter(([line]) => line === 'line')).toHaveLength(2);
    expect(rows).toHaveLength(2 + 12);
  });

  it('has names and numbers in the drawings, as paper needs them', () => {
    const texts = drawnTexts(viewOf(page, 'ns per full reset')).join('\n');
    expect(texts).toContain('misses, hot to memory');
    expect(texts).toContain('241 [229, 253]');
    expect(texts).toContain('-0.3 [-0.5, -0.1]');
  });

  it('leaves out of a drawing what its unit does not have, and says n/a in the table', () => {
    const view = viewOf(page, 'ns per full reset');
    expect(drawnTexts(view)).not.toContain('early returns');
    expect(rowsOf(view)).toContainEqual([
      'part',
      'early returns',
      'n/a',
      'a call that returns early against none',
    ]);
  });

  it('marks what may be zero, and explains the mark only then', () => {
    expect(rowsOf(page)).toContainEqual(['rest', 'rest', '0 [-4, 4]?', 'whole minus sum']);
    expect(page).toContain('? not resolved: 0 is within the 95 % interval');
    const resolved = (lines: LedgerLine[]) => lines.filter(({ kind }) => kind === 'part');
    const clear = pageOf({ cost: resolved(ledger().cost), saving: resolved(ledger().saving) });
    expect(clear).not.toContain('not resolved');
  });

  it('tells those who do not see it what stands out', () => {
    expect(page).toContain(
      'The whole is 105 [100, 110]. The largest part is misses, hot to memory, 96 [92, 101]. The thread&#39;s saving is 36.',
    );
  });

  it('has no chart for a side without lines', () => {
    const half = pageOf({ cost: [] });
    expect(half).not.toContain('What the calls cost');
    expect(half.match(/<svg/g)).toHaveLength(3);
  });

  it('says how to get it where there is none', () => {
    const how = /no ledger; `kvm-mmu-bench explain --output FILE`/;
    expect(missing(LEDGER, explained({ ledger: null }))).toMatch(how);
    expect(missing(LEDGER, explained({ ledger: ledger({ cost: [], saving: [] }) }))).toMatch(how);
  });

  it('bears names of others and the largest numbers', () => {
    const most = Number.MAX_VALUE;
    const huge = { estimate: most, low: -most, high: most };
    const lines = ledger().cost.map((line) => ({
      ...line,
      name: NASTY,
      contrast: NASTY,
      nsPerFullReset: huge,
      nsPerCall: huge,
      microsecondsPerBoot: huge,
    }));
    const page = pageOf({ layout: NASTY, state: NASTY, cost: lines, saving: lines });
    expectHarmless(page);
    expect(page).toContain('&lt;script&gt;');
    expect(
      pageOf({ cost: lines.map((line) => ({ ...line, microsecondsPerBoot: around(0, 0) })) }),
    ).toContain('<svg');
  });
});
