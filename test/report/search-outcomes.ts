/** Outcomes of searches, without searching or measuring. */

import type { SearchOutcome } from '../../src/search/outcome.js';
import type { Candidate, MeasuredCandidate } from '../../src/search/types.js';
import { judgeCandidates } from '../../src/search/verdict.js';
import { structOf } from '../search/structs.js';

const struct = structOf(
  [
    { sizeBytes: 8, role: 'constant' },
    { sizeBytes: 88, role: 'untouched' },
    { sizeBytes: 4, role: 'role-dependent' },
    { sizeBytes: 8, role: 'root' },
  ],
  40,
);

/** Four fields in three lines, of which a reset dirties the first and the last. */
export const original: Candidate = {
  ...{ cost: 2, paddingBytes: 0, moves: 0, layout: struct },
  ...{ lines: { strategy: 2, baseline: 2 }, linesDirtied: [0, 2] },
};

const [a, b, c, d] = struct.fields;
if (!a || !b || !c || !d) throw new Error('four fields');

/** a, c and d in front of b. */
export const candidate: Candidate = {
  ...{ cost: 1, paddingBytes: 0, moves: 1 },
  layout: {
    ...struct,
    name: 'small-reordered-1',
    fields: [a, { ...c, offset: 8 }, { ...d, offset: 16 }, { ...b, offset: 24 }],
  },
  ...{ lines: { strategy: 1, baseline: 1 }, linesDirtied: [0] },
};

export const elsewhere: Candidate = {
  ...candidate,
  paddingBytes: 24,
  layout: { ...candidate.layout, name: 'small-reordered-2', phase: 0 },
};

export function measuredNs(strategyNs: number): MeasuredCandidate {
  const around = (ns: number) => ({ estimate: ns, low: ns - 1, high: ns + 1 });
  return {
    baselineNsPerReset: around(strategyNs + 5),
    strategyNsPerReset: around(strategyNs),
    savingNsPerReset: around(5),
    noiseFloorNsPerReset: 0.5,
    values: 30,
  };
}

/** @param ns of the original and of each candidate; not measured if absent */
export function outcomeOf(
  candidates: readonly Candidate[],
  ns: readonly number[] = [],
  changes: Partial<SearchOutcome> = {},
): SearchOutcome {
  const [first, ...others] = ns.map(measuredNs);
  return {
    ...{ baseline: 'field-by-field', objective: 'lines', nsPerLine: null, phases: [40] },
    groups: [{ fields: ['a', 'd'], reason: 'a reader' }],
    measuring: {
      ...{ strategy: 'field-by-field', state: 'dram', retirement: 'drained' },
      ...{ budgetSeconds: 20, seed: 600, cpu: -1 },
    },
    result: { original, candidates: [...candidates], proof: 'exact' },
    measured:
      first === undefined
        ? null
        : { original: first, candidates: others, ...judgeCandidates(first, others, 'lines') },
    workload: { id: 'thread-600', fullResets: 400 },
    ...changes,
  };
}
