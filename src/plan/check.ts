/** Whether a plan that was made elsewhere can be carried out here. */

import { excerpt, UsageError, unknownName } from '../errors.js';
import { layoutProblems } from '../layout/files/layout-file-checks.js';
import { RUN_TIME_PLACE, requireRunTimePlace } from '../layout/programs/programs.js';
import { requireWrites } from '../layout/programs/run-time-layout.js';
import type { Layout } from '../layout/types.js';
import { pickLayouts, requireDistinctNames } from './layouts.js';
import { earlyNeedsInit, MOST_VCPUS, pickCellStates, pickCpu } from './options.js';
import type { Means } from './plan.js';
import type { BootPlan, CellPlan, Plan } from './types.js';

/** A plan as a file holds it: names are still any text. */
export interface ForeignPlan extends Omit<Plan, 'cells' | 'boots'> {
  cells: ForeignCell[];
  boots: (ForeignPlace & { rules: string; workload: string; vcpus: number; threads: number })[];
}

interface ForeignPlace extends Omit<CellPlan, 'path' | 'scope' | 'rules' | 'guest' | 'calls'> {
  path: string;
  scope: string;
  guest?: string;
  calls?: string;
}

interface ForeignCell extends ForeignPlace {
  rules: string | null;
}

/** @throws UsageError naming what this build or this machine does not have */
export function checkPlan(plan: ForeignPlan, { registry, allowedCpus }: Means): Plan {
  if (plan.cpu !== -1) pickCpu(String(plan.cpu), allowedCpus);
  requireNumber('seed', plan.seed, Number.isInteger(plan.seed) && plan.seed >= 0);
  requireNumber('budgetSeconds', plan.budgetSeconds, plan.budgetSeconds > 0);
  requireNumber('targetCiNs', plan.targetCiNs, plan.targetCiNs === null || plan.targetCiNs > 0);
  for (const layout of plan.layouts) checkLayout(layout);
  requireDistinctNames(plan.layouts, registry);
  for (const cell of plan.cells) checkCell(cell, plan.layouts, registry);
  for (const boot of plan.boots) {
    checkPlace(boot, registry);
    checkBuiltIn(boot, registry);
    requireKnown('state', boot.state, registry.bootStates.map(nameOf));
    requireNumber('vcpus', boot.vcpus, isWhole(boot.vcpus, MOST_VCPUS));
    const mostThreads = Math.min(boot.vcpus, allowedCpus.length);
    requireNumber('threads', boot.threads, isWhole(boot.threads, mostThreads));
  }
  return { ...plan, cells: plan.cells as CellPlan[], boots: plan.boots as BootPlan[] };
}

function checkLayout(layout: Layout): void {
  const [problem] = layoutProblems(layout);
  if (problem !== undefined) {
    throw new UsageError(`the plan's layout ${excerpt(layout.name)} is not valid: ${problem}`);
  }
  requireWrites(layout);
}

function checkCell(
  cell: ForeignCell,
  layouts: readonly Layout[],
  registry: Means['registry'],
): void {
  checkPlace(cell, registry);
  const made = layouts.find(({ name }) => name === cell.layout);
  if (made === undefined) {
    checkBuiltIn({ ...cell, rules: cell.rules ?? undefined }, registry);
  } else {
    const { path, scope, guest = RUN_TIME_PLACE.guest, calls = RUN_TIME_PLACE.calls } = cell;
    requireRunTimePlace(made.name, { path, scope, guest, calls });
  }
  pickCellStates(cell.state, registry);
  if (cell.calls === 'early' && cell.scope !== 'init') throw earlyNeedsInit();
}

function checkPlace(place: ForeignPlace, registry: Means['registry']): void {
  const { rounds, phase } = place;
  requireNumber('rounds', rounds, Number.isInteger(rounds) && rounds >= 1);
  requireNumber('phase', phase, phase % 8 === 0 && phase >= 0 && phase <= 56);
  requireKnown('retirement', place.retirement, registry.retirements.map(nameOf));
  requireKnown('path', place.path, registry.paths.map(nameOf));
  requireKnown('scope', place.scope, registry.scopes.map(nameOf));
  if (place.guest !== undefined) requireKnown('guest-mode', place.guest, registry.guestModes);
  for (const name of place.strategies) {
    requireKnown('strategy', name, registry.strategies.map(nameOf));
    const strategy = registry.strategies.find((each) => each.name === name);
    if (strategy?.unavailable != null) {
      throw new UsageError(`the plan has ${name}, which cannot run here: ${strategy.unavailable}`);
    }
  }
}

function checkBuiltIn(
  { layout, rules }: { layout: string; rules?: string | undefined },
  registry: Means['registry'],
): void {
  requireKnown('layout', layout, registry.layouts.map(nameOf));
  pickLayouts(layout, rules, registry);
}

function isWhole(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= most;
}

function requireNumber(name: string, value: number | null, isInRange: boolean): void {
  if (!isInRange) throw new UsageError(`the plan's ${name} is out of range: ${value}`);
}

function requireKnown(kind: string, name: string, valid: readonly string[]): void {
  if (!valid.includes(name)) throw unknownName(kind, name, valid);
}

function nameOf({ name }: { name: string }): string {
  return name;
}
