import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { code, joinBlocks, list, table } from '../../src/export/markdown/blocks.js';
import { escapeMarkdown } from '../../src/export/markdown/escape.js';
import { plainText } from '../../src/export/plain-text.js';

/** What could begin or end something in Markdown. */
const oddity = fc.constantFrom(
  ...['a', '1', ' ', '\n', '|', '`', '<', '>', '\\', '*', '_', '[', ']', '(', ')', '#', '@', '-'],
  ...['+', '=', '~', '&', '$', '.', ':', '/', '!', '\t', '\u001b', 'é'],
);
const text = fc.oneof(fc.string({ unit: oddity }), fc.string({ unit: 'binary' }));

/** As a reader of Markdown shows it: backslashes before punctuation and the space without width go. */
function shown(markdown: string): string {
  return markdown.replace(/&#8203;/g, '').replace(/\\([!-/:-@[-`{-~])/g, '$1');
}

/** Between the pipes, of which one after a backslash is none. Every cell has its spaces. */
function cellsOf(line: string): string[] {
  return line.match(/(?:\\.|[^\\|])+/gsu) ?? [];
}

describe('any text', () => {
  it('is shown as it is, on one line', () => {
    fc.assert(
      fc.property(text, (value) => {
        const escaped = escapeMarkdown(value);
        expect(escaped).not.toMatch(/[\r\n]/);
        expect(shown(escaped)).toBe(plainText(value).trim());
      }),
    );
  });

  it('leaves nothing that begins HTML, code, emphasis, an entity or a cell', () => {
    fc.assert(
      fc.property(text, (value) => {
        const rest = escapeMarkdown(value)
          .replace(/&#8203;/g, '')
          .replace(/\\[!-/:-@[-`{-~]/g, '');
        expect(rest).not.toMatch(/[<>`*|&~$#]/);
      }),
    );
  });

  it('mentions nobody and no ticket', () => {
    fc.assert(
      fc.property(text, (value) => {
        const finished = shown(escapeMarkdown(value).replace(/&#8203;/g, '\u200b'));
        expect(finished).not.toMatch(/(^|\W)@[a-z0-9]/i);
        expect(finished).not.toMatch(/#\d/);
      }),
    );
  });
});

describe('a text', () => {
  it.each([
    ['v5.16@40, unpaged guest', 'v5.16@40, unpaged guest'],
    ['1.2 [0.9, 1.4] ns', '1.2 [0.9, 1.4] ns'],
    ['kvm_init_mmu', 'kvm_init_mmu'],
    ['-1.2±0.3', '-1.2±0.3'],
    ['_very_', '\\_very\\_'],
    ['a|b', 'a\\|b'],
    ['<script>', '\\<script\\>'],
    ['&lt;', '\\&lt;'],
    ['`rm`', '\\`rm\\`'],
    ['[x](http://x)', '\\[x\\](http\\://x)'],
    ['[[Page]]', '\\[[Page\\]]'],
    ['www.example.org', 'www\\.example.org'],
    ['- item', '\\- item'],
    ['---', '\\---'],
    ['12. item', '12\\. item'],
    ['# title', '\\# title'],
    ['[ ] task', '\\[ ] task'],
    ['@torvalds', '@&#8203;torvalds'],
    ['Processor @ 2.50GHz', 'Processor @ 2.50GHz'],
    ['a@b.org', 'a@&#8203;b.org'],
    ['x/y#12', 'x/y\\#&#8203;12'],
    ['GH-12', 'GH-&#8203;12'],
    ['two\nlines', 'two lines'],
    ['a\u202eb', 'a?b'],
  ])('%j is written %s', (value, written) => {
    expect(escapeMarkdown(value)).toBe(written);
  });
});

describe('a table', () => {
  it('keeps its columns whatever is in its cells', () => {
    const row = fc.array(text, { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(row, fc.array(row), (head, rows) => {
        const columns = head.map((each) => ({ head: each, align: 'left' as const }));
        const lines = table(columns, rows).text.split('\n');
        expect(lines).toHaveLength(rows.length + 2);
        for (const line of lines) expect(cellsOf(line)).toHaveLength(3);
      }),
    );
  });

  it('counts its rows, not their titles', () => {
    const columns = [{ head: 'strategy', align: 'left' } as const];
    const { text: lines, rows } = table(columns, [{ title: 'cost, ns' }, ['a'], ['b']]);
    expect(rows).toBe(2);
    expect(lines).toBe('| strategy |\n| --- |\n| **cost, ns** |\n| a |\n| b |');
  });
});

describe('blocks', () => {
  it('of code end where they should, whatever is in them', () => {
    fc.assert(
      fc.property(text, (value) => {
        const lines = code(value).text.split('\n');
        expect(lines).toHaveLength(3);
        const [fence = '', inside, end] = lines;
        expect(end).toBe(fence);
        expect(inside).toBe(plainText(value));
        expect(inside).not.toContain(fence);
      }),
    );
  });

  it('are apart by an empty line; empty ones are none', () => {
    expect(joinBlocks([list(['a', 'b']), list([]), list(['c'])]).text).toBe('- a\n- b\n\n- c\n');
  });
});
