/** Between plan and measuring: the workloads that a plan names are read, and lack nothing it needs. */

import { excerpt, UsageError } from '../errors.js';
import type { RunOptions } from '../plan/options.js';
import { type Means, planBoots } from '../plan/plan.js';
import { type BootPlan, type Plan, RECORDED } from '../plan/types.js';
import { workloadKey } from '../workload/key.js';
import type { Workload } from '../workload/types.js';
import { loadWorkload } from '../workload/workloads.js';

/** A plan that can be carried out. */
export interface Prepared {
  plan: Plan;
  /** By workloadKey; every workload that the plan names. */
  workloads: ReadonlyMap<string, Workload>;
}

/**
 * @throws UsageError for a workload that does not exist, cannot be read or makes no resets, for a
 * boot beside a guest of which nothing was recorded, and for a plan of nothing
 */
export async function prepare(plan: Plan): Promise<Prepared> {
  if (plan.cells.length === 0 && plan.boots.length === 0) {
    throw new UsageError('the plan has neither cells nor boots: nothing to measure');
  }
  const workloads = await loadWorkloads(plan);
  requireRecordings(plan, workloads);
  return { plan, workloads };
}

/** The l2-evicted state sweeps megabytes before each transition, so it has to be asked for. */
const USUAL_STATES = `hot,l1-evicted,dram,${RECORDED}`;

/**
 * Boots as `boot` plans them. Where no state is asked for by name, a model's guest is not replayed:
 * there is no record of it.
 *
 * @throws UsageError as `prepare` and `planBoots` do
 */
export async function prepareBoots(options: RunOptions, means: Means): Promise<Prepared> {
  const { state = USUAL_STATES, retirement = 'drained' } = options;
  const plan = planBoots({ ...options, state, retirement }, means);
  const isOpen = options.state === undefined || state.split(',').includes('all');
  if (!isOpen) return prepare(plan);
  const workloads = await loadWorkloads(plan);
  const boots = plan.boots.filter((boot) => hasItsRecording(boot, workloads));
  return { plan: { ...plan, boots }, workloads };
}

async function loadWorkloads(plan: Plan): Promise<Map<string, Workload>> {
  const cells = plan.cells.flatMap(({ rules }) =>
    rules === null ? [] : [{ workload: plan.workload, rules }],
  );
  const wanted = [...cells, ...plan.boots];
  const loaded = new Map<string, Workload>();
  for (const { workload, rules } of wanted) {
    const key = workloadKey({ workload, rules });
    if (!loaded.has(key)) loaded.set(key, await loadWorkload(workload, rules));
  }
  for (const { id, counts } of loaded.values()) {
    if (counts.calls > 0) continue;
    throw new UsageError(`workload ${excerpt(id)} makes no resets: nothing to measure`);
  }
  return loaded;
}

function requireRecordings(plan: Plan, workloads: ReadonlyMap<string, Workload>): void {
  const lacking = plan.boots.find((boot) => !hasItsRecording(boot, workloads));
  if (lacking === undefined) return;
  throw new UsageError(
    `--state ${RECORDED} needs a workload whose guest's work was recorded, which ` +
      `${excerpt(lacking.workload)} has not; see trace list`,
  );
}

/** In a chosen state, or with the guest's work before every transition known. */
function hasItsRecording(boot: BootPlan, workloads: ReadonlyMap<string, Workload>): boolean {
  const transitions = workloads.get(workloadKey(boot))?.transitions ?? [];
  return boot.state !== RECORDED || transitions.every(({ work }) => work !== null);
}
