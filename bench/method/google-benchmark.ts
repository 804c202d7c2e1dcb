/**
 * Google Benchmark as an instrument: our program for it, run as often as there are turns.
 *
 * Debian's library warns that it was compiled for debugging: that concerns its reports, not the loop,
 * which comes from its header.
 */

import { spawn } from 'node:child_process';
import { parseRepetitions } from './repetitions.js';
import { CENTRES, type Centre } from './student.js';
import type { Instrument, Measurement, Running } from './types.js';

/** google_benchmark.cc runs the baseline once more under this name. */
const AGAIN = '/again';
/** Of one repetition: 2,500 iterations and more, and still many draws of placement a second. */
const REPETITION_SECONDS = 0.005;
/** Finding the number of iterations costs about one more, drawing placements another part. */
const REPETITIONS_LOST = 1.5;
const LEAST_REPETITIONS = 4;

export interface Program {
  path: string;
  cpu: number;
  baseline: string;
  control: string;
  /** What it runs, by the registry. */
  strategies: readonly string[];
}

/** Options of google_benchmark.cc. */
export interface Variant {
  loop: 'own' | 'harness';
  placement: 'drawn' | 'fixed';
}

/** The same repetitions can be reported with another centre. */
export interface View extends Instrument {
  centre: Centre;
}

export class GoogleBenchmark implements Running {
  readonly id: string;
  readonly #views: readonly View[];
  readonly #program: Program;
  readonly #variant: Variant;
  readonly #turns: Map<string, number[]>[] = [];
  readonly #warnings = new Set<string>();
  /** Repetitions of each benchmark, the lost ones included. */
  #repetitions = 0;
  #seconds = 0;

  constructor(views: readonly View[], program: Program, variant: Variant) {
    this.id = views[0]?.id ?? '';
    this.#views = views;
    this.#program = program;
    this.#variant = variant;
  }

  async measure(seconds: number, seed: number, signal: AbortSignal): Promise<void> {
    const repetitions = this.#repetitionsIn(seconds);
    const start = performance.now();
    const { output, errors } = await runProgram(
      this.#program.path,
      this.#arguments(repetitions, seed),
      signal,
    );
    this.#seconds += (performance.now() - start) / 1000;
    this.#repetitions += repetitions + REPETITIONS_LOST;
    this.#turns.push(parseRepetitions(output));
    for (const [, warning] of errors.matchAll(/^google_benchmark: (.*)$/gm)) {
      if (warning !== undefined) this.#warnings.add(warning);
    }
  }

  /** As fast as the turns so far: on a busy machine a repetition takes longer than its CPU time. */
  #repetitionsIn(seconds: number): number {
    const benchmarks = this.#program.strategies.length + 2;
    const secondsEach =
      this.#repetitions > 0 ? this.#seconds / this.#repetitions : benchmarks * REPETITION_SECONDS;
    return Math.max(LEAST_REPETITIONS, Math.round(seconds / secondsEach - REPETITIONS_LOST));
  }

  #arguments(repetitions: number, seed: number): string[] {
    const { loop, placement } = this.#variant;
    return [
      '--benchmark_format=json',
      `--benchmark_min_time=${REPETITION_SECONDS}`,
      `--benchmark_repetitions=${repetitions}`,
      '--benchmark_enable_random_interleaving=true',
      `--cpu=${this.#program.cpu}`,
      // A fixed placement stays what it is from turn to turn.
      `--seed=${placement === 'fixed' ? 1 : seed}`,
      `--loop=${loop}`,
      `--placement=${placement}`,
    ];
  }

  results(): Measurement[] {
    return this.#views.map((view) => this.#seenAs(view));
  }

  #seenAs({ id, description, centre }: View): Measurement {
    const { baseline, control, strategies } = this.#program;
    const { interval, difference } = CENTRES[centre];
    const of = (name: string) => this.#turns.flatMap((turn) => ofTurn(turn, name));
    const saving = (from: readonly number[], to: readonly number[], strategy: string) =>
      strategy === baseline ? { estimate: 0, low: 0, high: 0 } : difference(from, to);
    return {
      id,
      description,
      seconds: this.#seconds,
      values: of(baseline).length,
      emptyNsPerReset: interval(of(control)),
      sameCodeNsPerReset: difference(of(baseline), of(baseline + AGAIN)),
      strategies: strategies.map((strategy) => ({
        strategy,
        nsPerReset: difference(of(strategy), of(control)),
        savingNsPerReset: saving(of(baseline), of(strategy), strategy),
        savingByTurnNs: this.#turns.map(
          (turn) => saving(ofTurn(turn, baseline), ofTurn(turn, strategy), strategy).estimate,
        ),
      })),
      warnings: [...this.#warnings],
    };
  }
}

function ofTurn(turn: ReadonlyMap<string, number[]>, name: string): number[] {
  const ns = turn.get(name);
  if (ns === undefined) {
    throw new Error(`Google Benchmark did not run ${name}: build/ is older than native/`);
  }
  return ns;
}

function runProgram(
  path: string,
  args: readonly string[],
  signal: AbortSignal,
): Promise<{ output: string; errors: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(path, args, { signal, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      errors += chunk;
    });
    child.on('error', reject);
    child.on('close', (code, killedBy) => {
      if (code === 0) resolve({ output, errors });
      else reject(new Error(`google_benchmark ended with ${killedBy ?? code}: ${errors.trim()}`));
    });
  });
}
