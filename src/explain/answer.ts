/** The answer in plain words: sentences made of the numbers of this run, and only where they bear them. */

import {
  formatInterval,
  formatMicrosecondsInterval,
  formatNsInterval,
  formatPercent,
  formatValue,
} from '../format.js';
import type { Interval } from '../stats/types.js';
import {
  NEXT_LAYOUT,
  THREAD_COPY,
  THREAD_LAYOUT,
  THREAD_SAVING_MICROSECONDS,
  THREAD_STRATEGY,
} from './thread.js';
import type { BootEstimate, CellEstimate } from './types.js';

export interface Evidence {
  baseline: string;
  cells: readonly CellEstimate[];
  boots: readonly BootEstimate[];
  workload: { id: string; full: number };
}

/** Only what may be spoken of. */
interface TrustedEvidence extends Evidence {
  /** Cells of scope `init`, which `cells` has only where nothing else was measured. */
  wholeCalls: readonly CellEstimate[];
}

/** Each gives its sentence, or null where the run has not measured what it speaks of. */
const SENTENCES: readonly ((evidence: TrustedEvidence) => string | null)[] = [
  patchSaving,
  whereTheTimeGoes,
  oneMemcpy,
  twoTrees,
  wholeCall,
  replayedBoots,
];

export function answer(evidence: Evidence): string[] {
  const cells = threadsGuest(evidence.cells).filter(
    ({ stateCheck, calls }) => stateCheck.reached && calls === 'full',
  );
  const trusted = {
    ...evidence,
    cells: storesAlone(cells),
    wholeCalls: cells.filter(({ scope }) => scope === 'init'),
    boots: evidence.boots.filter(({ stateCheck }) => stateCheck.reached),
  };
  return SENTENCES.flatMap((sentence) => sentence(trusted) ?? []);
}

/** The thread's boot has no paging; other guests only where nothing else was measured. */
function threadsGuest(cells: readonly CellEstimate[]): readonly CellEstimate[] {
  const unpaged = cells.filter(({ guest }) => guest === 'unpaged');
  return unpaged.length > 0 ? unpaged : cells;
}

/** The thread speaks of the writes; whole calls only where nothing else was measured. */
function storesAlone(cells: readonly CellEstimate[]): readonly CellEstimate[] {
  const writes = cells.filter(({ scope }) => scope === 'writes');
  return writes.length > 0 ? writes : cells;
}

/** How much of the 36 µs the patch explains, where it saves most. */
function patchSaving({ cells, workload }: Evidence): string | null {
  const patch = cells.filter(({ strategy }) => strategy === THREAD_STRATEGY).filter(isOfBoots);
  if (patch.length === 0) return null;
  const resolved = patch.filter((cell) => cell.resolved && cell.savingNsPerReset.estimate > 0);
  const most = maximum(resolved, ({ bootMicroseconds }) => bootMicroseconds.estimate);
  if (most === undefined) {
    return `The patch (${THREAD_STRATEGY}) saves nothing here that exceeds the noise floor.`;
  }
  const share = (100 * most.bootMicroseconds.estimate) / THREAD_SAVING_MICROSECONDS;
  return (
    `The patch (${THREAD_STRATEGY}) saves most with ${place(most)}: ` +
    `${formatNsInterval(most.savingNsPerReset)} per full reset, which over the ` +
    `${workload.full} of ${workload.id} explains ${formatInterval(most.bootMicroseconds)} µs ` +
    `of ${THREAD_SAVING_MICROSECONDS} µs (${formatPercent(share)}); ` +
    `${verdict(most, patch)}.`
  );
}

/** Of a struct that boots reset. */
interface BootCell extends CellEstimate {
  bootMicroseconds: Interval;
}

function isOfBoots(cell: CellEstimate): cell is BootCell {
  return cell.bootMicroseconds !== null;
}

/** Out of reach only if no interval reaches it, not even one of a place that noise keeps unresolved. */
function verdict(most: BootCell, all: readonly BootCell[]): string {
  const claim = THREAD_SAVING_MICROSECONDS;
  if (most.bootMicroseconds.low >= claim) return 'the claim is reached here';
  if (most.bootMicroseconds.high >= claim) return 'the claim is within its interval';
  const open = maximum(all, ({ bootMicroseconds }) => bootMicroseconds.high);
  if (open !== undefined && open.bootMicroseconds.high >= claim) {
    const end = formatValue(open.bootMicroseconds.high);
    return `the claim is not ruled out with ${place(open)}, whose interval ends at ${end} µs`;
  }
  const states = [...new Set(all.map(({ state }) => state))];
  return `the claim is out of reach of these writes here, with lines ${states.join(', ')}`;
}

