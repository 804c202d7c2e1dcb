/**
 * Text of `trace-cmd report` of the function_graph tracer. A function that calls no other traced one is
 * one line, `funcgraph_entry:  0.301 us | kvm_init_mmu();`; with something between its ends it is two.
 */

import { FUNCTION } from '../host-facts.js';
import { callNsOf, hasLosses, type RecordedCalls } from './calls.js';

const LINE =
  /^(.*?-\d+)\s.*?\bfuncgraph_(entry|exit):\s+(?:[-+!#*@$]\s*)?(?:([\d.]+) us)?\s*\|\s*(.*)$/;

export function functionGraphCalls(text: string): RecordedCalls {
  /** By thread: what it has entered and not left, as seen. */
  const open = new Map<string, string[]>();
  const durations: number[] = [];
  let calls = 0;
  for (const line of text.split('\n')) {
    if (!line.includes('funcgraph_')) continue;
    const [, thread = '', end, microseconds, code = ''] = LINE.exec(line) ?? [];
    if (end === undefined) continue;
    const name = /^\w+/.exec(code)?.[0] ?? '';
    const stack = open.get(thread) ?? [];
    open.set(thread, stack);
    let ended: string | undefined;
    if (end === 'exit') ended = stack.pop();
    else {
      if (name === FUNCTION) calls += 1;
      if (microseconds === undefined) stack.push(name);
      else ended = name;
    }
    if (ended === FUNCTION && microseconds !== undefined) {
      durations.push(Number(microseconds) * 1000);
    }
  }
  return { calls, ns: callNsOf(durations), lost: hasLosses(text) };
}
