/** Settles what will be measured before the first sample is taken. */

import { excerpt, UsageError } from '../errors.js';
import type { NativeRegistry } from '../host/native.js';
import type { CounterEvent } from '../host/native-jobs.js';
import type { GuestMode, MmuPath, Scope } from '../host/native-subject.js';
import {
  type ChosenLayout,
  chooseLayouts,
  type FindLayout,
  isRunTimeName,
  pickLayouts,
} from './layouts.js';
import {
  earlyNeedsInit,
  pickCalls,
  pickCellStates,
  pickCounters,
  pickCpu,
  pickCrew,
  pickInteger,
  pickNames,
  pickPhases,
  pickPositive,
  pickStrategies,
  pickWorkloads,
  type RunOptions,
} from './options.js';
import type { BootPlan, Calls, CellPlan, Plan } from './types.js';

export const DEFAULT_WORKLOAD = 'thread-600';
/** Any number would do; results carry theirs, so that a run can be repeated. */
const DEFAULT_SEED = 600;
const LARGEST_SEED = 2 ** 40;

const MOST_ROUNDS = 1_000_000;
const ROUNDS = { full: 4000, quick: 400 };
const BUDGET_SECONDS = { full: 20, quick: 4 };

/** Where a plan's options come from besides the user. */
export interface Means {
  registry: NativeRegistry;
  allowedCpus: readonly number[];
  /** Ids that `all` stands for. */
  workloads: readonly string[];
  counterEvents: readonly CounterEvent[];
  findLayout: FindLayout;
}

/** Cells: every combination of what was asked for. */
export function planCells(options: RunOptions, means: Means): Plan {
  const { registry } = means;
  const { groups, skipped } = pickStrategies(options.strategy ?? 'all', registry);
  const rounds = pickRounds(options);
  const calls = pickCalls(options.calls ?? 'full');
  const guests = pickNames(
    'guest-mode',
    options.guest ?? 'unpaged',
    registry.guestModes,
  ) as GuestMode[];
  const layouts = chooseLayouts(options, registry, means.findLayout);
  const states = pickCellStates(options.state ?? 'all', registry);
  const cells = combinations(options, means, layouts, states).flatMap((where): CellPlan[] =>
    guests.flatMap((guest) =>
      callsOf(where.scope, calls).flatMap((each) =>
        groups.map((strategies) => ({ ...where, guest, calls: each, strategies, rounds })),
      ),
    ),
  );
  return {
    ...common(options, means),
    workload: options.workload ?? DEFAULT_WORKLOAD,
    layouts: layouts.flatMap(({ made }) => made ?? []),
    cells,
    boots: [],
    skipped,
  };
}

/** The stores alone have no early return to time. */
function callsOf(scope: Scope, calls: readonly Calls[]): readonly Calls[] {
  if (scope === 'init' || !calls.includes('early')) return calls;
  if (calls.includes('full')) return ['full'];
  throw earlyNeedsInit();
}

/** Boots: every combination of places and workloads. */
export function planBoots(options: RunOptions, means: Means): Plan {
  const { groups, skipped } = pickStrategies(options.strategy ?? 'all', means.registry);
  const rounds = pickRounds(options);
  const workloads = pickWorkloads(options.workload ?? DEFAULT_WORKLOAD, means.workloads);
  const crew = pickCrew(options, means.allowedCpus);
  const layouts = bootLayouts(options, means.registry);
  const boots = combinations(options, means, layouts, bootStates(options, means)).flatMap(
    (where): BootPlan[] =>
      workloads.flatMap((workload) =>
        groups.map((strategies) => ({ ...where, workload, ...crew, strategies, rounds })),
      ),
  );
  return {
    ...common(options, means),
    workload: workloads[0] ?? DEFAULT_WORKLOAD,
    layouts: [],
    cells: [],
    boots,
    skipped,
  };
}

function common(options: RunOptions, { allowedCpus, counterEvents }: Means) {
  const budget = options.quick ? BUDGET_SECONDS.quick : BUDGET_SECONDS.full;
  return {
    seed:
      options.seed === undefined
        ? DEFAULT_SEED
        : pickInteger('--seed', options.seed, 0, LARGEST_SEED),
    cpu: pickCpu(options.cpu, allowedCpus),
    budgetSeconds:
      options.budget === undefined ? budget : pickPositive('--budget', options.budget, 0.1, 86_400),
    targetCiNs:
      options.targetCi === undefined
        ? null
        : pickPositive('--target-ci', options.targetCi, 0.001, 10_000),
    ...pickCounters(options.counters ?? 'auto', counterEvents),
  };
}

function pickRounds({ rounds, quick }: RunOptions): number {
  if (rounds !== undefined) return pickInteger('--rounds', rounds, 12, MOST_ROUNDS);
  return quick ? ROUNDS.quick : ROUNDS.full;
}

function bootStates({ state }: RunOptions, { registry }: Means): string[] {
  const known = registry.bootStates.map(({ name }) => name);
  return pickNames('state', state ?? 'all', known);
}

/** A boot is replayed by compiled code, which computes roles and compares them. */
function bootLayouts({ layout, rules }: RunOptions, registry: NativeRegistry) {
  const other = layout?.split(',').find((name) => isRunTimeName(name.trim()));
  if (other !== undefined) {
    throw new UsageError(
      `--layout ${excerpt(other.trim())}: boots are replayed with built-in layouts only; ` +
        'kvm-mmu-bench run measures its resets',
    );
  }
  return pickLayouts(layout, rules, registry).map(({ layout: { name, phase }, rules: its }) => ({
    ...{ name, phase, rules: its },
  }));
}

/** @typeParam R null among the rules of cells only */
function combinations<R extends string | null>(
  options: RunOptions,
  { registry }: Means,
  layouts: readonly (Pick<ChosenLayout, 'name' | 'phase'> & { rules: R })[],
  states: readonly string[],
) {
  const phases = pickPhases(options.phase);
  const pick = (kind: string, list: string, items: readonly { name: string }[]) =>
    pickNames(
      kind,
      list,
      items.map(({ name }) => name),
    );
  const paths = pick('path', options.path ?? 'tdp', registry.paths) as MmuPath[];
  const scopes = pick('scope', options.scope ?? 'writes', registry.scopes) as Scope[];
  const retirements = pick('retirement', options.retirement ?? 'all', registry.retirements);
  const places = layouts.flatMap(({ name, phase: own, rules }) =>
    (phases ?? [own]).map((phase) => ({ layout: name, phase, rules })),
  );
  const kinds = paths.flatMap((path) => scopes.map((scope) => ({ path, scope })));
  return places.flatMap((place) =>
    kinds.flatMap((kind) =>
      states.flatMap((state) =>
        retirements.map((retirement) => ({ ...place, ...kind, state, retirement })),
      ),
    ),
  );
}

/** One plan that does both, in the time of both; the first one's seed, CPU and workload hold. */
export function joinPlans(first: Plan, second: Plan): Plan {
  return {
    ...first,
    budgetSeconds: first.budgetSeconds + second.budgetSeconds,
    layouts: [...first.layouts, ...second.layouts],
    cells: [...first.cells, ...second.cells],
    boots: [...first.boots, ...second.boots],
  };
}
