/** How the rows of a result belong together, and what they are called. */

import type { BootResult, CellResult, Result } from './result.js';

/** The strategy that every saving is a difference to. */
export const BASELINE = 'field-by-field';

type Where = Pick<CellResult, 'layout' | 'phase' | 'path' | 'scope' | 'rules'>;

/** Groups in the order of their first row: the plan's order is the reader's. */
export function groupBy<T>(rows: readonly T[], keyOf: (row: T) => unknown): [T, ...T[]][] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const row of rows) {
    const key = JSON.stringify(keyOf(row));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return [...groups.values()];
}

export function baselineFirst<T extends { strategy: string }>(rows: readonly T[]): T[] {
  const isBaseline = (row: T): boolean => row.strategy === BASELINE;
  return [...rows.filter(isBaseline), ...rows.filter((row) => !isBaseline(row))];
}

/** `v5.16@40`: a layout without its phase says nothing about lines. */
export function layoutAtPhase({ layout, phase }: Pick<Where, 'layout' | 'phase'>): string {
  return `${layout}@${phase}`;
}

/** A whole call also says whose: its computing differs by version. */
export function pathAndScope(
  where: Pick<Where, 'path' | 'scope' | 'rules'> & { calls?: CellResult['calls'] },
): string {
  const { path, scope, rules, calls } = where;
  if (scope === 'writes') return `${path}, ${scope}`;
  return `${path}, ${scope} of ${rules}${calls === 'early' ? ', early returns' : ''}`;
}

/** Nothing for the usual one. */
export function crewOf({ vcpus, threads }: Pick<BootResult, 'vcpus' | 'threads'>): string[] {
  if (vcpus === 1) return [];
  return [`${vcpus} vCPUs on ${threads === 1 ? '1 thread' : `${threads} threads`}`];
}

/** All strategies of a cell share its rounds. */
export function roundsOf([first]: readonly [CellResult | BootResult, ...unknown[]]): string {
  const aside = first.setAside > 0 ? ` (${first.setAside} set aside)` : '';
  return `${first.rounds} rounds${aside}, stopped by ${first.stopped}`;
}

export function notEquivalent(result: Result): ReadonlySet<string> {
  const rows = [...result.cells, ...result.boots];
  return new Set(rows.filter(({ equivalent }) => !equivalent).map(({ strategy }) => strategy));
}

/** Where a place has several plans, all but the first are for strategies that must not share rounds. */
export function isolationNote({ plan }: Result): string[] {
  const seen = new Set<string>();
  const alone = plan.cells.flatMap(({ strategies, rounds: _, ...place }) => {
    const key = JSON.stringify(place);
    if (seen.has(key)) return strategies;
    seen.add(key);
    return [];
  });
  if (alone.length === 0) return [];
  const names = [...new Set(alone)].join(', ');
  return [
    `${names}: measured in rounds of its own, because it changes the core's clock, and against a`,
    'baseline of its own, which is not shown.',
  ];
}
