/**
 * Text of `trace-cmd report` of the function_graph tracer. A function that calls no other traced one is
 * one line, `funcgraph_entry:  0.301 us | kvm_init_mmu();`; with something between its ends it is two.
 */

import { FUNCTION } from '../host-facts.js';
import { callNsOf, hasLosses, type RecordedCalls } from './calls.js';

const EVENT = 'funcgraph_';
const THREAD = /^(.*?-\d+)\s/;
/** From the event on. Columns are narrow: runs without a bound could be split in too many ways. */
const CALL =
  /^funcgraph_(entry|exit):\s{1,40}(?:[-+!#*@$]\s{0,40})?(?:(\d{1,15}(?:\.\d{1,9})?) us)?\s{0,40}\|\s*(.*)$/;

export function functionGraphCalls(text: string): RecordedCalls {
  /** By thread: what it has entered and not left, as seen. */
  const open = new Map<string, string[]>();
  const durations: number[] = [];
  let calls = 0;
  for (const line of text.split('\n')) {
    const at = line.indexOf(EVENT);
    if (at < 0) continue;
    const thread = THREAD.exec(line.slice(0, at))?.[1];
    const [, end, microseconds, code = ''] = CALL.exec(line.slice(at)) ?? [];
    if (thread === undefined || end === undefined) continue;
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
