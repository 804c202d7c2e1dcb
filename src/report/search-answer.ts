/** The answer of a search for a better order, in sentences. */

import { scale } from '../explain/estimate.js';
import { formatBound, formatMicrosecondsInterval, formatNs, formatNsInterval } from '../format.js';
import type { MeasuredOutcome, SearchOutcome } from '../search/outcome.js';
import type { Candidate, Objective } from '../search/types.js';

/** What was found among the orders, then what was measured. */
export function searchAnswer(outcome: SearchOutcome): string[] {
  const { measured } = outcome;
  return [foundText(outcome), ...(measured === null ? [] : [measuredText(outcome, measured)])];
}

function foundText(outcome: SearchOutcome): string {
  const { result, objective, nsPerLine, measuring, phases } = outcome;
  const { original, candidates, proof } = result;
  const [best] = candidates;
  const now = `${measuring.strategy} ${linesText(original, objective)} of ${original.layout.name}`;
  const where = phases.length > 1 ? 'at any phase' : `at phase ${phases[0]}`;
  const limits = `${where}, of this size at most, with these alignments and groups,`;
  if (best === undefined) {
    return proof === 'exact'
      ? `${now}. No order ${limits} does better: proven.`
      : `${now}. No order ${limits} was found that does better; that there is none is not proven.`;
  }
  const proven =
    proof === 'exact' ? 'does better: proven' : 'was found that does better, which is no proof';
  const worth =
    nsPerLine === null
      ? ''
      : ` At ${formatNs(nsPerLine)} a line that is ${formatNs((original.cost - best.cost) * nsPerLine)} a reset.`;
  const found = `Reordered, it ${linesText(best, objective)}.`;
  return `${now}. ${found} No order ${limits} ${proven}.${worth}`;
}

function linesText({ lines: { strategy, baseline } }: Candidate, objective: Objective): string {
  return objective === 'saving'
    ? `saves ${count(baseline - strategy)} (${strategy} instead of ${baseline})`
    : `dirties ${count(strategy)}`;
}

function count(lines: number): string {
  return `${lines} ${lines === 1 ? 'line' : 'lines'}`;
}

function measuredText(outcome: SearchOutcome, { gains, winner }: MeasuredOutcome): string {
  const { objective, workload } = outcome;
  const better = objective === 'saving' ? 'saves more' : 'is faster';
  const gain = winner === null ? undefined : gains[winner];
  if (winner === null || gain === undefined) {
    const floor = Math.max(...gains.map((each) => each.noiseFloorNsPerReset));
    return (
      `Measured, no candidate of ${gains.length} ${better} than the original beyond its interval ` +
      `and the noise floor of ${formatBound(floor)} ns a reset.`
    );
  }
  // The widest of the intervals: it was chosen from several.
  const { gainForVerdictNsPerReset } = gain;
  const perReset = `Measured, candidate ${winner + 1} ${better} by ${formatNsInterval(gainForVerdictNsPerReset)} a reset`;
  if (workload === null) return `${perReset}.`;
  const { id, fullResets } = workload;
  const perBoot = formatMicrosecondsInterval(scale(gainForVerdictNsPerReset, fullResets / 1000));
  return `${perReset}: ${perBoot} over the ${fullResets} full resets of ${id}.`;
}
