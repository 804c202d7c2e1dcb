/** From an order of items to a layout, as a compiler would lay it out. */

import type { NativeRegistry } from '../host/native.js';
import type { NativeRecipe } from '../host/native-programs.js';
import type { Layout, LayoutBlock, LayoutField, LayoutOrigin } from '../layout/types.js';
import { alignmentOf, alignUp } from './alignment.js';
import type { Arrangement } from './arrangements.js';
import { linesDirtied } from './lines-dirtied.js';
import { paddingBytes } from './model.js';
import { type Movable, movablesOf } from './movables.js';
import type { Candidate, Score } from './types.js';
import { structAlignment } from './whole-struct.js';

export interface Recipes {
  strategy: NativeRecipe;
  baseline: NativeRecipe;
}

/**
 * The original's fields and blocks in this order, each at the next offset that its alignment allows,
 * and all that is in a block where it was in it.
 *
 * @param order of what `movablesOf` says
 */
export function layoutOf(
  original: Layout,
  { order, phase }: Pick<Arrangement, 'order' | 'phase'>,
  name: string,
): Layout {
  let end = 0;
  const movables = movablesOf(original);
  const fields: LayoutField[] = [];
  const blocks: LayoutBlock[] = [];
  for (const index of order) {
    const movable = movables[index];
    if (movable === undefined) throw new RangeError(`no field ${index} in ${original.name}`);
    const { name, sizeBytes, alignment, isBlock } = movable;
    const offset = alignUp(end, alignment);
    end = offset + sizeBytes;
    fields.push(...fieldsAt(offset, movable, original));
    if (isBlock) blocks.push({ name, offset, sizeBytes, alignment });
  }
  const { rootMmuOffset } = original;
  return {
    ...original,
    name,
    origin: atRunTime(original),
    sizeBytes: alignUp(end, structAlignment(original)),
    phase,
    rootMmuOffset: rootMmuOffset === null ? null : rootMmuOffset + paddingBytes(original, phase),
    fields,
    ...(blocks.length === 0 ? {} : { blocks }),
  };
}

/** With the alignment written down, because the new place may suggest more. */
function fieldsAt(offset: number, movable: Movable, { fields }: Layout): LayoutField[] {
  return movable.fields
    .flatMap((index) => fields[index] ?? [])
    .map((field) => ({
      ...field,
      offset: offset + field.offset - movable.offset,
      alignment: Math.min(movable.alignment, alignmentOf(field)),
    }));
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
