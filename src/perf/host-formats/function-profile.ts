/**
 * The function profiler's trace_stat/function0, function1, ...: one table per CPU. Without the
 * function_graph tracer in the kernel the tables end after the column Hit.
 *
 *     Function                               Hit    Time            Avg             s^2
 *     --------                               ---    ----            ---             ---
 *     kvm_init_mmu                           600    231.450 us      0.385 us        0.041 us
 */

import { FUNCTION } from '../host-facts.js';
import type { RecordedCalls } from './calls.js';

const ROW = new RegExp(`^\\s*${FUNCTION}\\s+(\\d{1,15})(?:\\s+(\\d{1,15}(?:\\.\\d+)?) us\\s.*)?$`);

export function functionProfileCalls(text: string): RecordedCalls {
  let calls = 0;
  let timed = 0;
  let microseconds = 0;
  for (const line of text.split('\n')) {
    const [, hits, time] = ROW.exec(line) ?? [];
    if (hits === undefined) continue;
    calls += Number(hits);
    if (time === undefined) continue;
    timed += Number(hits);
    microseconds += Number(time);
  }
  const mean = (microseconds * 1000) / timed;
  const ns = timed > 0 ? { timed, mean, quantiles: null, histogram: null } : null;
  // Counters in the kernel: nothing gets lost.
  return { calls, ns, lost: false };
}
