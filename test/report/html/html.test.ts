import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataTable } from '../../../src/report/html/data-table.js';
import { escapeHtml, Html, html, NO_HTML, prose } from '../../../src/report/html/html.js';

const CHARACTERS: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};

/** As a browser reads it. */
function readBack(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => CHARACTERS[entity] ?? entity);
}

/** Much markup, many kinds of characters. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        ...['<', '>', '&', '"', "'", '`', '=', '</script>', '<!--', '-->', ']]>', 'javascript:'],
        ...['&lt;', '&#39;', '<img src=x onerror=alert(1)>', '\u0000', '\u001b', '\ud800', '\n'],
      ),
    )
    .map((parts) => parts.join('')),
);

/** What a page cannot hold is shown as �. */
function shown(text: string): string {
  return text.replace(/[^\P{Cc}\t\n]|\p{Cs}|\p{Bidi_Control}/gu, '\ufffd');
}

describe('escaped text', () => {
  it('has no character that begins or ends markup or an attribute', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(escapeHtml(text)).not.toMatch(/[<>"']|&(?!(?:amp|lt|gt|quot|#39);)/);
      }),
    );
  });

  it('is read as it was written', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(readBack(escapeHtml(text))).toBe(shown(text));
      }),
    );
  });

  it('has no control character, lone surrogate or change of direction', () => {
    expect(escapeHtml('a\u0000b\u001bc\ud800d\u202ee\u2066f\u0085g\r')).toBe('a�b�c�d�e�f�g�');
    expect(escapeHtml('tab\tline\n')).toBe('tab\tline\n');
    expect(escapeHtml('列 µ † ± 😀')).toBe('列 µ † ± 😀');
  });
});

describe('a template', () => {
  it('keeps its own markup and escapes every value', () => {
    const name = '<b>"x"</b>';
    expect(html`<i title="${name}">${name}</i>`.text).toBe(
      '<i title="&lt;b&gt;&quot;x&quot;&lt;/b&gt;">&lt;b&gt;&quot;x&quot;&lt;/b&gt;</i>',
    );
  });

  it('takes HTML as it is, lists one after the other, numbers as text', () => {
    expect(html`${html`<b>${1}</b>`}${NO_HTML}${['<', [html`<hr>`, 2.5]]}`.text).toBe(
      '<b>1</b>&lt;<hr>2.5',
    );
    expect(html`${new Html('<svg></svg>')}`.text).toBe('<svg></svg>');
    expect(html``.text).toBe('');
  });

  it('can be put into templates without being escaped again, however deep', () => {
    fc.assert(
      fc.property(hostile, fc.nat(4), (text, depth) => {
        let inner = html`${text}`;
        for (let level = 0; level < depth; level += 1) inner = html`<p>${inner}</p>`;
        expect(inner.text).toBe(`${'<p>'.repeat(depth)}${escapeHtml(text)}${'</p>'.repeat(depth)}`);
      }),
    );
  });
});

describe('prose', () => {
  it('sets what is in backquotes as code', () => {
    expect(prose('run `explain` and `run -o <FILE>`.').text).toBe(
      'run <code>explain</code> and <code>run -o &lt;FILE&gt;</code>.',
    );
    expect(prose('one ` alone').text).toBe('one ` alone');
  });

  it('escapes whatever else it says', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const bare = prose(text).text.replace(/<\/?code>/g, '');
        expect(bare).not.toMatch(/[<>"']/);
      }),
    );
  });
});

describe('a table', () => {
  it('has a caption, heads, and every cell in its column', () => {
    const { text } = dataTable({
      caption: 'ns per reset <b>',
      columns: [{ title: 'strategy' }, { title: 'ns & more', numeric: true }],
      rows: [
        ['a "b"', '1.2 [0.9, 1.4]'],
        ["c'd", '-3?'],
      ],
    });
    expect(text).toContain('aria-label="ns per reset &lt;b&gt;"');
    expect(text).toContain('<caption>ns per reset &lt;b&gt;</caption>');
    expect(text).toContain(
      '<tr><th scope="col">strategy</th><th scope="col" class="number">ns &amp; more</th></tr>',
    );
    expect(text).toContain(
      '<tr><td>a &quot;b&quot;</td><td class="number">1.2 [0.9, 1.4]</td></tr>',
    );
    expect(text).toContain('<tr><td>c&#39;d</td><td class="number">-3?</td></tr>');
  });
});
