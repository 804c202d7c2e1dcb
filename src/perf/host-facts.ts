/** What this kernel and this user offer for tracing KVM: found by looking, nothing is changed. */

import { readdirSync, readFileSync } from 'node:fs';
import { release } from 'node:os';
import { join } from 'node:path';
import { BPFTRACE, PERF, TRACE_CMD, toolVersion } from './tool.js';

export const FUNCTION = 'kvm_init_mmu';
export const TRANSITION = 'kvm:kvm_smm_transition';
/** Its name before v5.14. */
export const OLD_TRANSITION = 'kvm:kvm_enter_smm';
/** Of what a recording adds to the kernel: an instance of tracefs, a group of kprobes. */
export const OWN_NAME = 'kvm_mmu_bench';

/** Whether something is listed in a file; a text says why the file could not be read. */
export type Listed = boolean | { unreadable: string };

export interface TracefsFacts {
  path: string;
  tracers: readonly string[];
  hasTransition: boolean;
  hasOldTransition: boolean;
  /** Whether ftrace can be told to look at kvm_init_mmu alone. */
  functionFilter: Listed;
  hasFunctionProfiler: boolean;
  hasKprobes: boolean;
  /** Probes of OWN_NAME: of another run, or left by one that was killed. */
  hasOwnProbes: boolean;
  tracingOn: string;
  /** Who traces here already, null if nobody. */
  inUse: string | null;
  /** An instance of OWN_NAME, likewise. */
  hasOwnInstance: boolean;
}

export interface HostFacts {
  kernel: string;
  isRoot: boolean;
  /** A text says why there is none. */
  tracefs: TracefsFacts | { unreadable: string };
  /** kvm_init_mmu in the table of symbols: kvm is loaded or built in, and has not inlined it. */
  functionSymbol: Listed;
  kvmLoaded: boolean;
  kprobesDisabled: boolean;
  kprobeBlacklisted: boolean;
  /** By command. Null where it does not run. */
  tools: Readonly<Record<string, string | null>>;
}

const TRACEFS = ['sys/kernel/tracing', 'sys/kernel/debug/tracing'];

/** @param root of the file system, for tests */
export function inspectHost(root = '/'): HostFacts {
  return {
    kernel: release(),
    isRoot: process.geteuid?.() === 0,
    tracefs: inspectTracefs(root),
    functionSymbol: listed(
      join(root, 'proc/kallsyms'),
      new RegExp(` t ${FUNCTION}(?:\\s|$)`, 'im'),
    ),
    kvmLoaded: entries(join(root, 'sys/module/kvm')) !== null,
    kprobesDisabled: read(join(root, 'sys/kernel/debug/kprobes/enabled')).text?.trim() === '0',
    kprobeBlacklisted:
      listed(
        join(root, 'sys/kernel/debug/kprobes/blacklist'),
        new RegExp(`\\s${FUNCTION}(?:\\s|$)`, 'm'),
      ) === true,
    tools: Object.fromEntries(
      [TRACE_CMD, PERF, BPFTRACE].map((tool) => [tool.command, toolVersion(tool)]),
    ),
  };
}

function inspectTracefs(root: string): HostFacts['tracefs'] {
  let why = 'not there';
  for (const place of TRACEFS) {
    const path = join(root, place);
    const { text, problem } = read(join(path, 'available_events'));
    if (text !== null) return readTracefs(path, text);
    if (problem !== 'not there') why = problem;
  }
  return { unreadable: why };
}

function readTracefs(path: string, events: string): TracefsFacts {
  const files = entries(path) ?? [];
  const textOf = (name: string) => read(join(path, name)).text?.trim() ?? '';
  const known = new Set(events.split('\n'));
  return {
    path,
    tracers: textOf('available_tracers').split(/\s+/),
    hasTransition: known.has(TRANSITION),
    hasOldTransition: known.has(OLD_TRANSITION),
    functionFilter: listed(
      join(path, 'available_filter_functions'),
      new RegExp(`^${FUNCTION}(?:\\s|$)`, 'm'),
    ),
    hasFunctionProfiler: files.includes('function_profile_enabled'),
    hasKprobes: files.includes('kprobe_events'),
    hasOwnProbes: textOf('kprobe_events').includes(`:${OWN_NAME}/`),
    tracingOn: textOf('tracing_on') || '1',
    inUse: userOf(textOf),
    hasOwnInstance: entries(join(path, 'instances'))?.includes(OWN_NAME) ?? false,
  };
}

/** What of ftrace's own settings is not as it is when nobody traces. */
function userOf(textOf: (name: string) => string): string | null {
  const tracer = textOf('current_tracer');
  if (tracer !== 'nop' && tracer !== '') return `current_tracer is ${tracer}`;
  if (textOf('function_profile_enabled') === '1') return 'function_profile_enabled is 1';
  const filtered = textOf('set_ftrace_filter').split('\n')[0] ?? '';
  if (filtered !== '' && !filtered.startsWith('#')) return `set_ftrace_filter has ${filtered}`;
  const event = textOf('set_event').split('\n')[0] ?? '';
  return event === '' ? null : `set_event has ${event}`;
}

function listed(path: string, pattern: RegExp): Listed {
  const { text, problem } = read(path);
  return text === null ? { unreadable: `${path}: ${problem}` } : pattern.test(text);
}

const PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'not there',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
};

type Read = { text: string; problem: null } | { text: null; problem: string };

function read(path: string): Read {
  try {
    return { text: readFileSync(path, 'utf8'), problem: null };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return { text: null, problem: PROBLEMS[code] ?? code };
  }
}

/** Null where it is no folder that can be read. */
function entries(path: string): string[] | null {
  try {
    return readdirSync(path);
  } catch {
    return null;
  }
}
