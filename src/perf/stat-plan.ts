/** How many resets each run makes. */

/** Runs of each strategy and of empty. The interval of 5 is their whole range, 94 % sure. */
export const REPETITIONS = 5;

/** For all the runs of one layout, state and retirement; most are slower than the strategy tried. */
const SECONDS_PER_CELL = 20;
/** Many groups of events leave each run little time, but a run of nothing but its start is no use. */
const LEAST_SECONDS = 0.1;

const LEAST_RESETS = 1000;
const MOST_RESETS = 20_000_000;

/** How long a run under perf took. */
export interface RunTime {
  wallSeconds: number;
  /** Of the replay. On a busy machine it varies much less than the wall clock. */
  cpuSeconds: number;
}

export interface Pilot {
  /** Of a run that makes hardly any resets, by the wall clock. */
  startSeconds: number;
  secondsPerReset: number;
}

const FIRST_PILOT_RESETS = 10_000;
const PILOT_GROWTH = 5;
/** The CPU time of a process's start varies by some milliseconds: resets must take longer. */
const PILOT_SECONDS = 0.1;

/** @param timeRun measures a run of so many resets */
export async function flyPilot(timeRun: (resets: number) => Promise<RunTime>): Promise<Pilot> {
  const start = await timeRun(1);
  for (let resets = FIRST_PILOT_RESETS; ; resets *= PILOT_GROWTH) {
    const { cpuSeconds } = await timeRun(resets);
    const seconds = Math.max(cpuSeconds - start.cpuSeconds, 0);
    if (seconds >= PILOT_SECONDS || resets * PILOT_GROWTH > MOST_RESETS) {
      return { startSeconds: start.wallSeconds, secondsPerReset: seconds / resets };
    }
  }
}

/**
 * Resets per run, so that all runs together take SECONDS_PER_CELL or little more, to two digits.
 *
 * More of them are better: what a process does once (clocks, arena) differs by millions of cycles
 * from run to run, and is divided by the resets.
 */
export function resetsPerRun({ startSeconds, secondsPerReset }: Pilot, runs: number): number {
  const available = Math.max(SECONDS_PER_CELL / runs - startSeconds, LEAST_SECONDS);
  const wanted = Math.min(Math.max(available / secondsPerReset, LEAST_RESETS), MOST_RESETS);
  return Number(wanted.toPrecision(2));
}
