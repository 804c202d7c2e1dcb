import { describe, expect, it } from 'vitest';
import { bootsTables } from '../../src/report/boots-table.js';
import { cellsTables } from '../../src/report/cells-table.js';
import {
  crossCheckTable,
  noiseFloorTable,
  skippedTable,
  warningsBlock,
} from '../../src/report/checks-tables.js';
import { hostBlock } from '../../src/report/host-block.js';
import {
  bootsSummaryTable,
  firstLooks,
  summaryGroups,
  summaryTables,
} from '../../src/report/summary-table.js';
import { answerBlock, fullReport, shortReport, textOptions } from '../../src/report/tables.js';
import { displayWidth } from '../../src/report/text.js';
import { marksLegend } from '../../src/report/wording.js';
import { FIXTURES, fixture } from './fixtures.js';
import { maskNumbers } from './mask.js';

const PLAIN = textOptions(undefined, false);
const ESCAPE = '\u001b';

function lineWith(text: string, start: string): string {
  return text.split('\n').find((line) => line.startsWith(start)) ?? '';
}

describe('golden layouts', () => {
  it.each([
    ['summary', summaryTables],
    ['cells', cellsTables],
    ['boots', bootsTables],
    ['boots-summary', bootsSummaryTable],
    ['noise-floor', noiseFloorTable],
    ['cross-check', crossCheckTable],
    ['skipped', skippedTable],
    ['warnings', warningsBlock],
    ['host', hostBlock],
    ['answer', answerBlock],
    ['legend', marksLegend],
  ])('%s', async (name, render) => {
    const text = maskNumbers(render(fixture('full'), PLAIN));
    await expect(`${text}\n`).toMatchFileSnapshot(`golden/${name}.txt`);
  });

  it.each(['no-cells', 'one-strategy', 'state-not-reached', 'hostile'] as const)(
    'short and full report of %s',
    async (name) => {
      const result = fixture(name);
      const text = `${shortReport(result, PLAIN)}=====\n${fullReport(result, PLAIN)}`;
      await expect(maskNumbers(text)).toMatchFileSnapshot(`golden/report-${name}.txt`);
    },
  );
});

describe('what a reader sees', () => {
  it('is this, to the letter', async () => {
    await expect(shortReport(fixture('full'), PLAIN)).toMatchFileSnapshot(
      'golden/short-report.txt',
    );
  });
});

describe.each(FIXTURES)('reports of %s', (name) => {
  const result = fixture(name);

  it.each([80, 60])('fit %d columns', (columns) => {
    const options = textOptions(columns, false);
    // The narrower terminal is promised text that does not break, not tables that fit.
    const limit = columns === 80 ? 80 : 90;
    for (const line of `${shortReport(result, options)}${fullReport(result, options)}`.split(
      '\n',
    )) {
      expect(displayWidth(line), line).toBeLessThanOrEqual(limit);
    }
  });

  it('say the same with and without colour', () => {
    const coloured = fullReport(result, { ...PLAIN, colour: true });
    expect(coloured).toContain(ESCAPE);
    const stripped = coloured.replaceAll(new RegExp(`${ESCAPE}\\[\\d+m`, 'g'), '');
    expect(stripped.replace(/ +$/gm, '')).toBe(fullReport(result, PLAIN));
  });

  it('hold no control character and no trailing space', () => {
    const text = fullReport(result, PLAIN);
    expect(text).not.toMatch(/(?!\n)\p{Cc}|\p{Cf}/u);
    expect(text).not.toMatch(/ $/m);
  });
});

describe('textOptions', () => {
  it('keeps to 80 columns, and does not believe in a terminal without any', () => {
    const widths = [undefined, 0, 10, 60, 80, 300].map((each) => textOptions(each, true).columns);
    expect(widths).toEqual([80, 80, 40, 60, 80, 80]);
  });
});

describe('alignment', () => {
  it('ends every value of a column in the same place', () => {
    const rows = bootsTables(fixture('full'), PLAIN)
      .split('\n')
      .filter((line) => line.includes('['))
      .filter((line) => /^[a-z]/.test(line) && !line.startsWith('strategy'))
      .slice(1, 11);
    const ends = new Set(rows.map((row) => row.indexOf(']')));
    expect(rows).toHaveLength(10);
    expect(ends.size).toBe(1);
  });
});

