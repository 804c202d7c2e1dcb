/** From values to the text that the plan stage takes, and its mistakes back in the caller's words. */

import { inspect } from 'node:util';
import { excerpt, UsageError } from '../errors.js';
import type { RunOptions } from '../plan/options.js';
import type { ExplainOptions as ExplainText } from '../run/explain-options.js';
import type { BootOptions, CellOptions, ExplainOptions, WatchOptions } from './options.js';
import { FLAG, type Kind, NAME, NAMES, NUMBER, NUMBERS, SIZES } from './values.js';

/** How the command line calls each option, and what its values are. */
type Table<Options, Text> = Record<
  Exclude<keyof Options, Untabled>,
  readonly [as: keyof Text, kind: Kind]
>;

/** No option of the plan stage. */
type Untabled = keyof WatchOptions | 'kind';
const UNTABLED: Readonly<Record<Untabled, true>> = { signal: true, onProgress: true, kind: true };

const PLACES = {
  layouts: ['layout', NAMES],
  phases: ['phase', NUMBERS],
  paths: ['path', NAMES],
  scopes: ['scope', NAMES],
  rules: ['rules', NAME],
  strategies: ['strategy', NAMES],
  states: ['state', NAMES],
  retirements: ['retirement', NAMES],
  rounds: ['rounds', NUMBER],
  budgetSeconds: ['budget', NUMBER],
  targetCiNs: ['targetCi', NUMBER],
  cpu: ['cpu', NUMBER],
  seed: ['seed', NUMBER],
  quick: ['quick', FLAG],
} as const;

const CELLS: Table<CellOptions, RunOptions> = {
  ...PLACES,
  guests: ['guest', NAMES],
  calls: ['calls', NAMES],
  workload: ['workload', NAME],
  counters: ['counters', NAMES],
};

const BOOTS: Table<BootOptions, RunOptions> = {
  ...PLACES,
  workloads: ['workload', NAMES],
  vcpus: ['vcpus', NUMBER],
  threads: ['threads', NUMBER],
};

const EXPLANATION: Table<ExplainOptions, ExplainText> = {
  hypotheses: ['hypothesis', NAMES],
  between: ['between', NAMES],
  sweep: ['sweep', SIZES],
  layout: ['layout', NAME],
  phase: ['phase', NUMBER],
  cpu: ['cpu', NUMBER],
  seed: ['seed', NUMBER],
  quick: ['quick', FLAG],
};

/** What a function takes, in both languages. */
export class Spelling<Text extends object> {
  readonly #what: string;
  readonly #table: ReadonlyMap<string, readonly [as: keyof Text, kind: Kind]>;

  constructor(what: string, table: Readonly<Record<string, readonly [keyof Text, Kind]>>) {
    this.#what = what;
    this.#table = new Map(Object.entries(table));
  }

  /** @throws UsageError for an option that does not exist, or whose value is of another kind */
  asTyped(options: object): Partial<Text> {
    const typed: Partial<Text> = {};
    for (const [option, value] of Object.entries(options)) {
      if (Object.hasOwn(UNTABLED, option) || value === undefined) continue;
      const [as, { expected, write }] = this.#table.get(option) ?? this.#refuse(option);
      const text = write(value);
      if (text === null) {
        throw new UsageError(`${option} must be ${expected}, not ${excerpt(inspect(value))}`);
      }
      Object.assign(typed, { [as]: text });
    }
    return typed;
  }

  /**
   * The mistakes of work that knows the command line's options: `--target-ci` is `targetCiNs` here.
   * Left alone is what somebody typed, and commands to run.
   */
  async inItsWords<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      const message = error.message.replace(
        /"(?:[^"\\]|\\.)*"|kvm-mmu-bench .*|--([a-z-]+)/g,
        (found, flag?: string) => (flag && this.#optionOf(flag)) || found,
      );
      throw message === error.message ? error : new UsageError(message, { cause: error });
    }
  }

  #optionOf(flag: string): string | undefined {
    const key = flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
    return [...this.#table].find(([, [as]]) => as === key)?.[0];
  }

  #refuse(option: string): never {
    const known = [...this.#table.keys()].join(', ');
    throw new UsageError(`${this.#what} has no option ${excerpt(option)}; it has ${known}`);
  }
}

export const CELL_SPELLING = new Spelling<RunOptions>('measure() of cells', CELLS);
export const BOOT_SPELLING = new Spelling<RunOptions>('measure() of boots', BOOTS);
export const EXPLAIN_SPELLING = new Spelling<ExplainText>('explain()', EXPLANATION);
