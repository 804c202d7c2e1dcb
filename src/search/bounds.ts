/** The least that an order can cost of which the beginning is known. */

import { lineCount } from '../layout/lines/line-rows.js';
import { CACHE_LINE_BYTES } from '../layout/lines/writes.js';
import type { Fate } from './fates.js';
import type { Item, Model, Piece } from './model.js';
import type { Placement, Placing } from './placing.js';

/** Of the items still to come. */
interface Left {
  all: number;
  /** Bytes written, by track. */
  tracks: number[];
  /** Bytes, by group. */
  groups: number[];
  /** Lines that the baseline may dirty with fields that the strategy leaves alone. */
  baselineOnly: number;
}

export class Bounds {
  readonly #model: Model;
  readonly #placing: Placing;
  readonly #left: Left;
  /** Of the struct, whatever its phase. */
  readonly #mostLines: number;

  /** Before any item is put. */
  constructor(placing: Placing) {
    const { model } = placing;
    this.#model = model;
    this.#placing = placing;
    this.#mostLines = lineCount({ ...model.original, phase: CACHE_LINE_BYTES });
    this.#left = {
      all: 0,
      tracks: model.tracks.map(() => 0),
      groups: model.groups.map(() => 0),
      baselineOnly: 0,
    };
    for (const item of model.items) this.putBack(item);
  }

  put(item: Item): void {
    this.#count(item, -1);
  }

  putBack(item: Item): void {
    this.#count(item, 1);
  }

  #count({ sizeBytes, pieces }: Item, sign: 1 | -1): void {
    this.#left.all += sign * sizeBytes;
    for (const piece of pieces) this.#countPiece(piece, sign);
  }

  #countPiece({ sizeBytes, fates, groups }: Piece, sign: 1 | -1): void {
    fates.forEach(({ stored, copied }, track) => {
      if (stored || copied) add(this.#left.tracks, track, sign * sizeBytes);
    });
    for (const group of groups) add(this.#left.groups, group, sign * sizeBytes);
    this.#left.baselineOnly += sign * this.#linesOfBaselineOnly(sizeBytes, fates);
  }

  /** At most, wherever the field lies. */
  #linesOfBaselineOnly(sizeBytes: number, [strategy, baseline]: readonly Fate[]): number {
    if (strategy === undefined || baseline === undefined) return 0;
    // How far back a copy of the baseline's reaches is not known here.
    if (baseline.copied) return this.#mostLines;
    if (!baseline.stored || strategy.stored || strategy.copied) return 0;
    return 1 + Math.floor((sizeBytes + CACHE_LINE_BYTES - 2) / CACHE_LINE_BYTES);
  }

  /** Whether an order that begins so may obey all limits at a cost below this one; a whole one: does. */
  allows(placement: Placement, phase: number, below: number): boolean {
    const { original, tracks, groups } = this.#model;
    if ((placement[0] ?? 0) + this.#left.all > original.sizeBytes) return false;
    for (let group = 0; group < groups.length; group++) {
      const room = this.#placing.groupRoom(placement, group, phase);
      const lines = this.#placing.groupLines(placement, group);
      const least = lines + linesFor(this.#left.groups[group], room);
      if (least > (groups[group]?.mostLines ?? 0)) return false;
    }
    const least = tracks.map((_, track) => this.#leastLines(placement, track, phase));
    if (least.some((lines, track) => lines > (tracks[track]?.mostLines ?? 0))) return false;
    return this.#leastCost(placement, phase, least[0] ?? 0) < below;
  }

  #leastLines(placement: Placement, track: number, phase: number): number {
    const room = this.#placing.dirtyRoom(placement, track, phase);
    return this.#placing.lines(placement, track) + linesFor(this.#left.tracks[track], room);
  }

  /** @param lines that the strategy dirties at least */
  #leastCost(placement: Placement, phase: number, lines: number): number {
    const baseline = this.#model.tracks[1];
    if (baseline === undefined) return lines;
    // Where the strategy writes what the baseline writes, the baseline gains on it in one line at most:
    // the open one, if only the strategy has dirtied that so far.
    const isAhead =
      (this.#left.tracks[1] ?? 0) > 0 &&
      this.#placing.dirtyRoom(placement, 0, phase) > 0 &&
      this.#placing.dirtyRoom(placement, 1, phase) === 0;
    const saved = this.#placing.lines(placement, 1) - this.#placing.lines(placement, 0);
    const mostSaved = saved + this.#left.baselineOnly + (isAhead ? 1 : 0);
    return Math.max(lines - baseline.mostLines, -mostSaved);
  }

  /** More than the greatest of them. */
  get futures(): number {
    const { original, tracks, groups } = this.#model;
    const lines = this.#mostLines + 1;
    const ofTracks = (2 * (lines + 1)) ** tracks.length * lines ** (tracks.length - 1);
    const ofEnd = (original.sizeBytes + 1) * (this.#placing.mostBareBytes + 1);
    return ofEnd * ofTracks * (2 * lines) ** groups.length;
  }

  /**
   * All that the rest of an order depends on, besides which items are left and how many lines the
   * strategy has dirtied: one number for each such future.
   */
  future(placement: Placement, phase: number): number {
    const { tracks, groups } = this.#model;
    const lines = this.#mostLines + 1;
    let future = placement[0] ?? 0;
    const note = (value: number, values: number) => {
      future = future * values + value;
    };
    note(this.#placing.bareBytes(placement), this.#placing.mostBareBytes + 1);
    for (let track = 0; track < tracks.length; track++) {
      note(this.#placing.dirtyRoom(placement, track, phase) > 0 ? 1 : 0, 2);
      note(this.#placing.pendingLines(placement, track, phase) + 1, lines + 1);
      if (track > 0) note(this.#placing.lines(placement, track), lines);
    }
    for (let group = 0; group < groups.length; group++) {
      const isOver = (this.#left.groups[group] ?? 0) === 0;
      note(isOver ? 0 : this.#placing.groupLines(placement, group), lines);
      note(!isOver && this.#placing.groupRoom(placement, group, phase) > 0 ? 1 : 0, 2);
    }
    return future;
  }
}

function add(sums: number[], index: number, bytes: number): void {
  sums[index] = (sums[index] ?? 0) + bytes;
}

/** Fewest lines that these bytes need besides the room that there is. */
function linesFor(bytes = 0, room: number): number {
  return Math.ceil(Math.max(0, bytes - room) / CACHE_LINE_BYTES);
}
