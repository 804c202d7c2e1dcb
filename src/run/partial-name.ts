/** Where a run keeps what it has before it is complete: beside its result, under a name that says so. */

import { existsSync } from 'node:fs';

const RESULT = /(\.json)?$/;
const PARTIAL = /\.partial(\.json)?$/;

/** `X.partial.json` of `X.json`, `X.partial` of any other `X`. */
export function partialOf(output: string): string {
  return output.replace(RESULT, (ending) => `.partial${ending}`);
}

/** Undoes `partialOf`; null for any other name. */
export function outputOf(partial: string): string | null {
  return PARTIAL.test(partial) ? partial.replace(PARTIAL, (_, ending = '') => ending) : null;
}

/** Where one goes that must make way: `X.previous.partial.json`, or the next such name that is free. */
export function previousOf(partial: string): string {
  for (let number = 1; ; number += 1) {
    const mark = number === 1 ? '.previous' : `.previous-${number}`;
    const name = partial.replace(PARTIAL, (ending) => `${mark}${ending}`);
    if (!existsSync(name)) return name;
  }
}
