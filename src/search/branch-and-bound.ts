/**
 * The least cost that any order has, by putting fields one behind the other and giving up whatever
 * cannot become better than the best known (Land & Doig, Econometrica 28, 1960).
 *
 * Two things keep it small. Fields that differ in nothing that counts are put in their original order
 * only. And beginnings with the same fields, which end at the same byte with the same lines open, have
 * the same future: of those only the cheapest is continued.
 */

import { CACHE_LINE_BYTES } from '../layout/writes.js';
import type { Fate } from './fates.js';
import type { Item, Model } from './model.js';
import { type Placement, Placing } from './placing.js';

export interface ExactOptions {
  /** Only orders of a smaller cost are of interest. */
  below: number;
  /** Gives up after this many beginnings: the same on every machine, unlike a time. */
  mostNodes: number;
}

export interface ExactResult {
  /** The cheapest order below the bound: items by place; null if there is none, or none was found. */
  found: { order: number[]; phase: number; cost: number } | null;
  /** False if it gave up: then nothing follows from finding none. */
  complete: boolean;
  nodes: number;
}

/** Between two pauses. */
const NODES_A_TURN = 2000;

/** Pauses now and then, telling the nodes so far, so that others get a turn. */
export function* branchAndBound(
  model: Model,
  options: ExactOptions,
): Generator<number, ExactResult, void> {
  const search = new Search(model, options);
  for (const phase of model.phases) yield* search.run(phase);
  return search.result;
}

interface Kind {
  item: Item;
  /** Indices of the fields that are alike, in the original's order. */
  members: readonly number[];
}

/** Of the fields still to come. */
interface Left {
  all: number;
  /** Bytes written, by track. */
  tracks: number[];
  /** Bytes, by group. */
  groups: number[];
  /** Lines that the baseline may dirty with fields that the strategy leaves alone. */
  baselineOnly: number;
}

/** A beginning, and the kinds with which it can go on. */
interface Level {
  placement: Placement;
  /** Next kind to try. */
  next: number;
  /** Kind of the last field of the beginning. */
  kind: number;
}

class Search {
  readonly #model: Model;
  readonly #placing: Placing;
  readonly #kinds: readonly Kind[];
  readonly #levels: Level[];
  readonly #used: number[];
  readonly #left: Left;
  readonly #mostNodes: number;
  #below: number;
  #phase = 0;
  #seen = new Map<number, Map<number, number>>();
  readonly result: ExactResult = { found: null, complete: true, nodes: 0 };

