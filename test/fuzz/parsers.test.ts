/** Every parser reads or refuses, in one line, whatever its files become; npm run fuzz:nightly tries far more. */

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { corpusParsers, makeCase, saveCase, seedFiles } from './cases.js';
import { runMeasured } from './measure.js';
import { type FuzzedParser, kindOfMessage } from './parser.js';
import { PARSERS } from './parsers.js';

const SEED = 8;
const CASES = 2_000;
/** The long ones, which take most of the time, are for the night. */
const MOST_BYTES = 8 * 1024;
/** Of a busy machine, for what takes a few seconds on an idle one. */
const BATCH_MS = 120_000;
const FAILED = join(tmpdir(), 'kvm-mmu-bench-fuzz');

/** What was found, each kind once, with a file to put into corpus/. */
async function findings(parser: FuzzedParser, cases: Iterable<Buffer>): Promise<string[]> {
  const found = new Map<string, string>();
  for (const bytes of cases) {
    try {
      await runMeasured(parser, bytes, null);
    } catch (error) {
      const what = error instanceof Error ? error.message : String(error);
      const kind = kindOfMessage(what);
      if (!found.has(kind)) {
        found.set(kind, `${what}; its case: ${saveCase(FAILED, parser.name, bytes)}`);
      }
    }
  }
  return [...found.values()];
}

function* spoiled(parser: FuzzedParser): Generator<Buffer> {
  const files = seedFiles(parser);
  const mostBytes = Math.min(MOST_BYTES, parser.mostBytes ?? MOST_BYTES);
  for (let number = 0; number < CASES; number++) {
    yield makeCase(files, SEED, number, mostBytes);
  }
}

describe.each(PARSERS)('$name', (parser) => {
  it('takes its files, and all that was ever found', async () => {
    expect(
      await findings(
        parser,
        seedFiles(parser).map(({ bytes }) => bytes),
      ),
    ).toEqual([]);
  });

  it(`takes ${CASES} spoiled ones`, { timeout: BATCH_MS }, async () => {
    expect(await findings(parser, spoiled(parser))).toEqual([]);
  });

  it('reads at least one of its files: else nothing but refusals would be tried', async () => {
    const outcomes: string[] = [];
    for (const { bytes } of seedFiles(parser)) outcomes.push((await parser.run(bytes)).kind);
    expect(outcomes).toContain('read');
  });
});

it('no folder of cases is of a parser that nobody fuzzes', () => {
  const names = PARSERS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(corpusParsers().filter((name) => !names.includes(name))).toEqual([]);
});
