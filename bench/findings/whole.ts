/** The patch measured whole, in every way that was tried, against the thread's number. */

import {
  THREAD_SAVING_MICROSECONDS as CLAIM,
  THREAD_FULL_RESETS,
  THREAD_STRATEGY,
} from '../../src/explain/thread.js';
import { formatBytes } from '../../src/format.js';
import { DEFAULT_WORKLOAD } from '../../src/plan/plan.js';
import type { BootResult, CellResult, Result } from '../../src/report/result.js';
import type { Interval } from '../../src/stats/types.js';
import { literal } from './markdown.js';
import type { Source } from './sources.js';
import { placeText } from './values.js';

/** One measurement of what the patch saves in the thread's boot. */
export interface Saving {
  microseconds: Interval;
  /** Markdown. */
  where: string;
}

/** All savings that were measured in one way; at least one. */
export interface Way {
  name: string;
  savings: readonly [Saving, ...Saving[]];
}

/** In the order of how much each leaves to extrapolation, most first. */
export function waysMeasured(sources: readonly Source[]): Way[] {
  const ways: [name: string, savings: Saving[]][] = [
    [
      `stores alone, of ${THREAD_FULL_RESETS} full resets`,
      sources.flatMap(({ result }) => fromCells(result, 'writes')),
    ],
    [
      `whole calls, of ${THREAD_FULL_RESETS} full resets`,
      sources.flatMap(({ result }) => fromCells(result, 'init')),
    ],
    ['boots replayed', sources.flatMap(({ result }) => fromBoots(result))],
    ['whole calls of the ledger', sources.flatMap(fromLedger)],
    ["after a guest's footprint", sources.flatMap(({ result }) => fromSweep(result))],
    ['between real exits', sources.flatMap(({ result }) => fromExits(result))],
  ];
  return ways.flatMap(([name, [first, ...others]]) =>
    first === undefined ? [] : [{ name, savings: [first, ...others] }],
  );
}

export function most({ savings }: Way): Saving {
  return savings.reduce((best, each) =>
    each.microseconds.estimate > best.microseconds.estimate ? each : best,
  );
}

/** The one whose interval reaches farthest up. */
export function farthest({ savings }: Way): Saving {
  return savings.reduce((best, each) =>
    each.microseconds.high > best.microseconds.high ? each : best,
  );
}

export type Reach = 'yes' | 'not ruled out' | 'no';

export function reachOf(way: Way): Reach {
  if (way.savings.some(({ microseconds }) => microseconds.low >= CLAIM)) return 'yes';
  return farthest(way).microseconds.high >= CLAIM ? 'not ruled out' : 'no';
}

/** Only of the thread's own boot: 36 µs are of no other. */
function fromCells({ cells, plan }: Result, scope: CellResult['scope']): Saving[] {
  if (plan.workload !== DEFAULT_WORKLOAD) return [];
  return cells
    .filter((cell) => isPatch(cell) && cell.scope === scope && cell.calls === 'full')
    .flatMap((cell) =>
      cell.bootMicroseconds === null
        ? []
        : [{ microseconds: cell.bootMicroseconds, where: placeText(cell) }],
    );
}

function fromBoots({ boots }: Result): Saving[] {
  return boots
    .filter((boot) => isPatch(boot) && boot.workload === DEFAULT_WORKLOAD)
    .map((boot) => ({ microseconds: boot.savingMicrosecondsPerBoot, where: placeText(boot) }));
}

function isPatch({ strategy, stateCheck }: CellResult | BootResult): boolean {
  return strategy === THREAD_STRATEGY && stateCheck.reached;
}

function fromLedger({ name, result: { ledger } }: Source): Saving[] {
  const whole = ledger?.saving.find(({ kind }) => kind === 'whole');
  if (!ledger || !whole) return [];
  const where = literal(`${ledger.layout}@${ledger.phase}, ${ledger.state}; ${name}`);
  return [{ microseconds: whole.microsecondsPerBoot, where }];
}

function fromSweep({ sweep }: Result): Saving[] {
  return sweep.map(({ access, bytes, savingMicrosecondsPerBoot }) => ({
    microseconds: savingMicrosecondsPerBoot,
    where: `${access} of ${formatBytes(bytes)}`,
  }));
}

function fromExits({ between }: Result): Saving[] {
  return between.flatMap(({ between: exit, savingMicrosecondsPerBoot }) =>
    savingMicrosecondsPerBoot === null
      ? []
      : [{ microseconds: savingMicrosecondsPerBoot, where: literal(exit) }],
  );
}
