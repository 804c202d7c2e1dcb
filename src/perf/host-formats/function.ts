/** Text of `trace-cmd report` of the function tracer: calls, no times. */

import { FUNCTION } from '../host-facts.js';
import { hasLosses, type RecordedCalls } from './calls.js';

const CALL = new RegExp(`\\bfunction:\\s+${FUNCTION}\\b`);

export function functionCalls(text: string): RecordedCalls {
  const calls = text.split('\n').filter((line) => CALL.test(line)).length;
  return { calls, ns: null, lost: hasLosses(text) };
}
