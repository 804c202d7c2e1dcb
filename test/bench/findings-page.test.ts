import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findings } from '../../bench/findings/document.js';
import { bootFigure } from '../../bench/findings/figure.js';
import { bullets, literal, paragraph } from '../../bench/findings/markdown.js';
import { readSources, storedResults } from '../../bench/findings/sources.js';
import { fixture } from '../report/fixtures.js';
import { source, wholeResult } from './findings-files.js';

const stored = readSources(storedResults());

describe('docs/', () => {
  it('has the findings that the stored results make: if not, npm run findings', () => {
    expect(readFileSync('docs/findings.md', 'utf8')).toBe(findings(stored, 'boot-figure.svg'));
  });

  it('has the chart that the stored results make: if not, npm run findings', () => {
    expect(readFileSync('docs/boot-figure.svg', 'utf8')).toBe(bootFigure(stored));
  });
});

describe('the page', () => {
  const text = findings([source(wholeResult())], 'figure.svg');
  const { host, plan, cells, boots } = wholeResult();

  it('says of which machine, when, by which command and seed', () => {
    for (const each of [host.hostname, host.kernel, literal(host.cpuModel)]) {
      expect(text).toContain(each);
    }
    expect(text).toMatch(new RegExp(`\\| results/measured.json \\|.*\\| ${plan.seed} \\|`));
  });

  it('has a row for every place of the patch, and every replayed boot', () => {
    const isPatch = ({ strategy }: { strategy: string }) => strategy === 'init-flag';
    const [places = '', replays = ''] = ['### The patch', '### Boots replayed'].map((title) =>
      text
        .split(title)
        .slice(1)
        .map((part) => part.split('\n#')[0])
        .join('\n'),
    );
    expect(bodyRows(places)).toBe(cells.filter(isPatch).length);
    expect(bodyRows(replays)).toBe(boots.filter(isPatch).length);
  });

  it('explains the marks that it has', () => {
    expect(text).toMatch(/ \?(?= \|)/);
    expect(text).toMatch(/^\* \? not resolved/m);
    expect(text).toMatch(/^\* † not equivalent/m);
  });

  it('marks states that were not reached', () => {
    const missed = { ...wholeResult(), cells: fixture('state-not-reached').cells };
    const marked = findings([source(missed)], 'figure.svg');
    expect(marked).toMatch(/\| \S+ ! \|/);
    expect(marked).toMatch(/^\* ! the lines were not where they should have been/m);
  });

  it('has as many cells in every row of a table as in its head', () => {
    for (const table of text.match(/(^\|.*\n)+/gm) ?? []) {
      const widths = table
        .trim()
        .split('\n')
        .map((row) => row.split(' | ').length);
      expect(new Set(widths).size).toBe(1);
    }
  });

  it('cites each of several files by its name', () => {
    const both = findings([source(wholeResult(), 'one'), source(wholeResult(), 'two')], 'f.svg');
    expect(both).toContain('| one, µs/boot | verdict | controls | two, µs/boot |');
    for (const name of ['one', 'two']) expect(both).toContain(`### Ledger of ${name}`);
  });
});

function bodyRows(text: string): number {
  const tables = text.match(/(^\|.*(\n|$))+/gm) ?? [];
  return tables.reduce((sum, table) => sum + table.trim().split('\n').length - 2, 0);
}

describe('names of others', () => {
  const HOSTNAME = 'x | <script>alert(1)</script> [a](http://b) `c` *d*\n# e';
  const hostile = fixture('hostile');
  const text = findings(
    [
      source(
        wholeResult({
          ...hostile,
          host: { ...hostile.host, hostname: HOSTNAME },
          boots: wholeResult().boots,
          cells: [...wholeResult().cells, ...hostile.cells],
          warnings: [HOSTNAME, ...hostile.warnings],
        }),
        HOSTNAME,
      ),
    ],
    'f.svg',
  );

  it('make no HTML, no link, no code, no heading and no column', () => {
    expect(text).not.toMatch(/(?<!\\)</);
    expect(text).not.toMatch(/(?<!\\)\]\(http/);
    expect(text).not.toMatch(/^ *#+ e/m);
    expect(text).not.toMatch(/\p{Cf}/u);
    for (const table of text.match(/(^\|.*\n)+/gm) ?? []) {
      const columns = (row: string) => row.match(/(?<!\\)\|/g)?.length;
      expect(new Set(table.trim().split('\n').map(columns)).size).toBe(1);
    }
  });

  it('begin no list or heading where a line breaks before them', () => {
    const filler = 'word '.repeat(22);
    for (const start of ['- x', '+ x', '= x', '1. x', '2) x', '--- x']) {
      const texts = [...filler].map((_, cut) => `${filler.slice(cut)}${start}`);
      for (const each of texts) {
        const [, ...later] = paragraph(each).split('\n');
        for (const line of later) expect(line).not.toMatch(/^ *([-+=]+|\d+[.)])(\s|$)/);
      }
    }
  });

  it('leave negative numbers alone, which begin nothing', () => {
    const text = `${'word '.repeat(22)}words -4 [-5, -3]`;
    expect(paragraph(text).split('\n')[1]).toMatch(/^-4 /);
  });

  it('stay in their item', () => {
    expect(bullets(['one', `two ${'long '.repeat(40)}`])).toMatch(/^\* one\n\* two .*\n {2}long/);
  });
});

describe('the chart as a file of its own', () => {
  const svg = bootFigure([source(wholeResult())]);

  it('has real colours, and for each a dark one', () => {
    expect(svg).not.toContain('var(');
    const [, dark = ''] = /prefers-color-scheme: dark\) (.*)<\/style>/.exec(svg) ?? [];
    const classes = [...svg.matchAll(/ class="([^"]*)"/g)].flatMap(([, names = '']) =>
      names.split(' '),
    );
    expect(new Set(classes).size).toBeGreaterThan(5);
    for (const name of classes) expect(dark).toMatch(new RegExp(`\\.${name} \\{ (fill|stroke): #`));
  });

  it('has one class attribute an element, a paper, a title that says what it shows', () => {
    for (const [tag] of svg.matchAll(/<[a-z][^>]*>/g)) {
      expect(tag.split(' class="').length).toBeLessThanOrEqual(2);
    }
    expect(svg).toMatch(/<rect [^>]*class="fill-paper"/);
    expect(svg).toMatch(/<title>.*36 µs.*<\/title>/);
  });

  it('is made of the first file that has cells', () => {
    const without = source({ ...wholeResult(), cells: [] }, 'none');
    expect(bootFigure([without, source(wholeResult())])).toBe(svg);
    expect(() => bootFigure([without])).toThrow(RangeError);
  });
});
