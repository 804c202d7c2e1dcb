import { describe, expect, it } from 'vitest';
import { compareResults } from '../../src/compare/compare.js';
import { summariseFleet } from '../../src/compare/fleet.js';
import type { Run } from '../../src/compare/types.js';
import { fleetReport } from '../../src/report/compare-fleet.js';
import { comparedHtml } from '../../src/report/compare-html.js';
import { comparedMarkdown } from '../../src/report/compare-markdown.js';
import { comparisonReport } from '../../src/report/compare-pair.js';
import type { ComparedReport } from '../../src/report/compare-report.js';
import { comparedText } from '../../src/report/compare-text.js';
import { renderPage } from '../../src/report/html/page.js';
import { textOptions } from '../../src/report/tables.js';
import { displayWidth } from '../../src/report/text.js';
import { altered, COSTS, run } from '../compare/runs.js';
import { FIXTURES, fixture } from './fixtures.js';

const PLAIN = textOptions(undefined, false);
const QUIET = { betweenRunsPercent: 0 };

const A = run({ seed: 1 });
const slower = { ...COSTS, 'init-flag': 95 };

function onlyHot(each: Run): Run {
  return altered(each, { cells: each.result.cells.filter(({ state }) => state === 'hot') });
}

/** Something of everything: a change, a place that only A has, another kernel. */
function eventful(): ComparedReport {
  const b = onlyHot(run({ seed: 2, costs: slower }));
  const host = { ...b.result.host, kernel: '6.13.0' };
  return comparisonReport(compareResults([A], [altered(b, { host })], QUIET), false);
}

/** Names of others, as A and B, and as a fleet. */
function ofHostile(): ComparedReport[] {
  const hostile = { source: 'h|<b>`@user`\n.json', result: fixture('hostile') };
  const host = {
    ...hostile.result.host,
    hostname: '<script>alert(1)</script>|`x` @everyone\u001b[31m',
  };
  const later = {
    source: hostile.source,
    result: { ...hostile.result, date: '2027', host, warnings: ['<img src=x onerror=alert(1)>'] },
  };
  return [
    comparisonReport(compareResults([hostile], [later]), true),
    fleetReport(summariseFleet([hostile, later, A]), true),
  ];
}

describe('as text', () => {
  it('is this, to the letter', async () => {
    await expect(`${comparedText(eventful(), PLAIN)}\n`).toMatchFileSnapshot('golden/compare.txt');
  });

  it('of a fleet is this', async () => {
    const other = run({ seed: 2, factor: 1.2 });
    const host = { ...other.result.host, hostname: 'bench-02', cpuModel: 'Another Processor' };
    const fleet = summariseFleet([A, altered(other, { host }), run({ seed: 3, factor: 1.1 })]);
    const text = comparedText(fleetReport(fleet, false), PLAIN);
    await expect(`${text}\n`).toMatchFileSnapshot('golden/compare-fleet.txt');
  });

  it('says with --full also what did not move', () => {
    const comparison = compareResults([A], [run({ seed: 2, costs: slower })], QUIET);
    const rows = (full: boolean) =>
      comparedText(comparisonReport(comparison, full), PLAIN).match(/^constant-once /gm)?.length ??
      0;
    // Cost and saving in two states.
    expect([rows(false), rows(true)]).toEqual([0, 4]);
  });

  it('asks for several runs a side only where there is one', () => {
    const text = (a: Run[], b: Run[]) =>
      comparisonReport(compareResults(a, b), false).answer.join(' ');
    expect(text([A], [run({ seed: 2 })])).toContain('compare A1,A2,A3 B1,B2,B3');
    const [a, b] = [[1, 2].map((seed) => run({ seed })), [3, 4].map((seed) => run({ seed }))];
    expect(text(a, b)).not.toContain('A1,A2,A3');
  });

  it.each(FIXTURES.filter((name) => name !== 'no-cells'))('of %s fits the terminal', (name) => {
    const result = fixture(name);
    const [one, other] = [
      { source: 'a.json', result },
      { source: 'b.json', result: { ...result, date: '2027' } },
    ];
    const reports = [
      comparisonReport(compareResults([one], [other]), true),
      fleetReport(summariseFleet([one, other]), true),
    ];
    for (const report of [...reports, ...ofHostile()]) {
      for (const columns of [80, 40]) {
        const text = comparedText(report, textOptions(columns, false));
        for (const line of text.split('\n')) {
          expect(displayWidth(line), line).toBeLessThanOrEqual(columns);
          expect(line).not.toMatch(/\p{Cc}|\p{Cf}| $/u);
        }
      }
    }
  });
});

describe('as Markdown', () => {
  it('is this, to the letter', async () => {
    await expect(comparedMarkdown(eventful())).toMatchFileSnapshot('golden/compare.md');
  });

  it('lets no name be markup, a mention or a cell of its own', () => {
    for (const report of ofHostile()) {
      const text = comparedMarkdown(report);
      expect(text).not.toMatch(/(?<!\\)<(?!!)/);
      expect(text).not.toMatch(/(?<![\w\\])@\w/);
      expect(text).not.toMatch(/(?<!\\)`/);
      for (const block of text.split('\n\n').filter((each) => each.startsWith('| '))) {
        const cells = block.split('\n').map((line) => line.split(/(?<!\\)\|/).length);
        expect(new Set(cells).size).toBe(1);
      }
    }
  });
});

describe('as HTML', () => {
  it('stands before the sections of both results, with their numbers', () => {
    const b = run({ seed: 2, costs: slower });
    const report = comparisonReport(compareResults([A], [b], QUIET), false);
    const page = renderPage([A, b], comparedHtml(report));
    expect(page.indexOf('id="comparison"')).toBeGreaterThan(0);
    expect(page.indexOf('id="comparison"')).toBeLessThan(page.indexOf('id="answer"'));
    const line = report.tables.flatMap(({ rows }) => rows).find(([name]) => name === 'init-flag');
    expect(line?.at(-1)).toBe('regressed');
    for (const cell of line ?? []) expect(page).toContain(`>${cell}</td>`);
  });

  it('lets no name be HTML', () => {
    for (const report of ofHostile()) {
      const { text } = comparedHtml(report);
      expect(text).not.toContain('<script');
      expect(text).not.toContain('<img');
      // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
      expect(text).not.toMatch(/\u001b/);
    }
  });
});
