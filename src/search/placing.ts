/**
 * Items put one after the other, and what that makes of lines: the inner loop of every search.
 *
 * A placement is a few numbers in an array, because millions are made:
 *
 *     [end, bare, (dirty, last, run, since) by track ..., (lines, last) by group ...]
 *
 * end: bytes used. bare: the last of them, which are a block's and no field's, as far as they may
 * count as padding that a copy goes over. dirty: lines dirtied; last: the last of them, -1 if none. run: line of the last byte
 * that a copy can go on from, -1 if none; since: lines dirtied after that one. Of groups: lines that
 * hold any of their bytes, and the last of them. Lines are counted from the one of the struct's first byte.
 */

import { CACHE_LINE_BYTES } from '../layout/lines/writes.js';
import { alignUp } from './alignment.js';
import type { Fate } from './fates.js';
import type { Item, Model, Piece } from './model.js';

export type Placement = Int32Array;

const TRACK_NUMBERS = 4;
const GROUP_NUMBERS = 2;
const BARE = 1;
const FIRST_TRACK = 2;

export class Placing {
  readonly model: Model;
  readonly #firstGroup: number;
  readonly #numbers: number;
  /** 0 where every block ends with a field. */
  readonly mostBareBytes: number;

  constructor(model: Model) {
    this.model = model;
    this.#firstGroup = FIRST_TRACK + TRACK_NUMBERS * model.tracks.length;
    this.#numbers = this.#firstGroup + GROUP_NUMBERS * model.groups.length;
    // One more byte than any copy goes over is as good as any number.
    this.mostBareBytes = model.items.some((item) => bareBytes(item) > 0)
      ? 1 + Math.max(...model.tracks.map(({ mostPaddingBytes }) => mostPaddingBytes))
      : 0;
  }

