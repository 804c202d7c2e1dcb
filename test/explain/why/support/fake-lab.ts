/** A lab without hardware: its ticks come from a model of the machine, its means from the test. */

import { Lab, type LabSetting } from '../../../../src/explain/lab/lab.js';
import type { NativeAddon, NativeRegistry } from '../../../../src/host/native.js';
import type { NativeJob } from '../../../../src/host/native-jobs.js';
import type {
  ArmRequest,
  CopyRequest,
  LabMeans,
  LabRequest,
  LabSchedule,
  RoundSamples,
} from '../../../../src/host/native-lab.js';
import { seededRandom } from '../../../../src/stats/random.js';
import { fakeAddon } from '../../../measure/fake-addon.js';
import { fakeRegistry } from '../../../plan/registry.js';
import { gaussian } from '../../../stats/simulate.js';
import { fakeMeans } from './means.js';
import { bytesWritten, LAYOUTS } from './structs.js';
import { CORE_HZ, type World, worldOf } from './world.js';

const TSC_HZ = 2.5e9;
const VCPUS = 16;
const COPIES_PER_SAMPLE = 32;

export interface FakeLabOptions {
  world?: World;
  means?: LabMeans;
  registry?: NativeRegistry;
  /** Standard deviation of each arm's ns per reset. */
  noiseNs?: number;
  /** What all arms of a round share rises by this every round. */
  driftNs?: number;
  /** Flags of a round, by number of the job from 0. */
  disturbances?: (round: number, job: number) => number;
  /** Called when a job begins: an error ends it, `wait` leaves it to cancel(). */
  onJob?: (job: number) => Error | 'wait' | undefined;
  interpretedPerExit?: number;
  setting?: Partial<LabSetting>;
}

export interface FakeLab {
  lab: Lab;
  /** In the order of the jobs. */
  requests: (LabRequest | CopyRequest)[];
  progress: { label: string; finished: number }[];
}

/** Enough noise to be there, far less than what would matter. */
export const NOISE = { noiseNs: 0.4, driftNs: 3 };

export function fakeLab(options: FakeLabOptions = {}): FakeLab {
  const { means = fakeMeans(), registry = labRegistry(), setting = {} } = options;
  const requests: FakeLab['requests'] = [];
  const progress: FakeLab['progress'] = [];
  const lab = new Lab({
    addon: addonOf(requests, options),
    registry,
    means,
    tscHz: TSC_HZ,
    // So fine that the statistics do not see it.
    tscStepTicks: 0,
    coreHz: CORE_HZ,
    memoryLimitBytes: null,
    cpu: 1,
    seed: 600,
    effort: { leastRounds: 24, secondsPerJob: 0.5, footprints: [] },
    layout: LAYOUTS['v5.16'].name,
    phase: LAYOUTS['v5.16'].phase,
    signal: new AbortController().signal,
    onProgress: (label, finished) => progress.push({ label, finished }),
    ...setting,
  });
  return { lab, requests, progress };
}

export function labRegistry(changes: Partial<NativeRegistry> = {}): NativeRegistry {
  return fakeRegistry({ layouts: Object.values(LAYOUTS), ...changes });
}

function addonOf(requests: FakeLab['requests'], options: FakeLabOptions): NativeAddon {
  const { world = worldOf() } = options;
  const start = <T extends RoundSamples>(
    request: LabRequest | CopyRequest,
    samples: (rounds: number, job: number) => T,
  ): NativeJob<T> => {
    const job = requests.push(request) - 1;
    let cancel: () => void = () => {};
    const cancelled = new Promise<void>((resolve) => {
      cancel = resolve;
    });
    const finish = async (): Promise<T> => {
      // Nothing of a native job happens before the call that starts it has returned.
      await Promise.resolve();
      const end = options.onJob?.(job);
      if (end instanceof Error) throw end;
      if (end === 'wait') await cancelled;
      return samples(end === 'wait' ? 0 : request.leastRounds, job);
    };
    return { samples: finish(), cancel };
  };
  return {
    ...fakeAddon(),
    probeWrites: ({ layout, strategy }) => ({ writtenBytes: bytesWritten(layout, strategy) }),
    startLab: (request) => {
      const { arms } = request;
      const facts = arms.map((arm) => ({
        resets: resetsIn(arm),
        loadLatencyNs: world.loadLatencyNs(arm),
        settingNs: world.settingNs(arm),
      }));
      const ns = arms.map((arm, index) => world.resetNs(arm, index));
      const per = facts.map(({ resets }) => resets);
      return start(request, (rounds, job) => ({
        ...ticked(ns, per, rounds, { request, job, options }),
        arms: facts,
        interpretedPerExit: options.interpretedPerExit ?? null,
        hugePageShare: 1,
        pinnedCpu: request.cpu,
      }));
    },
    startCopies: (request) => {
      const ns = request.arms.map((arm) => world.copyNs(arm));
      const per = ns.map(() => COPIES_PER_SAMPLE);
      return start(request, (rounds, job) => ({
        ...ticked(ns, per, rounds, { request, job, options }),
        copiesPerSample: COPIES_PER_SAMPLE,
        pinnedCpu: request.cpu,
      }));
    },
  };
}

function resetsIn({ vcpus = VCPUS, passes = 1, repeats = 1 }: ArmRequest): number {
  return vcpus * passes * repeats;
}

interface Circumstances {
  request: LabSchedule;
  job: number;
  options: FakeLabOptions;
}

/** @param ns per reset by arm @param per resets in a sample, by arm */
function ticked(
  ns: readonly number[],
  per: readonly number[],
  rounds: number,
  { request, job, options }: Circumstances,
): RoundSamples {
  const { noiseNs = 0, driftNs = 0, disturbances = () => 0 } = options;
  const random = seededRandom(request.seed);
  return {
    ticks: Float64Array.from({ length: rounds * ns.length }, (_, index) => {
      const arm = index % ns.length;
      const shared = driftNs * Math.floor(index / ns.length);
      const each = (ns[arm] ?? 0) + shared + noiseNs * gaussian(random);
      return (each * (per[arm] ?? 0) * request.tscHz) / 1e9;
    }),
    rounds,
    disturbances: Uint8Array.from({ length: rounds }, (_, round) => disturbances(round, job)),
    repeatedRegions: 0,
    wallNs: 1e6,
    busyNs: 5e5,
  };
}
