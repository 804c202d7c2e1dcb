import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readResult } from '../../src/report/read.js';
import type { CellResult, Result } from '../../src/report/result.js';
import type { Interval } from '../../src/stats/types.js';

export const FIXTURES = [
  'full',
  'no-cells',
  'one-strategy',
  'state-not-reached',
  'hostile',
  'whole-calls',
  'older',
] as const;
export type Fixture = (typeof FIXTURES)[number];

export function fixturePath(name: Fixture): string {
  return fileURLToPath(new URL(`../fixtures/results/${name}.json`, import.meta.url));
}

export function fixture(name: Fixture): Result {
  return readResult(fixturePath(name));
}

/** Of a cell that boots reset, which all fixtures' are. */
export function ofBoot({ bootMicroseconds }: CellResult): Interval {
  if (bootMicroseconds === null) throw new Error('no boot resets this struct');
  return bootMicroseconds;
}

/** Unchecked, for tests that spoil it. */
export function fixtureJson(name: Fixture): Record<string, unknown> {
  return JSON.parse(readFileSync(fixturePath(name), 'utf8'));
}