  empty(): Placement {
    const placement = new Int32Array(this.#numbers);
    this.clear(placement);
    return placement;
  }

  clear(placement: Placement): void {
    placement.fill(0);
    for (let at = FIRST_TRACK; at < this.#firstGroup; at += TRACK_NUMBERS) {
      placement[at + 1] = -1;
      placement[at + 2] = -1;
    }
    for (let at = this.#firstGroup; at < this.#numbers; at += GROUP_NUMBERS) placement[at + 1] = -1;
  }

  /** Puts one more item behind the others, in place. */
  append(placement: Placement, item: Item, phase: number): void {
    const end = placement[0] ?? 0;
    const offset = alignUp(end, item.alignment);
    let fieldsEnd = end - (placement[BARE] ?? 0);
    for (const piece of item.pieces) {
      const from = offset + piece.offset;
      this.#appendPiece(placement, piece, phase + from, from - fieldsEnd);
      fieldsEnd = from + piece.sizeBytes;
    }
    placement[0] = offset + item.sizeBytes;
    placement[BARE] = Math.min(this.mostBareBytes, offset + item.sizeBytes - fieldsEnd);
  }

  /** @param start from the first line's first byte @param gap bytes of no field before it */
  #appendPiece(placement: Placement, piece: Piece, start: number, gap: number): void {
    const first = lineOf(start);
    const last = lineOf(start + piece.sizeBytes - 1);
    const { tracks } = this.model;
    for (let track = 0; track < tracks.length; track++) {
      const fate = piece.fates[track];
      const mostPadding = tracks[track]?.mostPaddingBytes ?? 0;
      const at = FIRST_TRACK + TRACK_NUMBERS * track;
      if (gap > mostPadding) breakRun(placement, at);
      if (fate !== undefined) dirty(placement, at, fate, first, last);
    }
    for (const group of piece.groups) {
      const at = this.#firstGroup + GROUP_NUMBERS * group;
      const fresh = last - Math.max(first, (placement[at + 1] ?? -1) + 1) + 1;
      placement[at] = (placement[at] ?? 0) + Math.max(0, fresh);
      placement[at + 1] = last;
    }
  }

  /** Bytes at the end that are no field's, up to the most that make a difference. */
  bareBytes(placement: Placement): number {
    return placement[BARE] ?? 0;
  }

  lines(placement: Placement, track: number): number {
    return placement[FIRST_TRACK + TRACK_NUMBERS * track] ?? 0;
  }

  groupLines(placement: Placement, group: number): number {
    return placement[this.#firstGroup + GROUP_NUMBERS * group] ?? 0;
  }

  /** Bytes left in the line that the next one goes to, where the track has dirtied it; else 0. */
  dirtyRoom(placement: Placement, track: number, phase: number): number {
    return roomAfter(placement[FIRST_TRACK + TRACK_NUMBERS * track + 1] ?? -1, placement, phase);
  }

  groupRoom(placement: Placement, group: number, phase: number): number {
    return roomAfter(
      placement[this.#firstGroup + GROUP_NUMBERS * group + 1] ?? -1,
      placement,
      phase,
    );
  }

  /** Lines behind the next one that a copy going on would dirty; -1 where none can go on. */
  pendingLines(placement: Placement, track: number, phase: number): number {
    const at = FIRST_TRACK + TRACK_NUMBERS * track;
    const run = placement[at + 2] ?? -1;
    if (run < 0) return -1;
    return lineOf(phase + (placement[0] ?? 0)) - run - (placement[at + 3] ?? 0);
  }

  /** What the search minimises, of a placement with all items. */
  cost(placement: Placement): number {
    return this.lines(placement, 0) - (this.model.tracks.length > 1 ? this.lines(placement, 1) : 0);
  }

  /** By how much limits are exceeded: lines, and bytes in lines begun. 0: everything is obeyed. */
  excess(placement: Placement): number {
    const { tracks, groups, original } = this.model;
    let excess = Math.max(
      0,
      Math.ceil(((placement[0] ?? 0) - original.sizeBytes) / CACHE_LINE_BYTES),
    );
    for (let track = 0; track < tracks.length; track++) {
      const most = tracks[track]?.mostLines ?? 0;
      excess += Math.max(0, this.lines(placement, track) - most);
    }
    for (let group = 0; group < groups.length; group++) {
      const most = groups[group]?.mostLines ?? 0;
      excess += Math.max(0, this.groupLines(placement, group) - most);
    }
    return excess;
  }
}

/** Behind its last field. */
function bareBytes({ sizeBytes, pieces }: Item): number {
  const last = pieces.at(-1);
  return last === undefined ? sizeBytes : sizeBytes - last.offset - last.sizeBytes;
}

function lineOf(byte: number): number {
  return Math.floor(byte / CACHE_LINE_BYTES);
}

function roomAfter(last: number, placement: Placement, phase: number): number {
  const next = phase + (placement[0] ?? 0);
  return last >= lineOf(next) ? CACHE_LINE_BYTES - (next % CACHE_LINE_BYTES) : 0;
}

function breakRun(placement: Placement, at: number): void {
  placement[at + 2] = -1;
  placement[at + 3] = 0;
}

/** @param at of the track's numbers @param first of the field's lines */
function dirty(placement: Placement, at: number, fate: Fate, first: number, last: number): void {
  if (fate.barrier) breakRun(placement, at);
  if (!fate.stored && !fate.copied) return;
  const run = placement[at + 2] ?? -1;
  const goesOn = fate.copied && run >= 0;
  const fresh = goesOn
    ? last - run - (placement[at + 3] ?? 0)
    : last - Math.max(first, (placement[at + 1] ?? -1) + 1) + 1;
  placement[at] = (placement[at] ?? 0) + Math.max(0, fresh);
  placement[at + 1] = last;
  if (fate.copied) {
    placement[at + 2] = last;
    placement[at + 3] = 0;
  } else if (run >= 0) {
    placement[at + 3] = (placement[at + 3] ?? 0) + Math.max(0, fresh);
  }
}
