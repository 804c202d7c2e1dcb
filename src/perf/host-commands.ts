/** The commands of the ways of recording, each with what takes it back. */

import { join } from 'node:path';
import { FUNCTION, type HostFacts, OWN_NAME, TRANSITION } from './host-facts.js';
import { CALLS_MAP, HISTOGRAM_MAP, STATS_MAP } from './host-formats/bpftrace.js';
import { ENTER_PROBE, RETURN_PROBE } from './host-formats/kprobe.js';
import type { Step, Steps } from './host-steps.js';
import { BPFTRACE, PERF, TRACE_CMD } from './tool.js';

/** What depends on the host and on what was asked for. */
export interface Place {
  /** Path of tracefs. */
  tracefs: string;
  /** As it was before. */
  tracingOn: string;
  seconds: number;
  /** For the recorders' own files. */
  folder: string;
}

/** Where this kernel has it, else where it usually is. */
export function placeOf({ tracefs }: HostFacts, seconds: number, folder: string): Place {
  const its = 'unreadable' in tracefs ? { path: '/sys/kernel/tracing', tracingOn: '1' } : tracefs;
  return { tracefs: its.path, tracingOn: its.tracingOn, seconds, folder };
}

/** It cleans up after itself, except after an accident: then the last steps do. */
export function traceCmdSteps(place: Place, tracer: readonly string[]): Steps {
  const { tracefs, tracingOn, seconds, folder } = place;
  const data = join(folder, 'trace.dat');
  const event = join(tracefs, 'events', TRANSITION.replace(':', '/'), 'enable');
  const ofTracer: Step[] =
    tracer.length === 0
      ? []
      : [
          { do: 'write', path: join(tracefs, 'current_tracer'), text: 'nop' },
          { do: 'write', path: join(tracefs, 'set_ftrace_filter'), text: '' },
        ];
  return {
    setUp: [],
    record: [
      {
        do: 'record',
        tool: TRACE_CMD,
        args: ['record', '-q', ...tracer, '-e', TRANSITION, '-o', data, 'sleep', String(seconds)],
        keepsOutput: false,
      },
    ],
    read: [{ do: 'report', tool: TRACE_CMD, args: ['report', '-i', data] }],
    tearDown: [
      ...ofTracer,
      { do: 'write', path: event, text: '0' },
      { do: 'write', path: join(tracefs, 'tracing_on'), text: tracingOn },
    ],
  };
}

export function perfSteps({ seconds, folder }: Place, events: readonly string[]): Steps {
  const data = join(folder, 'perf.data');
  const asked = events.flatMap((event) => ['-e', event]);
  return {
    setUp: [],
    record: [
      {
        do: 'record',
        tool: PERF,
        args: ['record', '-q', '-a', ...asked, '-o', data, '--', 'sleep', String(seconds)],
        keepsOutput: false,
      },
    ],
    read: [
      { do: 'report', tool: PERF, args: ['script', '--ns', '--show-lost-events', '-i', data] },
    ],
    tearDown: [],
  };
}

/** Named by hand: what perf probe calls a return probe depends on its version. */
export function kprobeSteps(place: Place): Steps {
  const path = join(place.tracefs, 'kprobe_events');
  const probes = [
    { name: `${OWN_NAME}/${ENTER_PROBE}`, kind: 'p' },
    { name: `${OWN_NAME}/${RETURN_PROBE}`, kind: 'r' },
  ];
  const events = probes.map(({ name }) => name.replace('/', ':'));
  return {
    ...perfSteps(place, [TRANSITION, ...events]),
    setUp: probes.map(({ name, kind }) => ({
      do: 'append',
      path,
      text: `${kind}:${name} ${FUNCTION}`,
    })),
    tearDown: probes.map(({ name }) => ({ do: 'append', path, text: `-:${name}` })),
  };
}

/** A buffer of tracefs's own kind, apart from whatever else is traced. */
export function instanceSteps({ tracefs, seconds }: Place): Steps {
  const folder = join(tracefs, 'instances', OWN_NAME);
  const enable = join(folder, 'events', TRANSITION.replace(':', '/'), 'enable');
  return {
    setUp: [
      { do: 'make', path: folder },
      { do: 'write', path: enable, text: '1' },
    ],
    record: [{ do: 'wait', seconds }],
    read: [{ do: 'read', path: join(folder, 'trace') }],
    tearDown: [
      { do: 'write', path: enable, text: '0' },
      { do: 'remove', path: folder },
    ],
  };
}

export function functionProfileSteps(place: Place): Steps {
  const { tracefs } = place;
  const events = instanceSteps(place);
  const profiler = join(tracefs, 'function_profile_enabled');
  const filter = join(tracefs, 'set_ftrace_filter');
  const off: Step = { do: 'write', path: profiler, text: '0' };
  return {
    setUp: [
      ...events.setUp,
      { do: 'write', path: filter, text: FUNCTION },
      { do: 'write', path: profiler, text: '1' },
    ],
    record: events.record,
    read: [
      ...events.read,
      { do: 'read-each', folder: join(tracefs, 'trace_stat'), begin: 'function' },
    ],
    tearDown: [off, { do: 'write', path: filter, text: '' }, ...events.tearDown],
  };
}

/** Transitions are printed as perf script prints them, which is what is imported. */
export function bpftraceSteps({ seconds }: Place): Steps {
  const line = (direction: string) =>
    'printf("%s %d [%03d] %llu.%09llu: ' +
    `${TRANSITION}: vcpu %u: ${direction} SMM, smbase 0x%llx\\n", ` +
    'comm, tid, cpu, nsecs / 1000000000, nsecs % 1000000000, args->vcpu_id, args->smbase)';
  const program = [
    `kprobe:${FUNCTION} { @start[tid] = nsecs; ${CALLS_MAP} = count(); }`,
    `kretprobe:${FUNCTION} /@start[tid]/ { $ns = nsecs - @start[tid]; ${STATS_MAP} = stats($ns);`,
    `${HISTOGRAM_MAP} = hist($ns); delete(@start[tid]); }`,
    `tracepoint:${TRANSITION} /args->entering/ { ${line('entering')}; }`,
    `tracepoint:${TRANSITION} /!args->entering/ { ${line('leaving')}; }`,
    `interval:ms:${Math.ceil(seconds * 1000)} { exit(); }`,
    'END { clear(@start); }',
  ];
  return {
    setUp: [],
    record: [
      {
        do: 'record',
        tool: BPFTRACE,
        args: ['-f', 'json', '-e', program.join(' ')],
        keepsOutput: true,
      },
    ],
    read: [],
    tearDown: [],
  };
}
