/** Evidence made by hand, for the sentences of the answer. */

import { answer, type Evidence } from '../../src/explain/answer.js';
import type { BootEstimate, CellEstimate } from '../../src/explain/types.js';
import type { Interval } from '../../src/stats/types.js';
import { stateCheck } from '../measure/fake-addon.js';

export const FULL_RESETS = 400;

const PROVENANCE = {
  rounds: 100,
  setAside: 0,
  setAsideRounds: [] as number[],
  tooNoisy: false,
  stopped: 'target' as const,
};

export function interval(estimate: number, half: number): Interval {
  return { estimate, low: estimate - half, high: estimate + half };
}

interface CellChanges extends Partial<CellEstimate> {
  /** Sets the saving and the boot figure that goes with it. */
  saving?: Interval;
  reached?: boolean;
}

export function cell({ saving, reached = true, ...changes }: CellChanges = {}): CellEstimate {
  const savingNsPerReset = saving ?? interval(10, 1);
  const { estimate, low, high } = savingNsPerReset;
  const toBoot = FULL_RESETS / 1000;
  return {
    layout: 'v5.17',
    phase: 16,
    path: 'tdp',
    scope: 'writes',
    rules: 'v5.17',
    guest: 'unpaged',
    calls: 'full',
    state: 'hot',
    retirement: 'drained',
    strategy: 'init-flag',
    ...PROVENANCE,
    nsPerReset: interval(90, 2),
    savingNsPerReset,
    bootMicroseconds: { estimate: estimate * toBoot, low: low * toBoot, high: high * toBoot },
    resolved: true,
    distinctFromEmpty: true,
    placementSdNs: 0.5,
    roundSdNs: 1,
    linesDirtied: 4,
    bytesWritten: 100,
    equivalent: true,
    stateCheck: stateCheck(changes.state ?? 'hot', reached),
    counters: [],
    samples: [],
    ...changes,
  };
}

export function baseline(changes: CellChanges = {}): CellEstimate {
  return cell({
    strategy: 'field-by-field',
    saving: interval(0, 0),
    resolved: false,
    nsPerReset: interval(100, 2),
    ...changes,
  });
}

export function boot(changes: Partial<BootEstimate> & { reached?: boolean } = {}): BootEstimate {
  const { reached = true, ...rest } = changes;
  return {
    layout: 'v5.17',
    phase: 16,
    path: 'tdp',
    scope: 'writes',
    rules: 'v5.17',
    workload: 'thread-600',
    vcpus: 1,
    threads: 1,
    state: 'hot',
    retirement: 'drained',
    strategy: 'init-flag',
    ...PROVENANCE,
    transitions: 400,
    fullResets: 400,
    earlyResets: 200,
    lineLevels: null,
    timeline: null,
    microsecondsPerBoot: interval(40, 1),
    savingMicrosecondsPerBoot: interval(4, 0.5),
    resolved: true,
    equivalent: true,
    stateCheck: stateCheck(changes.state ?? 'hot', reached),
    samples: [],
    ...rest,
  };
}

export function evidence(
  cells: readonly CellEstimate[],
  boots: readonly BootEstimate[] = [],
  workload: Evidence['workload'] = { id: 'thread-600', full: FULL_RESETS },
): Evidence {
  return { baseline: 'field-by-field', cells, boots, workload };
}

/** The sentences of these cells and boots. */
export function answerOf(...args: Parameters<typeof evidence>): string[] {
  return answer(evidence(...args));
}

export const SENTENCE = {
  patch: /^The patch \(init-flag\) saves (most|nothing)/,
  time: /^A whole field-by-field reset/,
  copy: /^Copying a prepared template/,
  trees: /^The patch spares/,
  whole: /^A full kvm_init_mmu costs/,
  boot: /^Replayed as a boot/,
} as const;

export type Sentence = keyof typeof SENTENCE;

/** Which of them are there, and that each is there once. */
export function kindsOf(sentences: readonly string[]): Sentence[] {
  return sentences.map((sentence) => {
    const kinds = (Object.keys(SENTENCE) as Sentence[]).filter((kind) =>
      SENTENCE[kind].test(sentence),
    );
    if (kinds.length !== 1) throw new Error(`not one of the sentences: ${sentence}`);
    return kinds[0] as Sentence;
  });
}

export function sentenceOf(sentences: readonly string[], kind: Sentence): string {
  const found = sentences.find((sentence) => SENTENCE[kind].test(sentence));
  if (found === undefined) throw new Error(`no such sentence in: ${sentences.join(' ')}`);
  return found;
}
