/** Two sides, place by place. */

import { excerpt, UsageError } from '../errors.js';
import { familyConfidence } from '../stats/family.js';
import { differencesOf } from './differences.js';
import { type Compared, documentOf } from './document.js';
import { type Entries, type Entry, entriesAt, entriesOf, placesOf } from './entries.js';
import { layoutFields } from './layouts.js';
import { COST, compareQuantity, middle, type Pair, type Rules, SAVING } from './measure.js';
import { type Usable, usableRuns, whyNotComparable } from './not-comparable.js';
import { baselineOf, isBaseline, keyOf, type Place } from './places.js';
import { refuseRepeatedRuns } from './same-run.js';
import type { Comparison } from './schema.js';
import {
  type CompareOptions,
  DEFAULT_BETWEEN_RUNS_PERCENT,
  DEFAULT_THRESHOLD_PERCENT,
  type Side,
} from './types.js';

const CONFIDENCE = 0.95;

type Places = ReadonlyMap<string, Place>;

/** What of two sides can be compared, and of how many intervals that takes. */
interface Matched {
  place: Place;
  usable: Usable;
  notComparable: string | null;
}

/**
 * B against A: of every place that both have measured what changed, and of all others that they are
 * there.
 *
 * @param a at least one run; several tell how much runs of the same code differ
 * @throws UsageError if a side has the same run twice, or the sides nothing in common
 */
export function compareResults(a: Side, b: Side, options: CompareOptions = {}): Comparison {
  refuseRepeatedRuns(a);
  refuseRepeatedRuns(b);
  const [ours, theirs] = [a.map(entriesOf), b.map(entriesOf)];
  const differences = differencesOf(a, b);
  const layouts = layoutFields([...a, ...b]);
  const [inA, inB] = [placesOf(ours), placesOf(theirs)];
  requireCommon(a, b, inA, inB);
  const matched = [...inA].flatMap(([key, place]): Matched[] => {
    if (!inB.has(key)) return [];
    const usable = usableRuns(entriesAt(ours, key), entriesAt(theirs, key));
    return [{ place, usable, notComparable: whyNotComparable(usable, differences, layouts) }];
  });
  const comparisons = countIntervals(matched);
  const rules: Rules = {
    thresholdPercent: options.thresholdPercent ?? DEFAULT_THRESHOLD_PERCENT,
    betweenRunsPercent: options.betweenRunsPercent ?? DEFAULT_BETWEEN_RUNS_PERCENT,
    confidence: familyConfidence(CONFIDENCE, Math.max(1, comparisons)),
  };
  const without = (from: Places, other: Places) =>
    [...from].filter(([key]) => !other.has(key)).map(([, place]) => place);
  return documentOf({
    a,
    b,
    rules,
    comparisons,
    differences,
    rows: withRegressions(matched.map((each) => compareAt(each, ours, rules))),
    onlyInA: without(inA, inB),
    onlyInB: without(inB, inA),
  });
}

function requireCommon(a: Side, b: Side, inA: Places, inB: Places): void {
  for (const [side, places] of [[a, inA] as const, [b, inB] as const]) {
    if (places.size > 0) continue;
    const files = side.map(({ source }) => source).join(', ');
    throw new UsageError(
      `${files} holds no cells and no boots: nothing to compare; make one with run or boot`,
    );
  }
  if ([...inA.keys()].some((key) => inB.has(key))) return;
  const [first] = a;
  throw new UsageError(
    `no cell or boot is in both: A has ${whatIs(inA)}, B has ${whatIs(inB)}; measure one plan on ` +
      `both sides: kvm-mmu-bench run --replan ${first?.source}`,
  );
}

/** The first of them, and how many others. */
function whatIs(places: Places): string {
  const [first] = places.values();
  if (first === undefined) return 'nothing';
  const { layout, phase, state, retirement, strategy } = first.at;
  const name = excerpt([`${layout}@${phase}`, state, retirement, strategy].join(' '), 100);
  return places.size === 1 ? name : `${name} and ${places.size - 1} more`;
}

/** A cost and, but for the baseline, a saving. */
function countIntervals(matched: readonly Matched[]): number {
  const comparable = matched.filter(({ notComparable }) => notComparable === null);
  return comparable.reduce((sum, { place }) => sum + (isBaseline(place) ? 1 : 2), 0);
}

function compareAt(
  { place, usable, notComparable }: Matched,
  ours: readonly Entries[],
  rules: Rules,
) {
  const { a, b, leftOut } = usable;
  const row = { place, runs: { a: a.length, b: b.length }, leftOut, notComparable };
  if (notComparable !== null) return { ...row, cost: null, saving: null };
  const pair: Pair = { a, b, reference: referenceOf(a, entriesAt(ours, keyOf(baselineOf(place)))) };
  return {
    ...row,
    cost: compareQuantity(COST, pair, rules),
    saving: isBaseline(place) ? null : compareQuantity(SAVING, pair, rules),
  };
}

/** The larger of both costs: a net cost may be next to nothing, and a per cent of it, too. */
function referenceOf(own: readonly Entry[], baseline: readonly Entry[]): number {
  const costs = [own, baseline].filter((entries) => entries.length > 0);
  return Math.max(0, ...costs.map((entries) => middle(entries, COST)));
}

/** A saving that fell because the baseline got faster is no loss. */
function withRegressions(rows: readonly Omit<Compared, 'isRegression'>[]): Compared[] {
  const costs = new Map(rows.map(({ place, cost }) => [keyOf(place), cost?.verdict]));
  return rows.map((row) => {
    const isFaster = costs.get(keyOf(baselineOf(row.place))) === 'improved';
    const savesLess = row.saving?.verdict === 'regressed' && !isFaster;
    return { ...row, isRegression: row.cost?.verdict === 'regressed' || savesLess };
  });
}
