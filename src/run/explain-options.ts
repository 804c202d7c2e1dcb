/** From what the user asked `explain` for to experiments that exist and can be had here. */

import { freemem } from 'node:os';
import { excerpt, UsageError } from '../errors.js';
import { EXITS, type Exit } from '../explain/between.js';
import { type ExplainPlan, jobsOf } from '../explain/explain.js';
import { HYPOTHESES } from '../explain/hypotheses/hypotheses.js';
import type { Effort } from '../explain/lab/lab.js';
import { THREAD_LAYOUT } from '../explain/thread.js';
import { formatBytes } from '../format.js';
import type { NativeRegistry } from '../host/native.js';
import { pickCpu, pickInteger, pickNames, pickPhase } from '../plan/options.js';
import type { Means } from '../plan/plan.js';
import { EFFORTS, footprints, SWEEP_BYTES } from './efforts.js';

/** As typed; undefined where nothing was. */
export interface ExplainOptions {
  hypothesis?: string | undefined;
  between?: string | undefined;
  sweep?: string | undefined;
  layout?: string | undefined;
  phase?: string | undefined;
  cpu?: string | undefined;
  seed?: string | undefined;
  quick?: boolean | undefined;
}

export const EXPLAIN_DEFAULTS = {
  hypothesis: 'all',
  between: 'all',
  layout: THREAD_LAYOUT,
  seed: '600',
};

/** Where the experiments run that don't choose their own place. */
export interface ExplainPlace {
  layout: string;
  phase: number;
  /** -1: the last allowed one. */
  cpu: number;
  seed: number;
}

/** Everything settled before the first sample. */
export interface ExplainRequest {
  plan: ExplainPlan;
  effort: Effort;
  place: ExplainPlace;
}

/** @throws UsageError for what does not exist, is out of range, or leaves nothing to measure */
export function planExplanation(
  options: ExplainOptions,
  { registry, allowedCpus }: Pick<Means, 'registry' | 'allowedCpus'>,
): ExplainRequest {
  const { hypothesis = EXPLAIN_DEFAULTS.hypothesis, between = EXPLAIN_DEFAULTS.between } = options;
  const plan: ExplainPlan = {
    hypotheses: pickHypotheses(hypothesis),
    between: pickExits(between),
    ledger: hypothesis === 'all',
  };
  const usual = options.quick ? EFFORTS.quick : EFFORTS.full;
  const effort: Effort = { ...usual, footprints: pickFootprints(options.sweep, usual.footprints) };
  if (jobsOf(plan, effort) === 0) {
    throw new UsageError(
      'nothing to measure: not all of --hypothesis, --between, --sweep can be none',
    );
  }
  return { plan, effort, place: pickPlace(options, registry, allowedCpus) };
}

const NONE = 'none';

function pickHypotheses(list: string): ExplainPlan['hypotheses'] {
  if (list === NONE) return [];
  const ids = HYPOTHESES.map(({ id }) => id);
  const asWritten = (name: string) =>
    ids.find((id) => id.toLowerCase() === name.trim().toLowerCase()) ?? name;
  const wanted = pickNames('hypothesis', list.split(',').map(asWritten).join(','), ids);
  return HYPOTHESES.filter(({ id }) => wanted.includes(id));
}

function pickExits(list: string): Exit[] {
  if (list === NONE) return [];
  const wanted = pickNames('exit', list, EXITS);
  return EXITS.filter((exit) => wanted.includes(exit));
}

function pickPlace(
  { layout = EXPLAIN_DEFAULTS.layout, seed = EXPLAIN_DEFAULTS.seed, phase, cpu }: ExplainOptions,
  { layouts }: NativeRegistry,
  allowedCpus: readonly number[],
): ExplainPlace {
  const [name, ...more] = pickNames(
    'layout',
    layout,
    layouts.map((each) => each.name),
  );
  const found = layouts.find((each) => each.name === name);
  if (found === undefined || more.length > 0) {
    throw new UsageError(`--layout takes one layout here, not ${excerpt(layout)}`);
  }
  return {
    layout: found.name,
    phase: pickPhase(phase) ?? found.phase,
    cpu: pickCpu(cpu, allowedCpus),
    seed: pickInteger('--seed', seed, 0, 2 ** 40),
  };
}

const UNITS: Readonly<Record<string, number>> = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 };

/** The native side takes no more. */
const MOST_BYTES = 1024 ** 3;

function pickFootprints(text: string | undefined, usual: readonly number[]): readonly number[] {
  if (text === undefined) return usual;
  if (text === NONE) return [];
  const [from, to, ...more] = text.split('..').map(pickBytes);
  if (from === undefined || to === undefined || more.length > 0) {
    throw new UsageError(`--sweep must be bounds as 0..64M, or none, not ${excerpt(text)}`);
  }
  if (from > to) throw new UsageError(`--sweep bounds are reversed: ${excerpt(text)}`);
  const room = Math.min(MOST_BYTES, freemem() / 2);
  if (to > room) {
    throw new UsageError(
      `--sweep ends at ${formatBytes(to)}, more than the ${formatBytes(room)} that can be had here`,
    );
  }
  const sizes = footprints(from, to);
  if (sizes.length > 0) return sizes;
  throw new UsageError(
    `--sweep ${excerpt(text)} holds no footprint: they are 0 and powers of two from ` +
      `${formatBytes(SWEEP_BYTES.least)}`,
  );
}

function pickBytes(text: string): number {
  const found = /^(\d+)([KMG]?)(iB|B)?$/i.exec(text.trim());
  const bytes = Number(found?.[1]) * (UNITS[found?.[2]?.toUpperCase() ?? ''] ?? Number.NaN);
  if (Number.isFinite(bytes)) return bytes;
  throw new UsageError(`--sweep: ${excerpt(text)} is no size: give bytes, or as 64K, 4M, 1G`);
}
