/** A layout as the search sees it: things of a size to be put in an order, and what that must obey. */

import type { NativeRegistry } from '../host/native.js';
import type { NativeRecipe } from '../host/native-programs.js';
import { CACHE_LINE_BYTES } from '../layout/lines/writes.js';
import type { Layout } from '../layout/types.js';
import { type Fate, type Fates, fatesOf } from './fates.js';
import { linesOfGroup } from './groups.js';
import { linesDirtied } from './lines-dirtied.js';
import { movablesOf } from './movables.js';
import type { FieldGroup, Objective } from './types.js';
import { requireWholeStruct } from './whole-struct.js';

/** What moves as one, a field or a block; known by its place in the original's order. */
export interface Item {
  sizeBytes: number;
  alignment: number;
  /** The fields in it, ascending; bytes of a block may be no field's. */
  pieces: readonly Piece[];
}

export interface Piece {
  /** From the item's first byte. */
  offset: number;
  sizeBytes: number;
  /** What each tracked strategy does to it. */
  fates: readonly Fate[];
  /** Indices of the groups that it belongs to, ascending. */
  groups: readonly number[];
}

export interface ModelGroup {
  /** With a field of the group in them. */
  items: readonly number[];
  /** As many as in the original. */
  mostLines: number;
}

/** A strategy whose lines are counted. */
export interface Track {
  mostPaddingBytes: number;
  mostLines: number;
}

export interface Model {
  original: Layout;
  items: readonly Item[];
  groups: readonly ModelGroup[];
  /** The strategy's, then, where it counts, the baseline's. */
  tracks: readonly Track[];
  /** Phases to choose from, the one that needs least padding first. */
  phases: readonly number[];
}

export interface ModelRequest {
  layout: Layout;
  groups: readonly FieldGroup[];
  objective: Objective;
  phases: readonly number[];
  strategy: NativeRecipe;
  baseline: NativeRecipe;
}

/** @throws UsageError for a struct of which something is not known, see `requireWholeStruct` */
export function modelOf(
  { layout, groups, objective, phases, strategy, baseline }: ModelRequest,
  registry: Pick<NativeRegistry, 'layouts'>,
): Model {
  requireWholeStruct(layout);
  const isBound = objective === 'saving';
  const recipes = isBound ? [strategy, baseline] : [strategy];
  const fates = recipes.map((recipe) => fatesOf(layout, recipe, registry));
  const pieces = layout.fields.map(({ name, offset, sizeBytes }, index) => ({
    ...{ offset, sizeBytes },
    fates: fates.map((each) => fateOf(each, index)),
    groups: [...groups.keys()].filter((at) => groups[at]?.fields.includes(name)),
  }));
  const items = movablesOf(layout).map(({ offset, sizeBytes, alignment, fields }) => ({
    ...{ sizeBytes, alignment },
    pieces: fields
      .flatMap((index) => pieces[index] ?? [])
      .map((piece) => ({ ...piece, offset: piece.offset - offset })),
  }));
  return {
    original: layout,
    items,
    groups: groups.map((group, at) => ({
      items: [...items.keys()].filter((index) =>
        items[index]?.pieces.some((piece) => piece.groups.includes(at)),
      ),
      mostLines: linesOfGroup(layout, group),
    })),
    tracks: fates.map(({ mostPaddingBytes }, index) => ({
      mostPaddingBytes,
      mostLines: isBound
        ? linesDirtied(layout, recipes[index] ?? strategy, registry).length
        : Number.POSITIVE_INFINITY,
    })),
    phases: [...new Set(phases)].sort(
      (one, other) => paddingBytes(layout, one) - paddingBytes(layout, other),
    ),
  };
}

function fateOf({ fates }: Fates, index: number): Fate {
  const fate = fates[index];
  if (fate === undefined) throw new RangeError(`no field ${index}`);
  return fate;
}

/** What has to be put before the struct, in what holds it, for another phase than its own. */
export function paddingBytes({ phase: own }: Layout, phase: number): number {
  return (phase - own + CACHE_LINE_BYTES) % CACHE_LINE_BYTES;
}