/** Stores against misses: the baseline near and far, and what even a free reset could save. */
function whereTheTimeGoes({ baseline, cells, workload }: Evidence): string | null {
  const own = cells.filter(({ strategy }) => strategy === baseline);
  const far = maximum(own, ({ nsPerReset }) => nsPerReset.estimate);
  if (far === undefined) return null;
  const near = own.find((cell) => isSamePlace(cell, far, ['state']) && cell.state === 'hot');
  const microseconds = (far.nsPerReset.estimate * workload.full) / 1000;
  const ceiling = isOfBoots(far)
    ? `; if resets cost nothing at all, ${workload.id} would save ${formatValue(microseconds)} µs`
    : '';
  const whole =
    `A whole ${baseline} reset of ${far.linesDirtied} lines costs ` +
    `${formatNsInterval(far.nsPerReset)} with ${place(far)}`;
  const compared =
    near === undefined || near === far
      ? ''
      : ` and ${formatNsInterval(near.nsPerReset)} with the same lines hot, so ` +
        `${formatPercent(100 * (1 - near.nsPerReset.estimate / far.nsPerReset.estimate))} ` +
        'of it is fetching lines, not storing';
  return `${whole}${compared}${ceiling}.`;
}

/** The memcpy that the author wanted, near and far. */
function oneMemcpy({ cells }: Evidence): string | null {
  const copies = cells.filter(({ strategy }) => strategy === THREAD_COPY);
  const parts = ['hot', 'dram'].flatMap((state) => {
    const cell = preferDrained(copies.filter((copy) => copy.state === state));
    if (cell === undefined) return [];
    if (!cell.resolved) return [`makes no difference beyond the noise floor with ${place(cell)}`];
    const verb = cell.savingNsPerReset.estimate > 0 ? 'saves' : 'loses';
    return [`${verb} ${formatNsInterval(magnitude(cell.savingNsPerReset))} with ${place(cell)}`];
  });
  if (parts.length === 0) return null;
  return `Copying a prepared template instead (${THREAD_COPY}) ${parts.join(' and ')}.`;
}

/** The same patch on the tree it was written for and on the next release: does a whole line go away? */
function twoTrees({ baseline, cells }: Evidence): string | null {
  const far = cells.filter(
    ({ state, strategy }) => state === 'dram' && strategy === THREAD_STRATEGY,
  );
  const before = preferDrained(far.filter(({ layout }) => layout === THREAD_LAYOUT));
  const after =
    before &&
    far.find(
      (cell) => cell.layout === NEXT_LAYOUT && isSamePlace(cell, before, ['layout', 'phase']),
    );
  const wholeOf = (cell: CellEstimate | undefined) =>
    cell && cells.find((other) => other.strategy === baseline && isSamePlace(other, cell, []));
  const [wholeBefore, wholeAfter] = [wholeOf(before), wholeOf(after)];
  if (!before || !after || !wholeBefore || !wholeAfter) return null;
  const spared = (whole: CellEstimate, cell: CellEstimate) =>
    `${whole.linesDirtied - cell.linesDirtied} of ${whole.linesDirtied} lines`;
  const gap = difference(before.savingNsPerReset, after.savingNsPerReset);
  const told =
    gap.low > 0 || gap.high < 0
      ? `the two differ by ${formatNsInterval(gap)}`
      : `the two cannot be told apart in this run (${formatNsInterval(gap)})`;
  return (
    `The patch spares ${spared(wholeBefore, before)} on ${at(before)} and ` +
    `${spared(wholeAfter, after)} on ${at(after)}; ` +
    `with lines in memory its saving is ${formatNsInterval(before.savingNsPerReset)} on the first ` +
    `and ${formatNsInterval(after.savingNsPerReset)} on the second: ${told}.`
  );
}