  constructor(model: Model, { below, mostNodes }: ExactOptions) {
    this.#model = model;
    this.#placing = new Placing(model);
    this.#kinds = kindsOf(model.items);
    this.#levels = Array.from({ length: model.items.length + 1 }, () => ({
      placement: this.#placing.empty(),
      next: 0,
      kind: -1,
    }));
    this.#used = this.#kinds.map(() => 0);
    this.#left = {
      all: 0,
      tracks: model.tracks.map(() => 0),
      groups: model.groups.map(() => 0),
      baselineOnly: 0,
    };
    for (const item of model.items) this.#count(item, 1);
    this.#below = below;
    this.#mostNodes = mostNodes;
  }

  /** Depth first, with one phase. */
  *run(phase: number): Generator<number, void, void> {
    if (!this.result.complete) return;
    this.#phase = phase;
    this.#seen = new Map();
    let depth = this.#isWorthwhile(this.#at(0).placement) ? 0 : -1;
    this.#at(0).next = 0;
    while (depth >= 0) {
      const level = this.#at(depth);
      const kind = level.next++;
      if (kind >= this.#kinds.length) {
        this.#leave(level);
        depth -= 1;
      } else if (this.#enter(depth, kind)) {
        depth += 1;
        this.#look(depth);
        this.result.nodes += 1;
        if (this.result.nodes % NODES_A_TURN === 0) yield this.result.nodes;
        if (this.result.nodes >= this.#mostNodes) {
          this.result.complete = false;
          return;
        }
      }
    }
  }

  /** Puts a field of that kind behind the beginning, if that leads to something better. */
  #enter(depth: number, kind: number): boolean {
    const { item, members } = this.#kind(kind);
    if ((this.#used[kind] ?? 0) >= members.length) return false;
    const level = this.#at(depth + 1);
    level.placement.set(this.#at(depth).placement);
    this.#placing.append(level.placement, item, this.#phase);
    level.kind = kind;
    level.next = 0;
    this.#take(kind, 1);
    if (this.#isWorthwhile(level.placement) && this.#isNews(level.placement)) return true;
    this.#take(kind, -1);
    return false;
  }

  #leave({ kind }: Level): void {
    if (kind >= 0) this.#take(kind, -1);
  }

  #take(kind: number, count: 1 | -1): void {
    this.#used[kind] = (this.#used[kind] ?? 0) + count;
    this.#count(this.#kind(kind).item, count === 1 ? -1 : 1);
  }

  #count({ sizeBytes, fates, groups }: Item, sign: 1 | -1): void {
    this.#left.all += sign * sizeBytes;
    fates.forEach(({ stored, copied }, track) => {
      if (stored || copied) add(this.#left.tracks, track, sign * sizeBytes);
    });
    for (const group of groups) add(this.#left.groups, group, sign * sizeBytes);
    this.#left.baselineOnly += sign * linesOfBaselineOnly(sizeBytes, fates);
  }

  /** Keeps the order if it is whole: only better ones get here. */
  #look(depth: number): void {
    if (depth < this.#model.items.length) return;
    const cost = this.#placing.cost(this.#at(depth).placement);
    this.result.found = { order: this.#order(), phase: this.#phase, cost };
    this.#below = cost;
  }

  #order(): number[] {
    const taken = this.#kinds.map(() => 0);
    return this.#levels.slice(1).map(({ kind }) => {
      const index = taken[kind] ?? 0;
      taken[kind] = index + 1;
      return this.#kind(kind).members[index] ?? 0;
    });
  }

  /** Whether an order that begins so may obey all limits at a smaller cost. */
  #isWorthwhile(placement: Placement): boolean {
    const { original, tracks, groups } = this.#model;
    if ((placement[0] ?? 0) + this.#left.all > original.sizeBytes) return false;
    for (let group = 0; group < groups.length; group++) {
      const room = this.#placing.groupRoom(placement, group, this.#phase);
      const lines = this.#placing.groupLines(placement, group);
      if (lines + linesFor(this.#left.groups[group], room) > (groups[group]?.mostLines ?? 0))
        return false;
    }
    const least = tracks.map((_, track) => this.#leastLines(placement, track));
    if (least.some((lines, track) => lines > (tracks[track]?.mostLines ?? 0))) return false;
    return this.#leastCost(placement, least[0] ?? 0) < this.#below;
  }

  /** @param lines that the strategy dirties at least */
  #leastCost(placement: Placement, lines: number): number {
    const baseline = this.#model.tracks[1];
    if (baseline === undefined) return lines;
    // Where the strategy writes what the baseline writes, the baseline gains on it in one line at most:
    // the open one, if only the strategy has dirtied that so far.
    const isAhead =
      this.#placing.dirtyRoom(placement, 0, this.#phase) > 0 &&
      this.#placing.dirtyRoom(placement, 1, this.#phase) === 0;
    const saved = this.#placing.lines(placement, 1) - this.#placing.lines(placement, 0);
    const mostSaved = saved + this.#left.baselineOnly + (isAhead ? 1 : 0);
    return Math.max(lines - baseline.mostLines, -mostSaved);
  }

  #leastLines(placement: Placement, track: number): number {
    const room = this.#placing.dirtyRoom(placement, track, this.#phase);
    return this.#placing.lines(placement, track) + linesFor(this.#left.tracks[track], room);
  }

  /** False if a beginning with the same future and no greater cost was here before. */
  #isNews(placement: Placement): boolean {
    const [fields, rest] = this.#future(placement);
    const lines = this.#placing.lines(placement, 0);
    const seen = this.#seen.get(fields) ?? new Map<number, number>();
    this.#seen.set(fields, seen);
    if ((seen.get(rest) ?? Number.POSITIVE_INFINITY) <= lines) return false;
    seen.set(rest, lines);
    return true;
  }

  /** All that what comes after depends on, but for the lines that the strategy has dirtied so far. */
  #future(placement: Placement): [fields: number, rest: number] {
    let fields = 0;
    this.#kinds.forEach(({ members }, kind) => {
      fields = fields * (members.length + 1) + (this.#used[kind] ?? 0);
    });
    let rest = placement[0] ?? 0;
    const lines =
      Math.ceil((this.#model.original.sizeBytes + CACHE_LINE_BYTES) / CACHE_LINE_BYTES) + 1;
    const note = (value: number, values: number) => {
      rest = rest * values + value;
    };
    const phase = this.#phase;
    this.#model.tracks.forEach((_, track) => {
      note(this.#placing.dirtyRoom(placement, track, phase) > 0 ? 1 : 0, 2);
      note(this.#placing.pendingLines(placement, track, phase) + 1, lines + 1);
      if (track > 0) note(this.#placing.lines(placement, track), lines);
    });
    this.#model.groups.forEach((_, group) => {
      const isOver = (this.#left.groups[group] ?? 0) === 0;
      note(isOver ? 0 : this.#placing.groupLines(placement, group), lines);
      note(!isOver && this.#placing.groupRoom(placement, group, phase) > 0 ? 1 : 0, 2);
    });
    return [fields, rest];
  }

  #kind(index: number): Kind {
    const kind = this.#kinds[index];
    if (kind === undefined) throw new RangeError(`no kind ${index}`);
    return kind;
  }

  #at(depth: number): Level {
    const level = this.#levels[depth];
    if (level === undefined) throw new RangeError(`no level ${depth}`);
    return level;
  }
}

/** At most, wherever the field lies. */
function linesOfBaselineOnly(sizeBytes: number, [strategy, baseline]: readonly Fate[]): number {
  if (strategy === undefined || baseline === undefined) return 0;
  // How far a copy of the baseline's would reach back is not known here.
  if (baseline.copied) return Number.POSITIVE_INFINITY;
  if (!baseline.stored || strategy.stored || strategy.copied) return 0;
  return 1 + Math.floor((sizeBytes + CACHE_LINE_BYTES - 2) / CACHE_LINE_BYTES);
}

function add(sums: number[], index: number, bytes: number): void {
  sums[index] = (sums[index] ?? 0) + bytes;
}

/** Fewest lines that these bytes need besides the room that there is. */
function linesFor(bytes = 0, room: number): number {
  return Math.ceil(Math.max(0, bytes - room) / CACHE_LINE_BYTES);
}

function kindsOf(items: readonly Item[]): Kind[] {
  const kinds = new Map<string, { item: Item; members: number[] }>();
  items.forEach((item, index) => {
    const key = JSON.stringify(item);
    const kind = kinds.get(key) ?? { item, members: [] };
    kind.members.push(index);
    kinds.set(key, kind);
  });
  return [...kinds.values()];
}
