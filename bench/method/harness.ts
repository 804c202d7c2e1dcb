/** The harness as an instrument: the same cell as `run` would measure it. */

import { estimateJob } from '../../src/explain/estimate.js';
import { append } from '../../src/measure/append.js';
import { measure } from '../../src/measure/measure.js';
import type { CellSamples } from '../../src/measure/types.js';
import { planCells } from '../../src/plan/plan.js';
import { meansOf, type Setting } from '../../src/run/setting.js';
import { seriesInterval } from '../../src/stats/paired.js';
import { drawMeans } from '../../src/stats/rounds.js';
import type { Cell, Instrument, Measurement, Running } from './types.js';

/** More than any turn has time for. */
const ROUNDS = '1000000';

export interface HarnessOptions {
  setting: Setting;
  cell: Cell;
  strategies: readonly string[];
  cpu: number;
  onProgress(): void;
}

export class Harness implements Running {
  readonly id: string;
  readonly #instrument: Instrument;
  readonly #options: HarnessOptions;
  readonly #turns: CellSamples[] = [];
  #seconds = 0;

  constructor(instrument: Instrument, options: HarnessOptions) {
    this.id = instrument.id;
    this.#instrument = instrument;
    this.#options = options;
  }

  async measure(seconds: number, seed: number, signal: AbortSignal): Promise<void> {
    const { setting, cell, strategies, cpu, onProgress } = this.#options;
    const { addon, registry, native } = setting;
    const plan = planCells(
      { ...cell, strategy: strategies.join(','), rounds: ROUNDS },
      meansOf(setting),
    );
    const bench = {
      addon,
      registry,
      layouts: [],
      tscHz: native.tscHz,
      tscStepTicks: native.tscStepTicks,
      workloads: new Map(),
    };
    const start = performance.now();
    const samples = await measure(
      { ...plan, cpu, seed, budgetSeconds: seconds },
      bench,
      // Never narrow enough: both instruments get the same time.
      () => Number.POSITIVE_INFINITY,
      { signal, onProgress },
    );
    this.#seconds += (performance.now() - start) / 1000;
    signal.throwIfAborted();
    this.#turns.push(...samples.cells);
  }

  results(): Measurement[] {
    const samples = this.#turns.reduce<CellSamples | null>(append, null);
    if (samples === null) throw new Error('the harness measured nothing');
    const estimates = estimateJob(samples);
    const byTurn = this.#turns.map((turn) => estimateJob(turn).strategies);
    const { kept, tooNoisy } = estimates.rounds;
    const control = samples.columns.find(({ purpose }) => purpose === 'control');
    const draws = drawMeans(control?.ns ?? [], kept);
    const { estimate, low, high } = seriesInterval(draws, { resolution: samples.resolutionNs });
    const warnings: string[] = [];
    if (!samples.stateCheck.reached) warnings.push('the blocks were not proven to be hot');
    if (tooNoisy) warnings.push('nearly every round was disturbed: all were used');
    const measurement = {
      ...this.#instrument,
      seconds: this.#seconds,
      values: draws.length,
      emptyNsPerReset: { estimate, low, high },
      sameCodeNsPerReset: estimates.sameCode,
      strategies: estimates.strategies.map(({ strategy, netNs, savingNs }, index) => ({
        strategy,
        nsPerReset: netNs,
        savingNsPerReset: savingNs,
        savingByTurnNs: byTurn.map((turn) => turn[index]?.savingNs.estimate ?? Number.NaN),
      })),
      warnings,
    };
    return [measurement];
  }
}
