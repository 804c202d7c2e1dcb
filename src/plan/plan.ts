/** Settles what will be measured before the first sample is taken. */

import type { GuestMode, NativeRegistry } from '../host/native.js';
import {
  pickCpu,
  pickInteger,
  pickNames,
  pickOnly,
  pickPhase,
  pickPositive,
  pickStrategies,
  type RunOptions,
} from './options.js';
import type { BootPlan, CellPlan, Plan } from './types.js';

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
}

/** Cells: every combination of what was asked for. */
export function planCells(options: RunOptions, means: Means): Plan {
  const { registry } = means;
  const { groups, skipped } = pickStrategies(options.strategy ?? 'all', registry);
  const rounds = pickRounds(options);
  const cells = combinations(options, means).flatMap((where): CellPlan[] =>
    pickNames('guest-mode', options.guest ?? 'unpaged', registry.guestModes).flatMap((guest) =>
      groups.map((strategies) => ({ ...where, guest: guest as GuestMode, strategies, rounds })),
    ),
  );
  return {
    ...common(options, means),
    workload: options.workload ?? DEFAULT_WORKLOAD,
    cells,
    boots: [],
    skipped,
  };
}

/** Boots: every combination of places and workloads. */
export function planBoots(options: RunOptions, means: Means): Plan {
  const { groups, skipped } = pickStrategies(options.strategy ?? 'all', means.registry);
  const rounds = pickRounds(options);
  const named = (options.workload ?? DEFAULT_WORKLOAD).split(',').map((id) => id.trim());
  const workloads = [...new Set(named.flatMap((id) => (id === 'all' ? means.workloads : id)))];
  const boots = combinations(options, means).flatMap((where): BootPlan[] =>
    workloads.flatMap((workload) =>
      groups.map((strategies) => ({ ...where, workload, strategies, rounds })),
    ),
  );
  return {
    ...common(options, means),
    workload: workloads[0] ?? DEFAULT_WORKLOAD,
    cells: [],
    boots,
    skipped,
  };
}

function common(options: RunOptions, { allowedCpus }: Means) {
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
  };
}

function pickRounds({ rounds, quick }: RunOptions): number {
  if (rounds !== undefined) return pickInteger('--rounds', rounds, 12, MOST_ROUNDS);
  return quick ? ROUNDS.quick : ROUNDS.full;
}

function combinations(options: RunOptions, { registry }: Means) {
  const phase = pickPhase(options.phase);
  const path = pickOnly('path', options.path, 'tdp');
  const scope = pickOnly('scope', options.scope, 'writes');
  const names = (items: readonly { name: string }[]) => items.map(({ name }) => name);
  const layouts = pickNames('layout', options.layout ?? 'all', names(registry.layouts)).flatMap(
    (name) => registry.layouts.find((layout) => layout.name === name) ?? [],
  );
  const states = pickNames('state', options.state ?? 'all', names(registry.states));
  const retirements = pickNames(
    'retirement',
    options.retirement ?? 'all',
    names(registry.retirements),
  );
  return layouts.flatMap((layout) =>
    states.flatMap((state) =>
      retirements.map((retirement) => ({
        layout: layout.name,
        phase: phase ?? layout.phase,
        path,
        scope,
        state,
        retirement,
      })),
    ),
  );
}

/** One plan that does both, in the time of both; the first one's seed, CPU and workload hold. */
export function joinPlans(first: Plan, second: Plan): Plan {
  return {
    ...first,
    budgetSeconds: first.budgetSeconds + second.budgetSeconds,
    cells: [...first.cells, ...second.cells],
    boots: [...first.boots, ...second.boots],
  };
}
