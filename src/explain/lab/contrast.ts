/** Sums and differences of arms within rounds, with their intervals. */

import type { ArmColumn, ArmSamples } from '../../measure/arms.js';
import { familyConfidence } from '../../stats/family.js';
import { seriesInterval } from '../../stats/paired.js';
import { drawMeans, LEAST_ROUNDS, usableRounds } from '../../stats/rounds.js';
import type { Interval } from '../../stats/types.js';

/** By arm, how often it is added; negative: subtracted. */
export type Combination = Readonly<Record<string, number>>;

const CONFIDENCE = 0.95;

/** ns per reset, of arms that were measured in the same rounds. */
export class Contrasts {
  readonly #columns: ReadonlyMap<string, ArmColumn>;
  readonly #kept: readonly number[];
  /** Nearly every round was disturbed: nothing can be told. */
  readonly tooNoisy: boolean;

  /** See LabSamples. */
  readonly interpretedPerExit: number | null;

  /** @throws RangeError if no round was completed */
  constructor(samples: ArmSamples) {
    if (samples.rounds === 0) throw new RangeError('an experiment without a round');
    this.#columns = new Map(samples.columns.map((column) => [column.name, column]));
    const { kept, tooNoisy } = usableRounds(samples.disturbances);
    this.#kept = kept;
    this.interpretedPerExit = samples.interpretedPerExit;
    this.tooNoisy = tooNoisy || samples.rounds < LEAST_ROUNDS;
  }

  /** @param comparisons how many of them shall hold together at 95 % */
  interval(combination: Combination, comparisons = 1): Interval {
    const terms = Object.entries(combination).filter(([, factor]) => factor !== 0);
    const sum = new Float64Array(this.#rounds());
    let resolution = 0;
    for (const [name, factor] of terms) {
      const { ns, resolutionNs } = this.arm(name);
      resolution = Math.max(resolution, Math.abs(factor) * resolutionNs);
      for (let round = 0; round < sum.length; round++) {
        sum[round] = (sum[round] ?? 0) + factor * (ns[round] ?? Number.NaN);
      }
    }
    const { estimate, low, high } = seriesInterval(drawMeans(sum, this.#kept), {
      confidence: familyConfidence(CONFIDENCE, comparisons),
      resolution,
    });
    return { estimate, low, high };
  }

  /** @throws RangeError for an arm that was not measured */
  arm(name: string): ArmColumn {
    const column = this.#columns.get(name);
    if (column === undefined) throw new RangeError(`no arm ${name}`);
    return column;
  }

  #rounds(): number {
    return this.#columns.values().next().value?.ns.length ?? 0;
  }
}

/** Term by term. */
export function plus(...combinations: readonly Combination[]): Combination {
  const sum: Record<string, number> = {};
  for (const combination of combinations) {
    for (const [name, factor] of Object.entries(combination)) {
      sum[name] = (sum[name] ?? 0) + factor;
    }
  }
  return sum;
}

export function minus(from: Combination, what: Combination): Combination {
  return plus(from, times(what, -1));
}

export function times(combination: Combination, factor: number): Combination {
  return Object.fromEntries(
    Object.entries(combination).map(([name, each]) => [name, each * factor]),
  );
}
