/** Which lines a strategy's reset dirties, from the very steps that are run when it is measured. */

import type { NativeRegistry } from '../host/native.js';
import type { NativeRecipe } from '../host/native-programs.js';
import { dirtiedLines } from '../layout/lines/line-writes.js';
import { programSteps } from '../layout/programs/programs.js';
import type { Layout } from '../layout/types.js';

/** Ascending, from 0, the line of the struct's first byte. */
export function linesDirtied(
  layout: Layout,
  recipe: NativeRecipe,
  registry: Pick<NativeRegistry, 'layouts'>,
): number[] {
  const ranges = programSteps(layout, recipe, registry).map(
    ({ offset, bytes }): [number, number] => [offset, bytes],
  );
  return dirtiedLines(ranges, layout.phase);
}
