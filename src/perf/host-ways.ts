/** The ways of seeing kvm_init_mmu and kvm_smm_transition on a real host, the best first. */

import {
  bpftraceSteps,
  functionProfileSteps,
  instanceSteps,
  kprobeSteps,
  type Place,
  perfSteps,
  traceCmdSteps,
} from './host-commands.js';
import { FUNCTION, TRANSITION } from './host-facts.js';
import { bpftraceCalls, bpftraceText } from './host-formats/bpftrace.js';
import type { RecordedCalls } from './host-formats/calls.js';
import { functionCalls } from './host-formats/function.js';
import { functionGraphCalls } from './host-formats/function-graph.js';
import { functionProfileCalls } from './host-formats/function-profile.js';
import { kprobeCalls } from './host-formats/kprobe.js';
import * as needs from './host-needs.js';
import type { Steps } from './host-steps.js';
import { BPFTRACE, PERF, TRACE_CMD } from './tool.js';

export interface Way {
  id: string;
  calls: 'times' | 'counts' | 'none';
  /** What a recording has, in words. */
  yields: string;
  /** What it does to the host while it runs. */
  cost: string;
  needs: readonly needs.Need[];
  steps(place: Place): Steps;
  /** Null where the way sees no calls. */
  callsOf: ((output: string) => RecordedCalls) | null;
  /** What is stored, and imported, of the output. */
  textOf(output: string): string;
}

const EVERYTHING = [needs.root, needs.tracefs, needs.transition];
const OF_FTRACE = [needs.functionFilter, needs.nobodyTraces];
const OF_TRACE_CMD = [needs.tool(TRACE_CMD), needs.ftraceControl];
const OF_KPROBES = [needs.symbol, needs.kprobes];
const TRANSITIONS = 'every SMM transition (no registers)';
/** Orders of magnitude, as these tracers commonly have them. */
const EVENT_COST = 'below 1 µs per transition';
const GRAPH_COST = 'in the order of 0.1 µs per call, part of which is in its time';

const asItIs = (output: string) => output;

export const WAYS: readonly Way[] = [
  {
    id: 'function-graph',
    calls: 'times',
    yields: `${TRANSITIONS}; count of calls, and each call's time`,
    cost: GRAPH_COST,
    needs: [
      ...EVERYTHING,
      ...OF_TRACE_CMD,
      needs.tracer('function_graph'),
      needs.symbol,
      ...OF_FTRACE,
    ],
    steps: (place) => traceCmdSteps(place, ['-p', 'function_graph', '-l', FUNCTION]),
    callsOf: functionGraphCalls,
    textOf: asItIs,
  },
  {
    id: 'bpftrace',
    calls: 'times',
    yields: `${TRANSITIONS}; count of calls, mean time, histogram of times`,
    cost: `${GRAPH_COST}; nothing is stored per call`,
    needs: [...EVERYTHING, needs.tool(BPFTRACE), ...OF_KPROBES],
    steps: bpftraceSteps,
    callsOf: bpftraceCalls,
    textOf: bpftraceText,
  },
  {
    id: 'function-profile',
    calls: 'times',
    yields: `${TRANSITIONS}; count of calls and mean time`,
    cost: `${GRAPH_COST}; nothing is stored per call`,
    needs: [
      ...EVERYTHING,
      needs.tracer('function_graph'),
      needs.functionProfiler,
      needs.symbol,
      ...OF_FTRACE,
      needs.ownInstance,
    ],
    steps: functionProfileSteps,
    callsOf: functionProfileCalls,
    textOf: asItIs,
  },
  {
    id: 'kprobe',
    calls: 'times',
    yields: `${TRANSITIONS}; count of calls, and each call's time`,
    cost: 'in the order of 1 µs per call, part of which is in its time',
    needs: [...EVERYTHING, needs.tool(PERF), ...OF_KPROBES, needs.ownProbes],
    steps: kprobeSteps,
    callsOf: kprobeCalls,
    textOf: asItIs,
  },
  {
    id: 'function',
    calls: 'counts',
    yields: `${TRANSITIONS}; count of calls, no times`,
    cost: 'in the order of 0.1 µs per call',
    needs: [...EVERYTHING, ...OF_TRACE_CMD, needs.tracer('function'), needs.symbol, ...OF_FTRACE],
    steps: (place) => traceCmdSteps(place, ['-p', 'function', '-l', FUNCTION]),
    callsOf: functionCalls,
    textOf: asItIs,
  },
  {
    id: 'tracepoint-perf',
    calls: 'none',
    yields: `${TRANSITIONS}; nothing of ${FUNCTION}`,
    cost: EVENT_COST,
    needs: [...EVERYTHING, needs.tool(PERF)],
    steps: (place) => perfSteps(place, [TRANSITION]),
    callsOf: null,
    textOf: asItIs,
  },
  {
    id: 'tracepoint-tracefs',
    calls: 'none',
    yields: `${TRANSITIONS}; nothing of ${FUNCTION}; no tool needed`,
    cost: EVENT_COST,
    needs: [...EVERYTHING, needs.ownInstance],
    steps: instanceSteps,
    callsOf: null,
    textOf: asItIs,
  },
  {
    id: 'tracepoint-trace-cmd',
    calls: 'none',
    yields: `${TRANSITIONS}; nothing of ${FUNCTION}`,
    cost: EVENT_COST,
    needs: [...EVERYTHING, ...OF_TRACE_CMD, needs.nobodyTraces],
    steps: (place) => traceCmdSteps(place, []),
    callsOf: null,
    textOf: asItIs,
  },
];
