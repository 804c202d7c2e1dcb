/** Text of `perf script`. Columns before the event may be missing, and the command may have spaces. */

import type { TraceFormat } from './format.js';
import { type TracepointText, tracepointParser } from './tracepoint.js';

const TEXT: TracepointText = {
  event: 'kvm:kvm_smm_transition:',
  // `CPU 0/KVM  4242 [003] 12345.678901:`, with -F pid,tid `4242/4245`, without CPU or time one less.
  thread: /^\s*\S.*?\s(?:\d+\/)?(\d+)(?:\s+\[\d+\]|\s+[\d.]+:|\s*$)/,
  loss: /\bPERF_RECORD_LOST(?:_SAMPLES)?\b/,
};

export const perfScript: TraceFormat = {
  id: 'perf-script',
  description: 'text of perf script (kvm:kvm_smm_transition)',
  hasRegisters: false,
  vcpuAdvice: '',
  // Any event: a recording of all of kvm:* may begin with thousands of others.
  recognises: (head) => /^(?:.*\s)?\w+:\w+:\s/m.test(head),
  parser: (context) => tracepointParser(TEXT, context),
};
