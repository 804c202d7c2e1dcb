/** A native addon without hardware: its jobs give whatever the test says, when it says. */

import { vi } from 'vitest';
import type { NativeAddon } from '../../src/host/native.js';
import type {
  BankRequest,
  BankSamples,
  BootRequest,
  BootSamples,
  JobSamples,
  NativeJob,
  StateCheck,
} from '../../src/host/native-jobs.js';

export type AnyRequest = BankRequest | BootRequest;

/** What one job does: how many rounds, how many ticks each, and what happens on the way. */
export interface FakeJob {
  /** Rounds done, those asked for unless given. */
  rounds?: number;
  ticks?: (round: number, column: number) => number;
  /** Flags of the operating system, none unless given. */
  disturbances?: (round: number) => number;
  /** Called with progress before the job ends. */
  run?: (onRound: (done: number) => void, request: AnyRequest) => void | Promise<void>;
  /** Ends the job with this instead of samples. */
  error?: Error;
  /** The job does not end before it is cancelled. */
  untilCancelled?: boolean;
  changes?: Partial<JobSamples>;
}

export const RESETS_PER_REGION = 8;

export interface FakeAddon extends NativeAddon {
  /** In the order of the jobs. */
  requests: AnyRequest[];
  cancelled: number;
}

export function stateCheck(state: string, reached = true): StateCheck {
  return {
    state,
    loadLatencyNs: 1.5,
    referenceNs: 1.5,
    nearerNs: 0,
    fartherNs: 4,
    method: 'none',
    reached,
    reachedShare: reached ? 1 : 0.25,
  };
}

function unused(): never {
  throw new Error('this test does not use it');
}

/** @param jobs by number, from 0 */
export function fakeAddon(
  jobs: (job: number, request: AnyRequest) => FakeJob = () => ({}),
): FakeAddon {
  const start = (request: AnyRequest, onRound: (done: number) => void): NativeJob<JobSamples> => {
    const job = jobs(addon.requests.push(request) - 1, request);
    let cancel: () => void = () => {};
    const cancelled = new Promise<void>((resolve) => {
      cancel = () => {
        addon.cancelled += 1;
        resolve();
      };
    });
    const finish = async (): Promise<JobSamples> => {
      // Nothing of a native job happens before the call that starts it has returned.
      await Promise.resolve();
      await job.run?.(onRound, request);
      if (job.error !== undefined) throw job.error;
      if (job.untilCancelled) await cancelled;
      return samplesOf(request, job);
    };
    return { samples: finish(), cancel };
  };
  const addon: FakeAddon = {
    requests: [],
    cancelled: 0,
    registry: unused,
    inspectHost: unused,
    counterEvents: unused,
    startBank: (request, onRound): NativeJob<BankSamples> =>
      extend(start(request, onRound), {
        resetsPerRegion: RESETS_PER_REGION,
        blocks: 8,
        counters: { counts: new Float64Array(), draws: 0, timeShare: 0 },
      }),
    startBoot: (request, onRound): NativeJob<BootSamples> =>
      extend(start(request, onRound), {
        fullResets: 4,
        earlyResets: 2,
        lineLevels: null,
        ...emptyTimeline(request),
      }),
    labMeans: unused,
    startLab: unused,
    startCopies: unused,
    createBatch: unused,
    probeWrites: unused,
    replayBytes: unused,
    describeRole: unused,
    startPrograms: unused,
    assembleProgram: unused,
    probeProgram: unused,
  };
  return addon;
}

/** Of every part of every boot, nothing. */
function emptyTimeline({ rounds, columns, transitions }: BootRequest) {
  const transitionsPerPart = 2;
  const parts = Math.ceil(transitions.length / transitionsPerPart);
  return {
    transitionsPerPart,
    partTicks: new Float64Array(rounds * columns.length * parts),
  };
}

function extend<T extends object>(job: NativeJob<JobSamples>, more: T): NativeJob<JobSamples & T> {
  return { ...job, samples: job.samples.then((samples) => ({ ...samples, ...more })) };
}

/**
 * A job that takes some time a round, of a clock that only it moves, and ends with a whole draw once
 * its least rounds are done and its budget is used up, as the native ones do.
 */
export function timedJob(request: AnyRequest, roundMs = 1): FakeJob {
  const affordable = 2 * Math.ceil(request.budgetNs / 1e6 / roundMs / 2);
  const rounds = Math.min(request.rounds, Math.max(request.leastRounds, affordable));
  return { rounds, run: () => void vi.advanceTimersByTime(rounds * roundMs) };
}

function samplesOf(request: AnyRequest, job: FakeJob): JobSamples {
  const { rounds, ticks, disturbances = () => 0, changes } = job;
  const columns = request.columns.length;
  const done = rounds ?? request.rounds;
  return jobSamples({
    ticks: Float64Array.from({ length: done * columns }, (_, index) =>
      ticks === undefined ? 0 : ticks(Math.floor(index / columns), index % columns),
    ),
    rounds: done,
    disturbances: Uint8Array.from({ length: done }, (_, round) => disturbances(round)),
    stateCheck: stateCheck(request.state),
    ...changes,
  });
}

export function jobSamples(changes: Partial<JobSamples>): JobSamples {
  return {
    ticks: new Float64Array(),
    rounds: 0,
    stateCheck: stateCheck('hot'),
    hugePageShare: 1,
    pinnedCpu: 1,
    wallNs: 1e6,
    busyNs: 5e5,
    disturbances: new Uint8Array(changes.rounds ?? 0),
    repeatedRegions: 0,
    ...changes,
  };
}
