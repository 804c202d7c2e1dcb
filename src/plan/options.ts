/** From what the user asked for to names that exist: lists are comma separated, `all` is allowed. */

import { excerpt, UsageError, unknownName } from '../errors.js';
import type { NativeRegistry, NativeStrategy } from '../host/native.js';
import type { CounterEvent } from '../host/native-jobs.js';
import { type Calls, RECORDED, type Uncounted } from './types.js';

/** As typed; undefined where nothing was. */
export interface RunOptions {
  layout?: string | undefined;
  phase?: string | undefined;
  path?: string | undefined;
  workload?: string | undefined;
  strategy?: string | undefined;
  state?: string | undefined;
  retirement?: string | undefined;
  guest?: string | undefined;
  scope?: string | undefined;
  rules?: string | undefined;
  calls?: string | undefined;
  vcpus?: string | undefined;
  threads?: string | undefined;
  rounds?: string | undefined;
  budget?: string | undefined;
  targetCi?: string | undefined;
  cpu?: string | undefined;
  seed?: string | undefined;
  counters?: string | undefined;
  quick?: boolean | undefined;
}

/** The members of a comma separated list, in its order, each once. */
export function pickNames(kind: string, list: string, valid: readonly string[]): string[] {
  const names = list.split(',').map((name) => name.trim());
  for (const name of names) {
    if (name !== 'all' && !valid.includes(name)) throw unknownName(kind, name, valid);
  }
  return names.includes('all') ? [...valid] : [...new Set(names)];
}

/** A whole number within bounds, given as text. */
export function pickInteger(option: string, text: string, low: number, high: number): number {
  const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= low && value <= high)) {
    throw new UsageError(
      `${option} must be a whole number from ${low} to ${high}, not ${excerpt(text)}`,
    );
  }
  return value;
}

/** Seconds, or any other positive quantity, given as text. */
export function pickPositive(option: string, text: string, low: number, high: number): number {
  const value = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= low && value <= high)) {
    throw new UsageError(`${option} must be a number from ${low} to ${high}, not ${excerpt(text)}`);
  }
  return value;
}

/** Null: the layout's own. */
export function pickPhase(text: string | undefined): number | null {
  return text === undefined ? null : phaseIn(text);
}

/** Null: each layout's own. */
export function pickPhases(list: string | undefined): number[] | null {
  if (list === undefined) return null;
  return [...new Set(list.split(',').map((text) => phaseIn(text.trim())))];
}

function phaseIn(text: string): number {
  const phase = pickInteger('--phase', text, 0, 56);
  if (phase % 8 !== 0) throw new UsageError(`--phase must be a multiple of 8, not ${phase}`);
  return phase;
}

/** States that a bank can be put into. */
export function pickCellStates(list: string, registry: NativeRegistry): string[] {
  const states = registry.states.map(({ name }) => name);
  const recorded = list.split(',').find((name) => name.trim() === RECORDED);
  if (recorded !== undefined) {
    throw new UsageError(`state ${RECORDED} is for boots: kvm-mmu-bench boot --state ${RECORDED}`);
  }
  return pickNames('state', list, states);
}

const CALLS: readonly Calls[] = ['full', 'early'];

export function pickCalls(list: string): Calls[] {
  const unknown = list.split(',').find((name) => ![...CALLS, 'all'].includes(name.trim()));
  if (unknown !== undefined) {
    throw new UsageError(`unknown calls ${excerpt(unknown)}: expected full, early or all`);
  }
  return pickNames('calls', list, CALLS) as Calls[];
}

export function earlyNeedsInit(): UsageError {
  return new UsageError('--calls early needs --scope init: stores alone have no early return');
}

/** Workloads; a comma before `key=` belongs to a model's parameters. */
export function pickWorkloads(list: string, known: readonly string[]): string[] {
  const names = list.split(/,(?!\s*[a-z0-9-]+=)/).map((name) => name.trim());
  return [...new Set(names.flatMap((name) => (name === 'all' ? known : [name])))];
}

export const MOST_VCPUS = 1024;

/** vCPUs that boot at a time, and threads that they share: as many as CPUs and vCPUs allow. */
export function pickCrew(
  { vcpus, threads }: Pick<RunOptions, 'vcpus' | 'threads'>,
  allowed: readonly number[],
): { vcpus: number; threads: number } {
  const count = vcpus === undefined ? 1 : pickInteger('--vcpus', vcpus, 1, MOST_VCPUS);
  const most = Math.max(1, Math.min(count, allowed.length));
  return {
    vcpus: count,
    threads: threads === undefined ? most : pickInteger('--threads', threads, 1, most),
  };
}

export function pickCpu(text: string | undefined, allowed: readonly number[]): number {
  if (text === undefined) return -1;
  const cpu = pickInteger('--cpu', text, 0, 8191);
  if (!allowed.includes(cpu)) {
    throw new UsageError(
      `--cpu ${cpu} is not allowed for this process: it may use ${allowed.join(', ')}`,
    );
  }
  return cpu;
}

/** `auto`: every event that can be counted here. */
export function pickCounters(
  list: string,
  events: readonly CounterEvent[],
): { counters: string[]; uncounted: Uncounted[] } {
  if (list === 'none') return { counters: [], uncounted: [] };
  const names = pickNames(
    'counter',
    list === 'auto' ? 'all' : list,
    events.map(({ name }) => name),
  );
  const chosen = events.filter(({ name }) => names.includes(name));
  return {
    counters: chosen.filter(({ unavailable }) => unavailable === null).map(({ name }) => name),
    uncounted: chosen.flatMap(({ name, unavailable }) =>
      unavailable === null ? [] : [{ event: name, reason: unavailable }],
    ),
  };
}

/** Names that may share rounds, then each isolated strategy by itself. */
function apart(strategies: readonly NativeStrategy[]): string[][] {
  const together = strategies.filter(({ isolated }) => !isolated).map(({ name }) => name);
  const alone = strategies.filter(({ isolated }) => isolated).map(({ name }) => [name]);
  return together.length > 0 ? [together, ...alone] : alone;
}

/**
 * Strategies that were asked for by name or by `all`, without those this CPU cannot run, in groups
 * that may be measured in the same rounds.
 */
export function pickStrategies(list: string, registry: NativeRegistry) {
  const proposals = registry.strategies.filter(({ control }) => !control);
  const names = pickNames(
    'strategy',
    list,
    proposals.map(({ name }) => name),
  );
  const chosen = proposals.filter(({ name }) => names.includes(name));
  const strategies = chosen.filter(({ unavailable }) => unavailable === null);
  if (strategies.length === 0) {
    const reasons = chosen.map(({ name, unavailable }) => `${name}: ${unavailable}`);
    throw new UsageError(`none of these strategies can run here: ${reasons.join('; ')}`);
  }
  return {
    groups: apart(strategies),
    skipped: chosen.flatMap(({ name, unavailable }) =>
      unavailable === null ? [] : [{ strategy: name, reason: unavailable }],
    ),
  };
}
