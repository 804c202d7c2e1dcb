/** Measuring on this machine, as the commands `run`, `boot` and `explain` do, without printing. */

import { inspect } from 'node:util';
import { excerpt, UsageError } from '../errors.js';
import type { Watch } from '../measure/measure.js';
import { checkPlan, type ForeignPlan } from '../plan/check.js';
import { type Means, planCells } from '../plan/plan.js';
import type { Result } from '../report/result.js';
import { planExplanation } from '../run/explain-options.js';
import { type Prepared, prepare, prepareBoots } from '../run/prepare.js';
import { runExplanation } from '../run/run-explanation.js';
import { runPlan } from '../run/run-plan.js';
import { meansOf, openSetting, type Setting } from '../run/setting.js';
import type { ExplainOptions, MeasureOptions, WatchOptions } from './options.js';
import { BOOT_SPELLING, CELL_SPELLING, EXPLAIN_SPELLING } from './spelling.js';
import { Turns } from './turns.js';
import { watched } from './watch.js';

/** One for the process: whoever measures in it, the machine is the same. */
const TURNS = new Turns();

/**
 * Measures strategies on this machine: cells, or boots if `kind` says so.
 *
 * The work is done on a native thread pinned to one CPU. JavaScript may run meanwhile, but it
 * competes for caches and, where there is one CPU only, for time. Of several measurements in a
 * process each waits until those before it have ended, because they would disturb each other.
 *
 * @returns what a result file holds: ns per reset and µs per boot, each with its 95 % interval, and
 * all that is needed to judge and to repeat them; `complete` is false if aborted
 * @throws UsageError for what does not exist, cannot run here or is out of range; AddonLoadError,
 * which is one, where the native code is missing; the signal's reason if aborted before it began
 */
export async function measure(options: MeasureOptions = {}): Promise<Result> {
  requireOptions('measure()', options);
  return runInTurn(commandOf('measure', options), options, preparation(options));
}

/**
 * Carries out the plan of a result again, seed included, as `run --replan` does.
 *
 * @throws as `measure`; also UsageError for a plan that this build or machine cannot carry out
 */
export async function repeat(
  { plan }: { plan: ForeignPlan },
  watch: WatchOptions = {},
): Promise<Result> {
  const command = `repeat(a result's plan, seed ${plan.seed})`;
  return runInTurn(command, watch, (means) => prepare(checkPlan(plan, means)));
}

/**
 * Takes the claim of 36 µs apart on this machine: hypotheses, ledger, footprint sweep, real exits.
 *
 * @returns a result without cells and boots whose `hypotheses`, `ledger`, `sweep`, `crossings`,
 * `between` and `conclusion` are filled; `complete` is false if aborted
 * @throws as `measure`
 */
export async function explain(options: ExplainOptions = {}): Promise<Result> {
  requireOptions('explain()', options);
  const typed = EXPLAIN_SPELLING.asTyped(options);
  const command = commandOf('explain', options);
  return inTurn(options, (setting, watch) =>
    EXPLAIN_SPELLING.inItsWords(async () => {
      const request = planExplanation(typed, meansOf(setting));
      return runExplanation(request, { ...setting, ...watch, command });
    }),
  );
}

function runInTurn(
  command: string,
  options: WatchOptions,
  prepareWith: (means: Means) => Promise<Prepared>,
): Promise<Result> {
  return inTurn(options, async (setting, watch) => {
    const prepared = await prepareWith(meansOf(setting));
    watch.signal.throwIfAborted();
    return runPlan(prepared, { ...setting, ...watch, command });
  });
}

/** Whoever waits does not look at the machine either: that takes a busy fifth of a second. */
function inTurn(
  options: WatchOptions,
  work: (setting: Setting, watch: Watch) => Promise<Result>,
): Promise<Result> {
  return watched(options, (watch) =>
    TURNS.take(watch.signal, async () => work(openSetting(), watch)),
  );
}

/** @throws UsageError for options that are none, before anything is waited for */
function preparation(options: MeasureOptions): (means: Means) => Promise<Prepared> {
  switch (options.kind) {
    case undefined:
    case 'cells': {
      const typed = CELL_SPELLING.asTyped(options);
      return (means) => CELL_SPELLING.inItsWords(async () => prepare(planCells(typed, means)));
    }
    case 'boots': {
      const typed = BOOT_SPELLING.asTyped(options);
      return (means) => BOOT_SPELLING.inItsWords(() => prepareBoots(typed, means));
    }
    default: {
      const kind: unknown = Reflect.get(options, 'kind');
      throw new UsageError(`kind must be cells or boots, not ${excerpt(inspect(kind))}`);
    }
  }
}

function requireOptions(what: string, options: unknown): void {
  if (typeof options === 'object' && options !== null) return;
  throw new UsageError(`${what} takes an object of options, not ${excerpt(inspect(options))}`);
}

/** The call, for the record: what only watches it is no part of what was measured. */
function commandOf(name: string, options: MeasureOptions | ExplainOptions): string {
  const { signal: _, onProgress: __, ...what } = options;
  return `${name}(${JSON.stringify(what)})`;
}