/** The patch's share of all that a call does, near and far. */
function wholeCall({ baseline, wholeCalls }: TrustedEvidence): string | null {
  const own = wholeCalls.filter(({ strategy }) => strategy === baseline);
  const parts = ['hot', 'dram'].flatMap((state) => {
    const whole = preferDrained(own.filter((cell) => cell.state === state));
    const patch = wholeCalls.find(
      (cell) => whole && cell.strategy === THREAD_STRATEGY && isSamePlace(cell, whole, []),
    );
    if (whole === undefined || patch === undefined) return [];
    const cost = `costs ${formatNsInterval(whole.nsPerReset)} with ${placeOfCall(whole)}`;
    if (!patch.resolved) return [`${cost}, of which the patch saves nothing that can be told`];
    const share = (100 * patch.savingNsPerReset.estimate) / whole.nsPerReset.estimate;
    return [
      `${cost}, of which the patch saves ${formatNsInterval(patch.savingNsPerReset)} ` +
        `(${formatPercent(share)})`,
    ];
  });
  return parts.length === 0 ? null : `A full kvm_init_mmu ${parts.join('; and it ')}.`;
}

/** The scenario replayed, not extrapolated: for each workload the place where the patch saves most. */
function replayedBoots({ boots }: Evidence): string | null {
  const patch = boots.filter(({ strategy }) => strategy === THREAD_STRATEGY);
  const workloads = [...new Set(patch.map(({ workload }) => workload))];
  const parts = workloads.flatMap((workload) => {
    const ofWorkload = patch.filter((boot) => boot.workload === workload);
    const most = maximum(ofWorkload, (boot) => boot.savingMicrosecondsPerBoot.estimate);
    return most === undefined ? [] : [replayed(most)];
  });
  return parts.length === 0
    ? null
    : `Replayed as a boot, the patch's saving is ${parts.join(' and ')}.`;
}

function replayed(boot: BootEstimate): string {
  const scope = boot.scope === 'writes' ? '' : ', the whole call';
  const crew = boot.vcpus === 1 ? '' : `, ${boot.vcpus} vCPUs at a time`;
  return (
    `${formatMicrosecondsInterval(boot.savingMicrosecondsPerBoot)} of ${boot.workload} ` +
    `(${boot.fullResets} full and ${boot.earlyResets} early resets, ${at(boot)}, ${boot.state}, ` +
    `${boot.retirement}${pathOf(boot)}${scope}${crew}${boot.resolved ? '' : '; within the noise'})`
  );
}

function maximum<T>(items: readonly T[], measureOf: (item: T) => number): T | undefined {
  return items.reduce<T | undefined>(
    (best, item) => (best === undefined || measureOf(item) > measureOf(best) ? item : best),
    undefined,
  );
}

function preferDrained(cells: readonly CellEstimate[]): CellEstimate | undefined {
  return cells.find(({ retirement }) => retirement === 'drained') ?? cells[0];
}

const PLACE_KEYS = [
  'layout',
  'phase',
  'path',
  'scope',
  'rules',
  'guest',
  'calls',
  'state',
  'retirement',
] as const;

function isSamePlace(
  one: CellEstimate,
  other: CellEstimate,
  except: readonly (typeof PLACE_KEYS)[number][],
): boolean {
  return PLACE_KEYS.every((key) => except.includes(key) || one[key] === other[key]);
}

function at({ layout, phase }: { layout: string; phase: number }): string {
  return `${layout} at phase ${phase}`;
}

function place(cell: CellEstimate): string {
  const scope = cell.scope === 'writes' ? '' : ', the whole call';
  return `${placeOfCall(cell)}${scope}`;
}

function placeOfCall(cell: CellEstimate): string {
  const guest = cell.guest === 'unpaged' ? '' : `, ${cell.guest} guest`;
  return `${at(cell)}, ${cell.state}, ${cell.retirement}${guest}${pathOf(cell)}`;
}

/** Only what is not usual. */
function pathOf({ path }: { path: string }): string {
  return path === 'tdp' ? '' : `, ${path} path`;
}

function magnitude({ estimate, low, high }: Interval): Interval {
  return estimate < 0 ? { estimate: -estimate, low: -high, high: -low } : { estimate, low, high };
}

/** Of two independent estimates: arms add in squares. */
function difference(one: Interval, other: Interval): Interval {
  const estimate = one.estimate - other.estimate;
  const below = Math.hypot(one.estimate - one.low, other.high - other.estimate);
  const above = Math.hypot(one.high - one.estimate, other.estimate - other.low);
  return { estimate, low: estimate - below, high: estimate + above };
}
