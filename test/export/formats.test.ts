import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FORMATS, pickFormat } from '../../src/export/formats.js';
import type { Result } from '../../src/report/result.js';
import { FIXTURES, fixture } from '../report/fixtures.js';

/** Everything that a file can give a name to, given a bad one. */
function renamed(result: Result, name: string): Result {
  const rename = <T extends object>(row: T) => ({
    ...row,
    layout: name,
    state: name,
    retirement: name,
    strategy: name,
  });
  return {
    ...result,
    host: { ...result.host, hostname: name, cpuModel: name, kernel: name, hypervisor: name },
    command: name,
    answer: [name],
    conclusion: [name],
    warnings: [name],
    cells: result.cells.map((cell) => ({ ...rename(cell), guest: name })),
    boots: result.boots.map((boot) => ({ ...rename(boot), workload: name })),
  };
}

const exporters = await Promise.all(
  FORMATS.map(async ({ name, load }) => [name, await load()] as const),
);

describe.each(exporters)('%s', (_, render) => {
  it.each(FIXTURES)('of %s is a document that ends its last line', (name) => {
    const { text, rows } = render(fixture(name));
    expect(text).toMatch(/\S\r?\n$/);
    expect(rows).toBeGreaterThanOrEqual(0);
  });

  it('of nothing measured is a document without rows', () => {
    expect(render(fixture('no-cells')).rows).toBe(0);
  });

  it('lets no control character of a name through, and no half of a character', () => {
    const name = 'a\u001b[31m\u0000\u0007\r\nb\u202ec\ud83d';
    const { text } = render(renamed(fixture('full'), name));
    expect(text.replace(/\r?\n/g, '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(text).not.toMatch(/\\u00(1b|07|00)|\\ud83d/i);
    expect(text).not.toMatch(/\p{Cs}/u);
  });
});

describe('the registry', () => {
  it('has each format once, under a name that docs/export.md explains', () => {
    const names = FORMATS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const docs = readFileSync(new URL('../../docs/export.md', import.meta.url), 'utf8');
    for (const name of names) expect(docs).toContain(`## ${name}`);
  });

  it('guesses what was meant', () => {
    expect(pickFormat('csv').name).toBe('csv');
    expect(() => pickFormat('google')).toThrow(
      'unknown format "google": did you mean google-benchmark? (kvm-mmu-bench export --help shows all)',
    );
    expect(() => pickFormat('xlsx\n')).toThrow(/^unknown format "xlsx\\n"/);
  });
});
