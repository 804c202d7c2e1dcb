/** Sampling kvm-mmu-replay for a given time, and asking perf about the samples. */

import { runPerf } from './profile-perf.js';
import { type Replay, replayArguments, replayPath } from './replay.js';
import { runTool } from './tool.js';

export interface Recording {
  /** What kvm-mmu-replay printed: resets, ns each, whether the state was reached. */
  replay: string;
  /** Samples per second that were asked for. */
  frequencyHz: number;
  callGraph: string;
}

/** No multiple of any timer's frequency, so that samples do not march in step with one. */
const FREQUENCY_HZ = 3989;
/**
 * By the debug information instead of frame pointers: functions that call nothing, as most strategies
 * do, have no frame of their own even with -fno-omit-frame-pointer, so frame pointers skip their
 * caller, the timed loop. 8 KiB of stack reach down to main.
 */
const CALL_GRAPH = 'dwarf,8192';

/** Long enough against the start and its jitter. */
const LEAST_TRIAL_SECONDS = 0.3;
const FIRST_TRIAL_RESETS = 50_000;
const TRIAL_GROWTH = 8;
const MOST_RESETS = 1_000_000_000_000;

/** @throws AbortError */
export async function recordReplay(
  data: string,
  replay: Omit<Replay, 'resets'>,
  { event, seconds, signal }: { event: string; seconds: number; signal: AbortSignal },
): Promise<Recording> {
  const resets = await resetsWithin(seconds, replay, signal);
  const { stdout } = await runPerf(
    // Without -N perf would leave copies of what ran in ~/.debug.
    [
      ...['record', '-q', '-N', '-e', event, '-F', String(FREQUENCY_HZ)],
      ...['--call-graph', CALL_GRAPH, '-o', data, '--', replayPath()],
      ...replayArguments({ ...replay, resets }),
    ],
    signal,
  );
  return { replay: stdout.trim(), frequencyHz: FREQUENCY_HZ, callGraph: CALL_GRAPH };
}

/** kvm-mmu-replay counts resets, not seconds; a reset takes from one nanosecond to many hundreds. */
async function resetsWithin(
  seconds: number,
  replay: Omit<Replay, 'resets'>,
  signal: AbortSignal,
): Promise<number> {
  const startSeconds = await secondsOf({ ...replay, resets: 1 }, signal);
  for (let resets = FIRST_TRIAL_RESETS; ; resets *= TRIAL_GROWTH) {
    const trialSeconds = (await secondsOf({ ...replay, resets }, signal)) - startSeconds;
    if (trialSeconds < LEAST_TRIAL_SECONDS) continue;
    return Math.min(MOST_RESETS, Math.max(1, Math.round((resets * seconds) / trialSeconds)));
  }
}

async function secondsOf(replay: Replay, signal: AbortSignal): Promise<number> {
  const start = performance.now();
  const tool = { command: replayPath(), package: 'kvm-mmu-bench' };
  const { code, stderr } = await runTool(tool, replayArguments(replay), { signal });
  if (code !== 0) throw new Error(`kvm-mmu-replay failed: ${stderr.trim()}`);
  return (performance.now() - start) / 1000;
}
