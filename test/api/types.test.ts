/** What TypeScript makes of the built package in somebody else's project, by the strictest options. */

import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/package.js';
import { runNode } from '../built-package.js';
import { once } from '../cli/command.js';
import { temporaryFolder } from '../cli/temporary-folder.js';
import { programs } from './api-docs.js';

const TSC = join(
  dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
  'bin/tsc',
);

const CONSUMER = `
import {
  type CellResult,
  type Comparison,
  compare,
  explain,
  type Finding,
  type Interval,
  measure,
  readResult,
  registry,
  renderReport,
  repeat,
  type Result,
  UsageError,
  writeResult,
} from 'kvm-mmu-bench';

const layouts: string[] = registry().layouts.map(({ name }) => name);
const result: Result = await measure({
  layouts,
  phases: [0, 40],
  paths: 'tdp',
  guests: ['unpaged', 'four-level'],
  scopes: 'all',
  states: 'hot',
  signal: AbortSignal.timeout(1000),
  onProgress: (done: number, label: string) => console.log(done.toFixed(2), label),
});
const [cell]: CellResult[] = result.cells;
const saving: Interval | undefined = cell?.savingNsPerReset;
const path: 'tdp' | 'npt' | 'shadow' | undefined = cell?.path;
const boots: Result = await measure({ kind: 'boots', workloads: ['thread-600'], vcpus: 2 });
const [boot] = boots.boots;
const timeline: number[] | undefined = boot?.timeline?.nsPerTransition;
const explained = await explain({ hypotheses: ['H1'], sweep: { fromBytes: 0, toBytes: 1024 } });
const found: Finding | undefined = explained.hypotheses[0];
const total: number | undefined = explained.ledger?.saving[0]?.nsPerCall.estimate;
const comparison: Comparison = compare(result, [await repeat(result)], { thresholdPercent: 5 });
writeResult('result.json', readResult('result.json'));
const page: string = await renderReport([result], { names: ['mine'] });
const code: 2 = new UsageError('mistake').exitCode;
export { boot, code, comparison, found, page, path, saving, timeline, total };

// @ts-expect-error a path that does not exist
await measure({ paths: 'ept' });
// @ts-expect-error an option of boots
await measure({ kind: 'cells', vcpus: 2 });
// @ts-expect-error an option of cells
await measure({ kind: 'boots', guests: 'unpaged' });
// @ts-expect-error a unit that is not in the name
await measure({ budget: 5 });
// @ts-expect-error text instead of a number
await measure({ seed: '7' });
// @ts-expect-error no promise
const early: Result = measure();
// @ts-expect-error no result
await renderReport([{}]);
export { early };
`;

const OPTIONS = {
  target: 'es2023',
  module: 'nodenext',
  moduleResolution: 'nodenext',
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  // The package's own declarations are checked, too.
  skipLibCheck: false,
  types: ['node'],
  allowJs: true,
  checkJs: true,
  noEmit: true,
};

const folder = temporaryFolder();

/** By file; the last shows that the compiler would tell. */
const PROGRAMS: Readonly<Record<string, string>> = {
  'consumer.mts': CONSUMER,
  ...Object.fromEntries(programs().map((text, index) => [`docs-api-${index + 1}.mts`, text])),
  'wrong.mts': CONSUMER.replace('const code: 2', 'const code: 3'),
};
const EXAMPLE = 'compare-strategies.mjs';

beforeAll(() => {
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '@types'), { recursive: true });
  symlinkSync(packageRoot, join(modules, 'kvm-mmu-bench'));
  symlinkSync(join(packageRoot, 'node_modules/@types/node'), join(modules, '@types/node'));
  cpSync(join(packageRoot, 'examples', EXAMPLE), join(folder, EXAMPLE));
  for (const [file, text] of Object.entries(PROGRAMS)) writeFileSync(join(folder, file), text);
  const config = { compilerOptions: OPTIONS, files: [...Object.keys(PROGRAMS), EXAMPLE] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
});

/** All that the compiler finds, line by line. */
const found = once(async () => {
  try {
    return (await runNode([TSC, '--project', folder, '--pretty', 'false'], folder)).stdout;
  } catch (error) {
    return String(error instanceof Error ? Reflect.get(error, 'stdout') : error);
  }
});

async function mistakesIn(file: string): Promise<string[]> {
  return (await found()).split('\n').filter((line) => line.startsWith(file));
}

describe('the built declarations', () => {
  const files = Object.keys(PROGRAMS).filter((file) => file !== 'wrong.mts');

  it.each([...files, EXAMPLE])('type %s', async (file) => {
    expect(await mistakesIn(file)).toEqual([]);
  });

  it('refuse what is wrong, and nothing else: not themselves either', async () => {
    const lines = (await found()).trim().split('\n');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^wrong\.mts\(\d+,\d+\): error TS2322: /);
  });
});
