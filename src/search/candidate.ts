/** From an order of fields to a layout, as a compiler would lay it out. */

import type { NativeRegistry } from '../host/native.js';
import type { NativeRecipe } from '../host/native-programs.js';
import type { Layout, LayoutField, LayoutOrigin } from '../layout/types.js';
import { alignmentOf, alignUp, structAlignment } from './alignment.js';
import type { Arrangement } from './arrangements.js';
import { linesDirtied } from './lines-dirtied.js';
import { paddingBytes } from './model.js';
import type { Candidate, Score } from './types.js';

export interface Recipes {
  strategy: NativeRecipe;
  baseline: NativeRecipe;
}

/** The original's fields in this order, each at the next offset that its alignment allows. */
export function layoutOf(
  original: Layout,
  { order, phase }: Pick<Arrangement, 'order' | 'phase'>,
  name: string,
): Layout {
  let end = 0;
  const fields = order.map((index): LayoutField => {
    const field = original.fields[index];
    if (field === undefined) throw new RangeError(`no field ${index} in ${original.name}`);
    const alignment = alignmentOf(field);
    const offset = alignUp(end, alignment);
    end = offset + field.sizeBytes;
    // Written down, because its new place may suggest more.
    return { ...field, offset, alignment };
  });
  const { rootMmuOffset } = original;
  return {
    ...original,
    name,
    origin: atRunTime(original),
    sizeBytes: alignUp(end, structAlignment(original)),
    phase,
    rootMmuOffset: rootMmuOffset === null ? null : rootMmuOffset + paddingBytes(original, phase),
    fields,
  };
}

/** The original as it is measured beside its reordered ones: with code that is made as theirs is. */
export function originalAtRunTime(original: Layout): Layout {
  return { ...original, origin: atRunTime(original) };
}

function atRunTime({ origin, name }: Layout): LayoutOrigin {
  return origin.kind === 'built-in' ? { kind: 'file', file: name } : origin;
}

/** Counted from the steps that its resets are made of. */
export function candidateOf(
  layout: Layout,
  score: Score,
  { strategy, baseline }: Recipes,
  registry: Pick<NativeRegistry, 'layouts'>,
): Candidate {
  const dirtied = linesDirtied(layout, strategy, registry);
  return {
    ...score,
    layout,
    lines: {
      strategy: dirtied.length,
      baseline: linesDirtied(layout, baseline, registry).length,
    },
    linesDirtied: dirtied,
  };
}
