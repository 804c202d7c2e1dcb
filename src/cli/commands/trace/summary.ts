/** What `trace show` tells of a workload. */

import type { GuestMode } from '../../../host/native-subject.js';
import { sortedMedian } from '../../../stats/median-interval.js';
import { hexText } from '../../../workload/formats/record.js';
import { cpuRoleV61 } from '../../../workload/role.js';
import type {
  GuestRegisters,
  GuestWork,
  Reset,
  Transition,
  Workload,
  WorkloadCounts,
} from '../../../workload/types.js';

/** Printed as it is with --json. */
export interface Summary extends WorkloadCounts {
  /** SMM entries by the paging mode of the interrupted guest, of the modes that occur. */
  modes: Partial<Record<GuestMode, number>>;
  /** The distinct guest states at resets, in the order of their first. */
  states: StateSummary[];
  rules: string;
}

export interface StateSummary {
  /** Hex, as in a trace. */
  cr0: string;
  cr4: string;
  efer: string;
  smm: boolean;
  /** L2 runs; absent outside. */
  nested?: true;
  mode: GuestMode;
  resets: number;
  full: number;
}

export function summarise({ transitions, counts, rules }: Workload): Summary {
  return { ...counts, modes: countModes(transitions), states: countStates(transitions), rules };
}

const MODES: Readonly<Record<number, GuestMode>> = {
  0: 'unpaged',
  2: 'two-level',
  3: 'pae',
  4: 'four-level',
  5: 'five-level',
};
const LEVEL_MASK = 0xf;

/** By the levels of the guest's tables, which KVM's role has. */
function guestMode(registers: GuestRegisters): GuestMode {
  const mode = MODES[cpuRoleV61(registers).base & LEVEL_MASK];
  if (mode === undefined) throw new Error('a role without a known level');
  return mode;
}

/** At the first reset of an entry the interrupted guest's registers are still there. */
function countModes(transitions: readonly Transition[]): Summary['modes'] {
  const modes: Summary['modes'] = {};
  for (const { kind, resets } of transitions) {
    if (kind !== 'enter' || resets[0] === undefined) continue;
    const mode = guestMode(resets[0].registers);
    modes[mode] = (modes[mode] ?? 0) + 1;
  }
  return modes;
}

function countStates(transitions: readonly Transition[]): StateSummary[] {
  const states = new Map<string, StateSummary>();
  for (const { kind, registers } of transitions.flatMap(({ resets }) => resets)) {
    const { cr0, cr4, efer, smm, nested = false } = registers;
    const key = [cr0, cr4, efer, smm, nested].join();
    const state = states.get(key) ?? {
      cr0: hexText(cr0, 8),
      cr4: hexText(cr4, 8),
      efer: hexText(efer, 16),
      smm,
      ...(nested ? { nested } : {}),
      mode: guestMode(registers),
      resets: 0,
      full: 0,
    };
    state.resets++;
    if (kind === 'full') state.full++;
    states.set(key, state);
  }
  return [...states.values()];
}

/** A way that transitions of one kind reset, and how many did so. */
export interface ResetOrder {
  kind: Transition['kind'];
  resets: readonly Reset[];
  times: number;
}

/** By kind, the most frequent first. */
export function resetOrders(transitions: readonly Transition[]): ResetOrder[] {
  const orders = new Map<string, ResetOrder>();
  for (const { kind, resets } of transitions) {
    const key = [kind, ...resets.map((reset) => `${reset.cause} ${reset.kind}`)].join();
    const order = orders.get(key) ?? { kind, resets, times: 0 };
    order.times++;
    orders.set(key, order);
  }
  const kinds = [...new Set(transitions.map(({ kind }) => kind))];
  return [...orders.values()].sort(
    (a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || b.times - a.times,
  );
}

/** Of the work before the transitions of one kind; null where the work of any is unknown. */
export function medianWork(
  transitions: readonly Transition[],
  kind: Transition['kind'],
): GuestWork | null {
  const works: GuestWork[] = [];
  for (const transition of transitions) {
    if (transition.kind !== kind) continue;
    if (transition.work === null) return null;
    works.push(transition.work);
  }
  if (works.length === 0) return null;
  const median = (key: keyof GuestWork) =>
    Math.round(sortedMedian(works.map((work) => work[key]).sort((a, b) => a - b)));
  return {
    instructions: median('instructions'),
    codeLines: median('codeLines'),
    dataLines: median('dataLines'),
    pages: median('pages'),
  };
}
