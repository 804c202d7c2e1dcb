/** Savings of whole boots, replayed: a chart for each workload, layout and retirement. */

import {
  THREAD_CALLS,
  THREAD_SAVING_MICROSECONDS,
  THREAD_SAVING_NS_PER_CALL,
} from '../../explain/thread.js';
import { formatMicroseconds } from '../../format.js';
import { formatExact } from '../explain-details.js';
import {
  BASELINE,
  crewOf,
  groupBy,
  layoutAtPhase,
  notEquivalent,
  pathAndScope,
} from '../groups.js';
import type { BootResult, Result } from '../result.js';
import { savingRange } from './axis.js';
import type { Chart } from './chart.js';
import type { Claim } from './forest-plot.js';
import { savingChart, stateColours } from './saving-figure.js';
import { unusual } from './views.js';

/** All replays that differ in nothing but cache state and strategy. */
export type ReplayGroup = readonly [BootResult, ...BootResult[]];

export function replayGroups({ boots }: Result): ReplayGroup[] {
  return groupBy(
    boots,
    ({ workload, layout, phase, path, scope, rules, retirement, vcpus, threads }) => [
      workload,
      layout,
      phase,
      path,
      scope,
      rules,
      retirement,
      vcpus,
      threads,
    ],
  );
}

/** `v5.16@40, drained`: of one workload's replays, which. */
export function replayName([boot]: ReplayGroup, [usual]: ReplayGroup): string {
  const kind = unusual(boot, usual);
  return [layoutAtPhase(boot), boot.retirement, ...kind, ...crewOf(boot)].join(', ');
}

export function replayChart(result: Result, group: ReplayGroup): Chart {
  const [first] = group;
  const claim = claimFor(first);
  const setting = [layoutAtPhase(first), first.retirement, 'replayed', ...crewOf(first)];
  const savings = group.map((boot) => boot.savingMicrosecondsPerBoot);
  const wholes = group
    .filter(({ strategy }) => strategy === BASELINE)
    .map((boot) => boot.microsecondsPerBoot);
  return savingChart({
    rows: group,
    title: `${setting.join(', ')} (${pathAndScope(first)})`,
    axisName: `saving, µs per boot of ${first.workload}`,
    savingOf: (boot) => boot.savingMicrosecondsPerBoot,
    wholeOf: (baseline) => baseline.microsecondsPerBoot,
    noiseOf: () => null,
    marked: notEquivalent(result),
    colours: stateColours(result),
    claim,
    range: savingRange([...savings, ...wholes], claim.value),
  });
}

/** `400 full and 200 early resets in 400 transitions a boot (tdp, writes)` */
export function resetsText(boot: BootResult): string {
  const { transitions, fullResets, earlyResets } = boot;
  const resets = `${fullResets} full and ${earlyResets} early resets`;
  return `${resets} in ${transitions} transitions a boot (${pathAndScope(boot)})`;
}

/** A boot with more calls than the thread's would have to save more for the same saving a call. */
function claimFor({ fullResets, earlyResets }: BootResult): Claim {
  const calls = fullResets + earlyResets;
  if (calls === THREAD_CALLS) {
    const value = THREAD_SAVING_MICROSECONDS;
    return { value, text: `the thread: ${value} µs` };
  }
  const value = (THREAD_SAVING_NS_PER_CALL * calls) / 1000;
  const perCall = `${formatExact(THREAD_SAVING_NS_PER_CALL)} ns a call`;
  return { value, text: `the thread's ${perCall}: ${formatMicroseconds(value)}` };
}
