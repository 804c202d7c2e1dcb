/** A parser's cases: its files as they are, then spoiled ones, each known by a seed and a number. */

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { seededRandom, splitMix64 } from '../../src/stats/random.js';
import { MOST_BYTES, spoil } from './mutations.js';
import type { FuzzedParser } from './parser.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const CORPUS = fileURLToPath(new URL('corpus/', import.meta.url));
/** Not of a format: tools that check formats leave broken files alone. */
const SUFFIX = '.case';

export interface SeedFile {
  path: string;
  bytes: Buffer;
}

/** The corpus first. @throws Error for a parser without any */
export function seedFiles({ name, seeds }: Pick<FuzzedParser, 'name' | 'seeds'>): SeedFile[] {
  const paths = [...corpusFiles(name), ...seeds.map((path) => join(ROOT, path))];
  if (paths.length === 0)
    throw new Error(`no files for ${name}: give it seeds or ${CORPUS}${name}`);
  return paths.map((path) => ({ path, bytes: readFileSync(path) }));
}

function corpusFiles(name: string): string[] {
  const folder = join(CORPUS, name);
  const files = readdirSync(CORPUS).includes(name) ? readdirSync(folder).sort() : [];
  return files.filter((file) => file.endsWith(SUFFIX)).map((file) => join(folder, file));
}

export function corpusParsers(): string[] {
  return readdirSync(CORPUS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
}

/** @param number from 0; the same seed and number give the same bytes as long as the files stay */
export function makeCase(
  files: readonly SeedFile[],
  seed: number,
  number: number,
  mostBytes = MOST_BYTES,
): Buffer {
  const bits = splitMix64(BigInt(seed), BigInt(number) + 1n);
  const random = seededRandom(Number(BigInt.asUintN(53, bits)));
  return spoil({ random, seeds: files.map(({ bytes }) => bytes) }).subarray(0, mostBytes);
}

/** @returns the file, named after its content */
export function saveCase(folder: string, name: string, bytes: Buffer): string {
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
  mkdirSync(join(folder, name), { recursive: true });
  const path = join(folder, name, `${hash}${SUFFIX}`);
  writeFileSync(path, bytes);
  return path;
}
