/** What findings are made of: complete results of one machine, with everything that is spoken of. */

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { excerpt, UsageError } from '../../src/errors.js';
import { THREAD_STRATEGY } from '../../src/explain/thread.js';
import { BASELINE } from '../../src/report/groups.js';
import { readResult } from '../../src/report/read.js';
import type { Result } from '../../src/report/result.js';

export interface Source {
  /** By which the findings cite it: the file's name without its endings. */
  name: string;
  /** As it was given. */
  path: string;
  result: Result;
}

/** The results that the findings in docs/ are made of. */
export const STORED_RESULTS = 'data/results';

const COMPRESSED = '.gz';

export function storedResults(): string[] {
  const names = readdirSync(STORED_RESULTS).filter((name) => /\.json(\.gz)?$/.test(name));
  if (names.length > 0) return names.sort().map((name) => `${STORED_RESULTS}/${name}`);
  throw new UsageError(`no result file in ${STORED_RESULTS}: name one with --from FILE`);
}

/** @throws UsageError for a file that cannot be read, or files that do not bear findings together */
export function readSources(paths: readonly string[]): Source[] {
  const sources = paths.map((path) => ({ name: nameOf(path), path, result: readFile(path) }));
  for (const check of CHECKS) check(sources);
  return sources;
}

function nameOf(path: string): string {
  return basename(path)
    .replace(/\.gz$/, '')
    .replace(/\.json$/, '');
}

/** Results in data/ are compressed, as the recorded boots are. */
function readFile(path: string): Result {
  if (!path.endsWith(COMPRESSED)) return readResult(path);
  const folder = mkdtempSync(join(tmpdir(), 'kvm-mmu-bench-findings-'));
  const plain = join(folder, basename(path, COMPRESSED));
  try {
    writeFileSync(plain, decompress(path));
    return readResult(plain);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(error.message.replaceAll(plain, path), { cause: error });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function decompress(path: string): Buffer {
  try {
    return gunzipSync(readFileSync(path));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`cannot read ${path}: ${reason}`, { cause: error });
  }
}

type Check = (sources: readonly Source[]) => void;

const CHECKS: readonly Check[] = [
  namesDiffer,
  allComplete,
  oneMachine,
  oneBuild,
  withCells,
  withBoots,
  withExplanation,
];

function namesDiffer(sources: readonly Source[]): void {
  const names = sources.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return;
  throw new UsageError(
    `two of the files are named ${excerpt(twice)}, by which the findings would cite both: rename one`,
  );
}

function allComplete(sources: readonly Source[]): void {
  for (const { path, result } of sources) {
    if (result.complete) continue;
    throw new UsageError(
      `${path} is incomplete: its run was interrupted, and findings need all of it; run it again: ` +
        excerpt(result.command),
    );
  }
}

function oneMachine(sources: readonly Source[]): void {
  const machine = ({ host }: Result) => `${excerpt(host.hostname)}, ${excerpt(host.cpuModel)}`;
  forAllAlike(sources, machine, 'of one machine each: findings speak of one');
}

function oneBuild(sources: readonly Source[]): void {
  const build = ({ fingerprint }: Result) => fingerprint.addon.slice(0, 12);
  forAllAlike(sources, build, 'made by different builds of the native code: run both anew');
}

function forAllAlike(
  sources: readonly Source[],
  propertyOf: (result: Result) => string,
  complaint: string,
): void {
  const [first, ...others] = sources;
  if (first === undefined) return;
  const expected = propertyOf(first.result);
  for (const { path, result } of others) {
    const found = propertyOf(result);
    if (found === expected) continue;
    throw new UsageError(`${first.path} (${expected}) and ${path} (${found}) are ${complaint}`);
  }
}

function withCells(sources: readonly Source[]): void {
  const strategies = new Set(
    sources.flatMap(({ result }) => result.cells.map(({ strategy }) => strategy)),
  );
  for (const needed of [BASELINE, THREAD_STRATEGY]) {
    if (!strategies.has(needed)) throw lacking(sources, `a cell of ${needed}`, MAIN_JOB);
  }
}

function withBoots(sources: readonly Source[]): void {
  if (sources.some(({ result }) => result.boots.length > 0)) return;
  throw lacking(sources, 'a replayed boot', MAIN_JOB);
}

function withExplanation(sources: readonly Source[]): void {
  const explained = sources.filter(({ result }) => result.ledger !== null);
  if (explained.some(({ result }) => result.hypotheses.length > 0)) return;
  throw lacking(sources, 'hypotheses and a ledger', `${MAIN_JOB} or kvm-mmu-bench explain`);
}

const MAIN_JOB = 'npm run bench:native';

function lacking(sources: readonly Source[], what: string, remedy: string): UsageError {
  const paths = sources.map(({ path }) => path).join(', ');
  return new UsageError(`no file of ${paths} holds ${what}: ${remedy} measures it`);
}
