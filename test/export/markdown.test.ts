import { describe, expect, it } from 'vitest';
import { escapeMarkdown } from '../../src/export/markdown/escape.js';
import { exportMarkdown } from '../../src/export/markdown.js';
import { formatPlusMinus } from '../../src/format.js';
import type { CellResult, Result } from '../../src/report/result.js';
import type { Interval } from '../../src/stats/types.js';
import { explanation } from '../fixtures/explanation.js';
import { FIXTURES, fixture, ofBoot } from '../report/fixtures.js';

function render(result: Result): string {
  return exportMarkdown(result).text;
}

function explained(result: Result): Result {
  return { ...result, ...explanation() };
}

/** The rows of all tables, as cells. */
function rowsOf(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => (line.match(/(?:\\.|[^\\|])+/g) ?? []).map((cell) => cell.trim()));
}

describe.each(FIXTURES)('%s', (name) => {
  const result = fixture(name);
  const text = render(result);

  it('has the answer in full', () => {
    for (const sentence of result.answer) expect(text).toContain(`- ${escapeMarkdown(sentence)}`);
  });

  it('has tables whose rows are as long as their heads', () => {
    const tables = text.split('\n\n').filter((block) => block.startsWith('| '));
    for (const table of tables) {
      const lengths = new Set(rowsOf(table).map((row) => row.length));
      expect(lengths.size).toBe(1);
    }
  });

  it('counts what its tables have', () => {
    const values = rowsOf(text).filter(
      (cells) => !/^(strategy|hypothesis|---|\*\*)/.test(cells[0] ?? ''),
    );
    expect(exportMarkdown(result).rows).toBe(values.length);
  });

  it('says how to repeat it', () => {
    expect(text).toContain(`seed ${result.plan.seed}`);
    expect(text).toContain(result.command);
  });
});

describe('savings', () => {
  it('stand by strategy and state, marked where unresolved', () => {
    const result = fixture('full');
    const rows = rowsOf(render(result));
    const [head] = rows;
    expect(head).toEqual(['strategy', 'hot', 'l1-evicted', 'l2-evicted', 'dram', 'remote']);
    const drained = result.cells.filter(
      ({ strategy, retirement }) => strategy === 'init-flag' && retirement === 'drained',
    );
    const shown = (of: (cell: CellResult) => Interval) =>
      drained.map((cell) => formatPlusMinus(of(cell), cell.resolved) + (cell.resolved ? '' : '?'));
    expect(rows).toContainEqual(['init-flag †', ...shown((cell) => cell.savingNsPerReset)]);
    expect(rows).toContainEqual(['init-flag †', ...shown(ofBoot)]);
    expect(rows.flat().filter((cell) => cell.endsWith('?')).length).toBeGreaterThan(0);
  });

  it('explain their marks below', () => {
    const text = render(fixture('full'));
    expect(text).toMatch(/^- \? not resolved: /m);
    expect(text).toMatch(/^- † not equivalent: /m);
    expect(text).toContain('± is the longer arm');
  });

  it('of a state that was not reached are marked, with the reason', () => {
    const text = render(fixture('state-not-reached'));
    expect(rowsOf(text)[0]).toContain('dram!');
    expect(text).toMatch(/^- ! dram: state NOT reached: /m);
  });

  it('of a replayed boot have a table of their own', () => {
    expect(render(fixture('full'))).toContain('#### Boot thread-600 replayed, v5.16@40, drained');
  });
});

describe('hypotheses', () => {
  it('are rows with their verdicts, and the conclusion follows', () => {
    const result = explained(fixture('no-cells'));
    const text = render(result);
    const verdicts = rowsOf(text).map(([name, , , verdict]) => [name, verdict]);
    for (const { id, name, verdict } of result.hypotheses) {
      expect(verdicts).toContainEqual([`${id} ${name}`, verdict]);
    }
    for (const sentence of result.conclusion) {
      expect(text).toContain(`- ${escapeMarkdown(sentence)}`);
    }
  });

  it('are left out where nobody has looked for them', () => {
    expect(render(fixture('full'))).not.toMatch(/Hypotheses|Conclusion/);
  });
});

describe('what a reader must not miss', () => {
  it('is an interruption', () => {
    expect(render({ ...fixture('full'), complete: false })).toContain('INTERRUPTED');
  });

  it('is a warning or a strategy that was skipped', () => {
    const result = fixture('full');
    const skipped = [{ strategy: 'memcpy-avx512', reason: 'no AVX-512' }];
    const text = render({ ...result, warnings: ['too noisy'], plan: { ...result.plan, skipped } });
    expect(text).toContain('#### Warnings\n\n- too noisy\n- skipped: memcpy-avx512: no AVX-512');
  });
});

it('looks like this', async () => {
  await expect(render(explained(fixture('one-strategy')))).toMatchFileSnapshot('golden/result.md');
});

it('without a figure of boots has no words on one', () => {
  const full = fixture('full');
  const cells = full.cells.map((cell) => ({ ...cell, bootMicroseconds: null }));
  expect(render(full)).toContain('µs per boot, of resets');
  expect(render({ ...full, cells })).not.toContain('µs per boot, of resets');
});
