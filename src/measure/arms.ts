/** Arms of an experiment measured together: ns per reset by arm and round. */

import type {
  ArmFacts,
  ArmRequest,
  CopyArm,
  LabSchedule,
  RoundSamples,
} from '../host/native-lab.js';
import { latinOrder } from '../stats/latin-square.js';
import { seededRandom } from '../stats/random.js';
import type { Bench, JobWatch } from './job.js';
import { watched } from './job.js';

export interface ArmLimits {
  seed: number;
  cpu: number;
  /** At most, and at least before the budget counts. */
  rounds: number;
  leastRounds: number;
  budgetSeconds: number;
}

export interface ArmColumn extends ArmFacts {
  name: string;
  /** By round: ns per reset, or per copy, harness included. */
  ns: Float64Array;
  /** The clock's step in the unit of `ns`. */
  resolutionNs: number;
}

export interface ArmSamples {
  columns: ArmColumn[];
  rounds: number;
  /** By round: flags in the order of DISTURBANCES. */
  disturbances: Uint8Array;
  /** See LabSamples. */
  interpretedPerExit: number | null;
  repeatedRegions: number;
  wallNs: number;
  busyNs: number;
}

type LabBench = Pick<Bench, 'addon' | 'tscHz' | 'tscStepTicks'>;

/** @param arms by name */
export async function runArms(
  arms: Readonly<Record<string, ArmRequest>>,
  bench: LabBench,
  limits: ArmLimits,
  watch: JobWatch,
): Promise<ArmSamples> {
  const request = {
    ...schedule(Object.keys(arms).length, bench, limits),
    arms: Object.values(arms),
  };
  const native = await watched((onRound) => bench.addon.startLab(request, onRound), watch);
  return {
    ...sampled(Object.keys(arms), native, native.arms, bench),
    interpretedPerExit: native.interpretedPerExit,
  };
}

/** Copies in place of resets; samples are ns per copy. */
export async function runCopies(
  arms: Readonly<Record<string, CopyArm>>,
  bench: LabBench,
  limits: ArmLimits,
  watch: JobWatch,
): Promise<ArmSamples> {
  const request = {
    ...schedule(Object.keys(arms).length, bench, limits),
    arms: Object.values(arms),
  };
  const native = await watched((onRound) => bench.addon.startCopies(request, onRound), watch);
  const facts = request.arms.map(() => ({
    resets: native.copiesPerSample,
    loadLatencyNs: Number.NaN,
    settingNs: Number.NaN,
  }));
  return sampled(Object.keys(arms), native, facts, bench);
}

function schedule(columns: number, bench: LabBench, limits: ArmLimits): LabSchedule {
  const { rounds, leastRounds, budgetSeconds, seed, cpu } = limits;
  return {
    rounds,
    leastRounds,
    budgetNs: budgetSeconds * 1e9,
    order: latinOrder(columns, rounds, seededRandom(seed)),
    seed,
    cpu,
    tscHz: bench.tscHz,
  };
}

function sampled(
  names: readonly string[],
  native: RoundSamples,
  facts: readonly ArmFacts[],
  { tscHz, tscStepTicks }: LabBench,
): ArmSamples {
  const { ticks, rounds, disturbances, repeatedRegions, wallNs, busyNs } = native;
  const columns = facts.map((each, index): ArmColumn => {
    const nsPerTick = 1e9 / tscHz / each.resets;
    return {
      ...each,
      name: names[index] ?? '',
      ns: Float64Array.from(
        { length: rounds },
        (_, round) => (ticks[round * names.length + index] ?? Number.NaN) * nsPerTick,
      ),
      resolutionNs: tscStepTicks * nsPerTick,
    };
  });
  return {
    columns,
    rounds,
    disturbances,
    interpretedPerExit: null,
    repeatedRegions,
    wallNs,
    busyNs,
  };
}
