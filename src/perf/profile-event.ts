/** What perf can sample here: cycles where a counter counts them, time elsewhere, or nothing and why. */

import { excerpt, UsageError } from '../errors.js';
import { readParanoid } from './stat-run.js';
import { PERF, runTool } from './tool.js';

export interface ProfileEvent {
  /** For `perf record -e`. */
  name: string;
  why: string;
}

const CYCLES = 'cycles:u';
/** The most precise that the CPU has, so that the instruction named is the right one. */
const PRECISE_CYCLES = `${CYCLES}P`;
const CLOCK = 'cpu-clock:u';
/** The strictest level at which a process may sample its own user mode. */
const LEVEL_NEEDED = 2;

/**
 * User mode only: that is where a strategy runs, and nobody needs more rights for it than the kernel
 * gives by default.
 *
 * @throws UsageError where perf may not or cannot sample
 */
export async function chooseEvent(signal: AbortSignal): Promise<ProfileEvent> {
  const args = ['stat', '-x,', '-e', `${CYCLES},${CLOCK}`, '--', 'true'];
  const { code, stderr } = await runTool(PERF, args, { signal });
  const clock = countsOf('cpu-clock', stderr);
  if (code !== 0 || !clock.some(isNumber)) throw new UsageError(refusal(readParanoid(), stderr));
  const cycles = countsOf('cycles', stderr);
  if (!cycles.some(isNumber)) return timer(`perf stat says ${cycles[0] ?? 'nothing'} for cycles`);
  if (!(await canSample(PRECISE_CYCLES, signal))) return timer('cycles are counted, not sampled,');
  return {
    name: PRECISE_CYCLES,
    why: 'core cycles in user mode, which this CPU counts, as precisely located as it can',
  };
}

function timer(reason: string): ProfileEvent {
  return {
    name: CLOCK,
    why:
      `a timer of the kernel, in user mode: ${reason} here, as in most virtual machines. Its ` +
      'samples say where time goes; an instruction is named when the interrupt arrives, which is ' +
      'often one or a few after the one that took the time',
  };
}

/** Some virtual machines have counters without interrupts. */
async function canSample(event: string, signal: AbortSignal): Promise<boolean> {
  const args = ['record', '-q', '-N', '-o', '/dev/null', '-e', event, '--', 'true'];
  return (await runTool(PERF, args, { signal })).code === 0;
}

/**
 * `<value>,<unit>,<event>,...` per line of `perf stat -x,`; a CPU with two kinds of cores has a line
 * for each, such as `cpu_atom/cycles/u`, and a program that ran on one of them counts there only.
 */
function countsOf(event: string, text: string): string[] {
  const rows = text.split('\n').map((line) => line.split(','));
  return rows.flatMap(([value = '', , name = '']) =>
    name.split(/[/:]/).includes(event) ? [value] : [],
  );
}

function isNumber(text: string): boolean {
  return /^\d+(\.\d+)?$/.test(text);
}

/** One line: what was found, what is needed, who can give it. */
export function refusal(level: number | null, stderr: string): string {
  const found =
    level === null
      ? 'this kernel has no perf_event_paranoid'
      : `kernel.perf_event_paranoid is ${level}`;
  const said =
    stderr
      .split('\n')
      .find((line) => !/^(Error:)?\s*$/.test(line))
      ?.trim() ?? 'nothing';
  const remedy =
    level !== null && level <= LEVEL_NEEDED
      ? ', which is enough, so something else forbids perf_event_open, such as the seccomp filter of ' +
        'a container: allow it there, or give the capability CAP_PERFMON'
      : `, needed is ${LEVEL_NEEDED} or less (sysctl -w kernel.perf_event_paranoid=${LEVEL_NEEDED}) ` +
        'or the capability CAP_PERFMON';
  return `perf (package ${PERF.package}) cannot sample: ${found}${remedy}; perf says ${excerpt(said)}`;
}
