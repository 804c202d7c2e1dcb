/** GitHub's own reader shows what was meant, whatever names there are. */

import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Block, heading, list, paragraph, table } from '../../src/export/markdown/blocks.js';
import { exportMarkdown } from '../../src/export/markdown.js';
import { plainText } from '../../src/export/plain-text.js';
import { needs } from '../native/support/needs.js';
import { fixture } from '../report/fixtures.js';

const EXTENSIONS = ['table', 'autolink', 'strikethrough', 'tasklist'].flatMap((name) => [
  '-e',
  name,
]);

/** With the HTML that a text might have smuggled in. */
function toHtml(markdown: string): string {
  const reader = spawnSync('cmark-gfm', ['--unsafe', ...EXTENSIONS], {
    input: markdown,
    encoding: 'utf8',
  });
  expect(reader.status, reader.stderr).toBe(0);
  return reader.stdout;
}

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', quot: '"', amp: '&' };

/** The text of an element without elements in it. */
function textOf(html: string): string {
  return html
    .replace(/\u200b/g, '')
    .replace(/&(lt|gt|quot|amp);/g, (_, name: string) => ENTITIES[name] ?? '');
}

const oddity = fc.constantFrom(
  ...['a', '1', ' ', '|', '`', '<', '>', '\\', '*', '_', '[', ']', '(', ')', '#', '@', '-', '+'],
  ...['=', '~', '&', '$', '.', ':', '/', '!', '^', '"', 'é', 'www.', 'http://', '<b>', '&lt;'],
);
const texts = fc
  .sample(fc.string({ unit: oddity, maxLength: 14 }), { numRuns: 2000, seed: 36 })
  .map((text) => plainText(text).trim())
  .filter((text) => text !== '');

beforeEach(needs('cmark-gfm', 'cmark-gfm'));

describe('two thousand odd texts', () => {
  it.each<[string, string, RegExp, (text: string) => Block]>([
    ['paragraphs', '\n\n', /<p>(.*?)<\/p>/gs, paragraph],
    ['headings', '\n\n', /<h3>(.*?)<\/h3>/gs, (text) => heading(3, text)],
    ['items', '\n', /<li>(.*?)<\/li>/gs, (text) => list([text])],
  ])('are the same as %s, with nothing else in them', (_, between, element, blockOf) => {
    const html = toHtml(texts.map((text) => blockOf(text).text).join(between));
    expect([...html.matchAll(element)].map(([, inner = '']) => textOf(inner))).toEqual(texts);
  });

  it('are the same as cells of a table', () => {
    const columns = [{ head: 'text', align: 'left' } as const];
    const rows = texts.map((text) => [text]);
    const html = toHtml(table(columns, rows).text);
    const cells = [...html.matchAll(/<td>(.*?)<\/td>/gs)].map(([, inner = '']) => textOf(inner));
    expect(cells).toEqual(texts);
  });
});

describe('a hostile result', () => {
  it('has no element that the export has not made', () => {
    const hostname = '<script>alert(1)</script> @all [x](javascript:x) | ` ![i](http://x/i.png)';
    const result = { ...fixture('hostile'), host: { ...fixture('full').host, hostname } };
    const html = toHtml(exportMarkdown(result).text);
    const elements = new Set([...html.matchAll(/<([a-z0-9]+)/g)].map(([, name]) => name));
    const made = 'h3 h4 p ul li table thead tbody tr th td strong pre code'.split(' ');
    for (const element of elements) expect(made).toContain(element);
    expect(textOf(html)).toContain(`on ${hostname}</h3>`);
  });
});
