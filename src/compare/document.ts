/** From rows of one shape to a document whose names tell the units. */

import { describesNoLayouts } from './layouts.js';
import type { Rules } from './measure.js';
import type { Place } from './places.js';
import { identityOf } from './same-run.js';
import {
  COMPARISON_SCHEMA,
  type ComparedBoot,
  type ComparedCell,
  type Comparison,
  type Difference,
  type Measure,
} from './schema.js';
import type { Side } from './types.js';

/** A place on both sides; costs and savings are ns per reset of cells, µs per boot of boots. */
export interface Compared {
  place: Place;
  runs: { a: number; b: number };
  leftOut: string[];
  /** Null where it may be compared. */
  notComparable: string | null;
  cost: Measure | null;
  /** Also null for the baseline. */
  saving: Measure | null;
  isRegression: boolean;
}

export interface ComparedSides {
  a: Side;
  b: Side;
  rules: Rules;
  comparisons: number;
  differences: Difference[];
  rows: readonly Compared[];
  onlyInA: readonly Place[];
  onlyInB: readonly Place[];
}

export function documentOf(compared: ComparedSides): Comparison {
  const { a, b, rules, comparisons, differences, rows } = compared;
  return {
    schema: COMPARISON_SCHEMA,
    a: describe(a),
    b: describe(b),
    ...rules,
    comparisons,
    differences,
    warnings: warningsOf(a, b),
    cells: rows.flatMap(comparedCell),
    boots: rows.flatMap(comparedBoot),
    onlyInA: byKind(compared.onlyInA),
    onlyInB: byKind(compared.onlyInB),
    isRegression: rows.some(({ isRegression }) => isRegression),
  };
}

function describe(side: Side): Comparison['a'] {
  return side.map(({ source, result: { host, date, command, tool } }) => ({
    file: source,
    hostname: host.hostname,
    date,
    command,
    toolVersion: tool.version,
  }));
}

function comparedCell(row: Compared): ComparedCell[] {
  const { place, cost, saving } = row;
  if (place.kind !== 'cell') return [];
  return [{ ...place.at, ...common(row), nsPerReset: cost, savingNsPerReset: saving }];
}

function comparedBoot(row: Compared): ComparedBoot[] {
  const { place, cost, saving } = row;
  if (place.kind !== 'boot') return [];
  const measures = { microsecondsPerBoot: cost, savingMicrosecondsPerBoot: saving };
  return [{ ...place.at, ...common(row), ...measures }];
}

function common({ runs, leftOut, notComparable, cost, isRegression }: Compared) {
  return {
    runs,
    leftOut,
    verdict: cost?.verdict ?? ('not comparable' as const),
    reason: notComparable ?? cost?.reason ?? null,
    isRegression,
  };
}

function byKind(places: readonly Place[]): Comparison['onlyInA'] {
  return {
    cells: places.flatMap((place) => (place.kind === 'cell' ? [place.at] : [])),
    boots: places.flatMap((place) => (place.kind === 'boot' ? [place.at] : [])),
  };
}

function warningsOf(a: Side, b: Side): string[] {
  const runs = [...a, ...b];
  const ours = new Map(a.map(({ source, result }) => [identityOf(result), source]));
  const warnings = b.flatMap(({ source, result }) => {
    const same = ours.get(identityOf(result));
    return same === undefined ? [] : [`${same} and ${source} are the same run`];
  });
  for (const { source, result } of runs) {
    if (!result.complete) warnings.push(`${source} was interrupted: fewer rounds than planned`);
  }
  const silent = runs
    .filter(({ result }) => describesNoLayouts(result))
    .map(({ source }) => source);
  if (silent.length > 0) {
    warnings.push(
      `${silent.join(', ')}: holds no layouts, so equal names are taken for equal layouts`,
    );
  }
  return warnings;
}