describe('marks', () => {
  it('mark unresolved savings in every table, and resolved ones nowhere', () => {
    const result = fixture('full');
    const [group = []] = firstLooks(summaryGroups(result));
    const marks = lineWith(summaryTables(result, PLAIN).split('saving')[1] ?? '', 'memcpy-avx512');
    const unresolved = group.filter((cell) => cell.strategy === 'memcpy-avx512' && !cell.resolved);
    expect(marks.match(/\?/g)).toHaveLength(unresolved.length);
    expect(unresolved.length).toBeGreaterThan(0);
    expect(marksLegend(result, PLAIN)).toMatch(/^\? not resolved/);
  });

  it('mark strategies that are not equivalent, boots included', () => {
    const result = fixture('full');
    for (const render of [summaryTables, cellsTables, bootsTables, bootsSummaryTable]) {
      expect(render(result, PLAIN)).toContain('init-flag † ');
      expect(render(result, PLAIN)).not.toContain('constant-once †');
    }
  });

  it('explain no mark that is not there', () => {
    expect(marksLegend(fixture('one-strategy'), PLAIN)).toBe('');
  });

  it('say that a state was not reached wherever it appears', () => {
    const result = fixture('state-not-reached');
    expect(summaryTables(result, PLAIN)).toMatch(/dram!\n.*! dram: state NOT reached: loads took/s);
    // A title may take two lines.
    expect(cellsTables(result, PLAIN)).toMatch(/, dram, drained,.*(\n {2}.*)?\nstate NOT reached/);
    expect(cellsTables(result, PLAIN)).not.toMatch(/, hot, drained,.*(\n {2}.*)?\nstate NOT/);
    expect(bootsTables(result, PLAIN)).toMatch(/, dram, drained .*(\n {2}.*)?\nstate NOT reached/);
  });

  it('say that a run was interrupted', () => {
    expect(hostBlock(fixture('state-not-reached'), PLAIN)).toContain('INTERRUPTED');
    expect(hostBlock(fixture('full'), PLAIN)).not.toContain('INTERRUPTED');
  });

  it('warn of a gap above ten per cent, or of none that is a number', () => {
    const result = fixture('one-strategy');
    expect(crossCheckTable(result, PLAIN)).not.toContain('!');
    const [check] = result.crossChecks;
    if (check === undefined) throw new Error('the fixture has a cross-check');
    check.gapPercent = Number.NaN;
    expect(crossCheckTable(result, PLAIN)).toMatch(/n\/a!\n! 1 of 1 gaps/);
    check.gapPercent = -10.1;
    expect(crossCheckTable(result, PLAIN)).toContain('-10.1 %!');
  });
});

describe('summaries', () => {
  it('show the drained cells of every layout', () => {
    const groups = summaryGroups(fixture('full'));
    expect(groups).toHaveLength(2);
    const retirements = (some: typeof groups) => firstLooks(some).map(([cell]) => cell.retirement);
    expect(retirements(groups)).toEqual(['drained']);
    expect(retirements(groups.slice(0, 1))).toEqual(['overlapped']);
    expect(firstLooks([])).toEqual([]);
  });

  it('bound every saving by what the resets cost', () => {
    const result = fixture('one-strategy');
    expect(summaryTables(result, PLAIN)).not.toContain('if resets cost nothing');
    const full = fixture('full');
    expect(summaryTables(full, PLAIN)).toContain('if resets cost nothing');
    expect(summaryTables({ ...full, boots: [] }, PLAIN)).not.toContain('if resets cost nothing');
  });

  it('leave a hole where a strategy was not measured in a state', () => {
    const result = fixture('full');
    result.cells = result.cells.filter(
      (cell) => cell.strategy !== 'context-swap' || cell.state === 'remote',
    );
    expect(lineWith(summaryTables(result, PLAIN), 'context-swap')).toMatch(
      /^context-swap {30,}\S+$/,
    );
  });

  it('keep states that do not fit for a second table', () => {
    const narrow = summaryTables(fixture('full'), textOptions(50, false));
    expect(narrow.match(/^strategy/gm)).toHaveLength(3);
    const tables = narrow.slice(0, narrow.lastIndexOf('± is'));
    for (const line of tables.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(50);
  });

  it('keep to the width with everything that they say', () => {
    const narrow = summaryTables(fixture('full'), textOptions(50, false));
    for (const line of narrow.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(50);
  });

  it('say how to see the others', () => {
    expect(shortReport(fixture('full'), PLAIN)).toContain('--full');
    expect(shortReport(fixture('no-cells'), PLAIN)).not.toContain('--full');
  });

  it('do not, in a report that has all of them', () => {
    expect(fullReport(fixture('full'), PLAIN)).not.toContain('--full');
  });
});

describe('numbers that are none', () => {
  it('become n/a, and the tables stay', () => {
    const result = fixture('full');
    const nowhere = { estimate: Number.NaN, low: Number.NEGATIVE_INFINITY, high: Number.NaN };
    for (const cell of result.cells) {
      cell.nsPerReset = nowhere;
      cell.savingNsPerReset = nowhere;
      cell.bootMicroseconds = nowhere;
    }
    for (const floor of result.noiseFloor) floor.nsPerReset = Number.POSITIVE_INFINITY;
    const text = fullReport(result, PLAIN);
    expect(text).toContain('n/a');
    expect(text).not.toMatch(/NaN|Infinity/);
  });
});
