/** Text of `perf script --ns` with a probe at the begin of kvm_init_mmu and one at its return. */

import { OWN_NAME } from '../host-facts.js';
import { callNsOf, hasLosses, type RecordedCalls } from './calls.js';

/** Names of the two probes, in the group OWN_NAME. */
export const ENTER_PROBE = 'enter';
export const RETURN_PROBE = 'return';

// `CPU 0/KVM  4245 [003] 12995.721846123: kvm_mmu_bench:enter: (ffffffffc0a1b2c0)`
const LINE = new RegExp(
  `\\b(\\d{1,10})\\s+\\[\\d+\\]\\s+(\\d{1,12})\\.(\\d{1,9}):\\s+${OWN_NAME}:(${ENTER_PROBE}|${RETURN_PROBE}):`,
);

export function kprobeCalls(text: string): RecordedCalls {
  const entered = new Map<string, bigint>();
  const durations: number[] = [];
  let calls = 0;
  for (const line of text.split('\n')) {
    const [, thread = '', seconds = '', fraction = '', probe] = LINE.exec(line) ?? [];
    if (probe === undefined) continue;
    // Nanoseconds since boot outgrow a double after a hundred days.
    const ns = BigInt(seconds) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0').slice(0, 9));
    if (probe === ENTER_PROBE) {
      calls += 1;
      entered.set(thread, ns);
      continue;
    }
    const start = entered.get(thread);
    entered.delete(thread);
    // What ends before it begins is of lines that are out of order.
    if (start !== undefined && ns >= start) durations.push(Number(ns - start));
  }
  return { calls, ns: callNsOf(durations), lost: hasLosses(text) };
}
