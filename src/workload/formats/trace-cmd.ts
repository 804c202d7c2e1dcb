/** Text of `trace-cmd report`, and ftrace's own `trace` file, whose columns are the same. */

import type { TraceFormat } from './format.js';
import { type TracepointText, tracepointParser } from './tracepoint.js';

const TEXT: TracepointText = {
  event: 'kvm_smm_transition:',
  // `CPU 0/KVM-4242  [003] d..1. 12345.678901:`; -F or a newer version may leave out the flags.
  thread: /-(\d+)\s+(?:\(\s*[\d-]+\)\s+)?\[\d+\]/,
  loss: /\[(?:LOST \d+ EVENTS|EVENTS DROPPED)\]/,
};

const HEADER = /^(?:version = \d+|cpus=\d+|# tracer: )/m;
/** Any event. */
const LINE = /^ *\S.{0,40}-\d+ +(?:\(.{1,12}\) +)?\[\d+\] +(?:\S{1,12} +)?\d+(?:\.\d+)?: +\w+: /m;
/** Without the system that perf puts before it. */
const TRANSITION = /(?<!:)\bkvm_smm_transition: /;

export const traceCmd: TraceFormat = {
  id: 'trace-cmd',
  description: 'text of trace-cmd report (kvm_smm_transition)',
  hasRegisters: false,
  vcpuAdvice: '',
  recognises: (head) => [HEADER, LINE, TRANSITION].some((mark) => mark.test(head)),
  parser: (context) => tracepointParser(TEXT, context),
};
