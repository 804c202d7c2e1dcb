/** kvm-mmu-replay: the measuring core as a plain executable, which other tools look at. */

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../errors.js';

/** What it shall do; names as everywhere. Left out: the executable's own choice. */
export interface Replay {
  layout: string;
  strategy: string;
  state?: string;
  retirement?: string;
  guest?: string;
  phase?: number;
  path?: string;
  scope?: string;
  resets: number;
  /** -1: the last allowed one. */
  cpu?: number;
  /** Known already: nothing is calibrated. */
  tscHz?: number;
}

const PATH = fileURLToPath(new URL('../../build/Release/kvm-mmu-replay', import.meta.url));

/** @throws UsageError where it has not been built */
export function replayPath(): string {
  if (existsSync(PATH)) return PATH;
  throw new UsageError(`${PATH} is missing: build it with npm rebuild, or npm ci`);
}

export function replayArguments(replay: Replay): string[] {
  return Object.entries(replay).flatMap(([name, value]) => [
    `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    String(value),
  ]);
}
