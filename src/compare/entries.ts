/** Cells and boots as a comparison sees them: one shape for both, each in its own unit. */

import { excerpt, UsageError } from '../errors.js';
import { keptRounds } from '../report/kept-rounds.js';
import type { BootResult, CellResult, Result } from '../report/result.js';
import { drawMeans, LEAST_ROUNDS, ROUNDS_PER_DRAW } from '../stats/rounds.js';
import type { Interval } from '../stats/types.js';
import { baselineOf, keyOf, type Place, placeOfBoot, placeOfCell } from './places.js';
import type { Run } from './types.js';

type Row = CellResult | BootResult;

/** Costs and savings are ns per reset of cells, µs per boot of boots. */
export interface Entry {
  source: string;
  place: Place;
  row: Row;
  cost: Interval;
  saving: Interval;
  /** Null of boots: their A/A comparison is not in the file. */
  noiseFloor: number | null;
  /** By draw, in order of time; null where the samples cannot be used, see `series`. */
  costs: Float64Array | null;
  /** Baseline minus strategy, within rounds; null also of the baseline itself. */
  savings: Float64Array | null;
}

/** By the key of the place. */
export type Entries = ReadonlyMap<string, Entry>;

export function entriesOf({ source, result }: Run): Entries {
  const cells = result.cells.map((row) => ({ row, ...cellNumbers(row, result) }));
  const boots = result.boots.map((row) => ({ row, ...bootNumbers(row) }));
  const numbers = [...cells, ...boots].map((each) => ({ ...each, key: keyOf(each.place) }));
  const rows = new Map(numbers.map(({ key, row }) => [key, row]));
  if (rows.size < numbers.length) {
    throw new UsageError(`${source} measures a place twice: ${twice(numbers)}; remove one of them`);
  }
  const alone = strategiesAlone(result);
  return new Map(
    numbers.map(({ key, ...rest }): [string, Entry] => {
      const baseline = rows.get(keyOf(baselineOf(rest.place)));
      const isPaired = !alone.has(key) && baseline !== undefined;
      return [key, { ...rest, source, ...series(rest.row, isPaired ? baseline : null) }];
    }),
  );
}

function twice(numbers: readonly { key: string }[]): string {
  const seen = new Set<string>();
  const double = numbers.find(({ key }) => seen.size === seen.add(key).size);
  return excerpt(double?.key ?? '', 200);
}

/** Of all runs, by key, in the order of the first run that has them. */
export function placesOf(runs: readonly Entries[]): Map<string, Place> {
  return new Map(runs.flatMap((run) => [...run].map(([key, { place }]) => [key, place] as const)));
}

export function entriesAt(runs: readonly Entries[], key: string): Entry[] {
  return runs.flatMap((run) => run.get(key) ?? []);
}

function cellNumbers(cell: CellResult, { noiseFloor }: Result) {
  const floor = noiseFloor.find(
    ({ scope, state, retirement }) =>
      scope === cell.scope && state === cell.state && retirement === cell.retirement,
  );
  return {
    place: placeOfCell(cell),
    cost: cell.nsPerReset,
    saving: cell.savingNsPerReset,
    noiseFloor: floor?.nsPerReset ?? null,
  };
}

function bootNumbers(boot: BootResult) {
  return {
    place: placeOfBoot(boot),
    cost: boot.microsecondsPerBoot,
    saving: boot.savingMicrosecondsPerBoot,
    noiseFloor: null,
  };
}

/** Of several plans for one place, all but the first are for strategies that must not share rounds. */
function strategiesAlone({ plan }: Result): Set<string> {
  const places = [
    ...plan.cells.map((cell) => ({
      strategies: cell.strategies,
      at: (strategy: string) => placeOfCell({ ...cell, strategy }),
    })),
    ...plan.boots.map((boot) => ({
      strategies: boot.strategies,
      at: (strategy: string) => placeOfBoot({ ...boot, strategy }),
    })),
  ];
  const seen = new Set<string>();
  const alone = new Set<string>();
  for (const { strategies, at } of places) {
    const key = keyOf(at(''));
    if (seen.has(key)) for (const strategy of strategies) alone.add(keyOf(at(strategy)));
    seen.add(key);
  }
  return alone;
}

/**
 * A file holds the samples of all rounds. An older one does not say which of them were set aside:
 * where there are any, only its own intervals are left, which leave them out.
 */
function series(row: Row, baseline: Row | null): Pick<Entry, 'costs' | 'savings'> {
  const kept = keptRounds(row);
  if (kept === null) return { costs: null, savings: null };
  const means = kept.length === row.rounds ? meansOfAll : (ns: Float64Array) => drawMeans(ns, kept);
  const own = Float64Array.from(row.samples);
  const costs = means(own);
  if (baseline === row || baseline?.samples.length !== own.length) return { costs, savings: null };
  const { samples } = baseline;
  return { costs, savings: means(own.map((ns, round) => (samples[round] ?? 0) - ns)) };
}

/** By draw; `drawMeans`, which can leave rounds out, takes far longer. */
function meansOfAll(samples: Float64Array): Float64Array {
  const means = new Float64Array(Math.ceil(samples.length / ROUNDS_PER_DRAW));
  samples.forEach((value, round) => {
    const draw = Math.floor(round / ROUNDS_PER_DRAW);
    const rounds = Math.min(ROUNDS_PER_DRAW, samples.length - draw * ROUNDS_PER_DRAW);
    means[draw] = (means[draw] ?? 0) + value / rounds;
  });
  return means;
}

/** Null where it can be compared. */
export function whyUnusable({ source, row }: Entry): string | null {
  const { rounds, setAside, stateCheck, tooNoisy } = row;
  if (!stateCheck.reached) return `state not reached in ${source}`;
  if (tooNoisy) return `too noisy in ${source}: ${setAside} of ${rounds} rounds set aside`;
  const left = rounds - setAside;
  return left < LEAST_ROUNDS ? `only ${left} undisturbed rounds in ${source}` : null;
}

/** Draws that the file's own intervals were made from, at the least. */
export function drawsOf({ row }: Entry): number {
  return Math.floor((row.rounds - row.setAside) / ROUNDS_PER_DRAW);
}
