/** Whole calls of kvm_init_mmu, early returns, recorded boots and several vCPUs in the tables. */

import { describe, expect, it } from 'vitest';
import { bootsTables } from '../../src/report/boots-table.js';
import { cellsTables } from '../../src/report/cells-table.js';
import { noiseFloorTable } from '../../src/report/checks-tables.js';
import type { Result } from '../../src/report/result.js';
import { bootsSummaryTable, summaryTables } from '../../src/report/summary-table.js';
import { textOptions } from '../../src/report/tables.js';
import { fixture } from './fixtures.js';
import { maskNumbers } from './mask.js';

const PLAIN = textOptions(undefined, false);

describe('golden layouts of whole calls', () => {
  it.each([
    ['cells', cellsTables],
    ['summary', summaryTables],
    ['boots', bootsTables],
    ['boots-summary', bootsSummaryTable],
    ['noise-floor', noiseFloorTable],
  ])('%s', async (name, render) => {
    const text = maskNumbers(render(fixture('whole-calls'), PLAIN));
    await expect(`${text}\n`).toMatchFileSnapshot(`golden/whole-calls-${name}.txt`);
  });
});

describe('the cells of a whole call', () => {
  it('are in tables apart from the early returns, and both say whose call it is', () => {
    const text = cellsTables(fixture('whole-calls'), PLAIN);
    expect(text.match(/\(shadow, init of v5\.10\)/g)).toHaveLength(2);
    expect(text.match(/\(shadow, init of v5\.10,\s+early returns\)/g)).toHaveLength(2);
  });

  it('have the noise floor of their own scope', () => {
    const result = fixture('whole-calls');
    const floorIn = (text: string) => text.split('\n').find((line) => /^noise floor/.test(line));
    const whole = floorIn(summaryTables(result, PLAIN));
    const stores: Result = {
      ...result,
      cells: result.cells.map((cell) => ({ ...cell, scope: 'writes' })),
    };
    expect(whole).toBeDefined();
    expect(floorIn(summaryTables(stores, PLAIN))).not.toBe(whole);
    const none = { ...result, noiseFloor: result.noiseFloor.slice(0, 1) };
    expect(floorIn(summaryTables(none, PLAIN))).toBe('noise floor');
  });
});

type LineLevels = NonNullable<Result['boots'][number]['lineLevels']>;

/** What a recorded boot says between its title and its table, on one line. */
function lineLevelText(changes: Partial<LineLevels> | null): string {
  const result = fixture('whole-calls');
  const [recorded] = result.boots.filter(({ lineLevels }) => lineLevels !== null);
  if (!recorded?.lineLevels) throw new Error('the fixture has a recorded boot');
  const lineLevels = changes && { ...recorded.lineLevels, ...changes };
  const text = bootsTables({ ...result, boots: [{ ...recorded, lineLevels }] }, PLAIN);
  const [, said = ''] = /resets a boot\n(.*?)^strategy/ms.exec(text) ?? [];
  return said.replace(/\s+/g, ' ').trim();
}

describe('where the lines of a recorded boot were', () => {
  const enter = [100, 60, 30, 10];
  const rsm = [7, 2, 1, 0];

  it('is told before SMM entries and before RSMs, with how often it was looked', () => {
    expect(lineLevelText({ enter, rsm })).toBe(
      'lines about to be dirtied, before SMM entries: l1 50.0 %, l2 30.0 %, llc 15.0 %, ' +
        'memory 5.0 % (200 looks) before RSMs: l1 70.0 %, l2 20.0 %, llc 10.0 %, memory 0.0 % ' +
        '(10 looks)',
    );
  });

  it.each([
    [[false, true, true], [160, 0, 30, 10], 'l1 or l2 80.0 %, llc 15.0 %, memory 5.0 %'],
    [[true, false, true], [100, 90, 0, 10], 'l1 50.0 %, l2 or llc 45.0 %, memory 5.0 %'],
    [[true, true, false], [100, 60, 40, 0], 'l1 50.0 %, l2 30.0 %, llc or memory 20.0 %'],
    [[false, true, false], [150, 0, 50, 0], 'l1 or l2 75.0 %, llc or memory 25.0 %'],
    [[false, false, true], [190, 0, 0, 10], 'l1 or l2 or llc 95.0 %, memory 5.0 %'],
    [[true, false, false], [100, 100, 0, 0], 'l1 50.0 %, l2 or llc or memory 50.0 %'],
    [[false, false, false], [200, 0, 0, 0], 'l1 or l2 or llc or memory 100.0 %'],
  ])('names levels together that one load cannot tell apart: %j', (apart, looks, shares) => {
    const text = lineLevelText({ apart, enter: looks, rsm: looks });
    expect(text).toContain(`before SMM entries: ${shares} (200 looks)`);
    expect(text).toContain(`before RSMs: ${shares} (200 looks)`);
  });

  it('is not made up where nothing was looked at', () => {
    const text = lineLevelText({ rsm: [0, 0, 0, 0] });
    expect(text).toMatch(/before RSMs: not looked at$/);
    expect(text).not.toMatch(/NaN|n\/a/);
  });

  it("says so where the guest's code could not run", () => {
    const prefetched = 'code lines were prefetched, not run';
    expect(lineLevelText({ codeRan: false })).toContain(prefetched);
    expect(lineLevelText({ codeRan: true })).not.toContain(prefetched);
  });

  it('is told of recorded boots only', () => {
    expect(lineLevelText(null)).toBe('');
  });
});

describe('boots of several vCPUs', () => {
  const boots = (vcpus: number, threads: number): Result => {
    const result = fixture('whole-calls');
    return { ...result, boots: result.boots.map((boot) => ({ ...boot, vcpus, threads })) };
  };

  it.each([
    [4, 2, '4 vCPUs on 2 threads'],
    [4, 1, '4 vCPUs on 1 thread'],
  ])('%d on %d say so above every table', (vcpus, threads, said) => {
    for (const render of [bootsTables, bootsSummaryTable]) {
      const text = render(boots(vcpus, threads), PLAIN).replace(/\n {2}/g, ' ');
      const [before = '', ...after] = text.split(/^strategy/m);
      for (const above of [before, ...after.slice(0, -1)]) expect(above).toContain(said);
      expect(after.length).toBeGreaterThan(1);
    }
  });

  it('are the exception: one vCPU is worth no word', () => {
    expect(bootsTables(boots(1, 1), PLAIN)).not.toContain('vCPU');
  });

  it('share no table with others of another number', () => {
    const one = boots(1, 1);
    const both = { ...one, boots: [...one.boots, ...boots(4, 2).boots] };
    for (const render of [bootsTables, bootsSummaryTable]) {
      const tables = (result: Result) => render(result, PLAIN).match(/^strategy/gm)?.length;
      expect(tables(both)).toBe(2 * (tables(one) ?? 0));
    }
  });
});
