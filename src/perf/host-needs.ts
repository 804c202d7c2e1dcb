/** What a way of recording needs of the host: each is null where it is met, else the reason and its remedy. */

import { FUNCTION, type HostFacts, OWN_NAME, TRANSITION, type TracefsFacts } from './host-facts.js';
import type { Tool } from './tool.js';

export type Need = (facts: HostFacts) => string | null;

/** Every reason at once: whoever mends one of them wants to know of the others. */
export function unmetNeeds(needs: readonly Need[], facts: HostFacts): string[] {
  return needs.map((need) => need(facts)).filter((reason) => reason !== null);
}

export const root: Need = ({ isRoot }) => (isRoot ? null : 'not root: run it with sudo');

/** Without root it cannot be told from one that only root may read. */
export const tracefs: Need = ({ isRoot, tracefs: its }) => {
  if (!('unreadable' in its) || (!isRoot && its.unreadable !== 'not there')) return null;
  return `no tracefs (${its.unreadable}): mount -t tracefs nodev /sys/kernel/tracing`;
};

export const transition: Need = inTracefs((its, { kvmLoaded }) => {
  if (its.hasTransition) return null;
  if (its.hasOldTransition) {
    return `the kernel has kvm:kvm_enter_smm instead of ${TRANSITION}: needs v5.14 or newer`;
  }
  return `no tracepoint ${TRANSITION}: ${loadKvm(kvmLoaded, 'needs CONFIG_KVM_SMM=y')}`;
});

export const symbol: Need = ({ functionSymbol, kvmLoaded }) => {
  if (functionSymbol === true) return null;
  if (functionSymbol !== false) return `symbols cannot be read (${functionSymbol.unreadable})`;
  return `${FUNCTION} is not among the kernel's symbols: ${loadKvm(
    kvmLoaded,
    'the compiler has inlined it, or kptr_restrict hides it',
  )}`;
};

function loadKvm(isLoaded: boolean, otherwise: string): string {
  return isLoaded ? otherwise : 'modprobe kvm_intel or kvm_amd';
}

export const functionFilter: Need = inTracefs(({ functionFilter: its }) => {
  if (its === true) return null;
  if (its === false) {
    return `ftrace cannot see ${FUNCTION}: it is not in available_filter_functions`;
  }
  return (
    `ftrace's function filter cannot be read (${its.unreadable}): needs a kernel with ` +
    'CONFIG_DYNAMIC_FTRACE=y and a system that lets root use it'
  );
});

export function tracer(name: 'function' | 'function_graph'): Need {
  return inTracefs(({ tracers }) =>
    tracers.includes(name)
      ? null
      : `the kernel has no ${name} tracer: needs CONFIG_${name.toUpperCase()}_TRACER=y`,
  );
}

export const functionProfiler: Need = inTracefs(({ hasFunctionProfiler }) =>
  hasFunctionProfiler
    ? null
    : 'the kernel has no function profiler: needs CONFIG_FUNCTION_PROFILER=y',
);

export const kprobes: Need = inTracefs(({ hasKprobes }, { kprobesDisabled, kprobeBlacklisted }) => {
  if (!hasKprobes) return 'the kernel has no kprobes: needs CONFIG_KPROBE_EVENTS=y';
  if (kprobesDisabled) {
    return 'kprobes are switched off: echo 1 > /sys/kernel/debug/kprobes/enabled';
  }
  return kprobeBlacklisted ? `${FUNCTION} is on the kernel's blacklist of kprobes` : null;
});

/**
 * trace-cmd writes to kernel.ftrace_enabled before it does anything else. Whether it may can only be
 * found by writing; where ftrace's filter must not even be read, it may not.
 */
export const ftraceControl: Need = inTracefs(({ functionFilter: its }) =>
  typeof its === 'object' && its.unreadable.endsWith('not permitted')
    ? 'trace-cmd first switches ftrace on, which this system forbids even to root; use another way'
    : null,
);

export const nobodyTraces: Need = inTracefs(({ inUse }) =>
  inUse === null ? null : `somebody uses ftrace here (${inUse}): let them finish, or reset it`,
);

export const ownInstance: Need = inTracefs(({ hasOwnInstance, path }) =>
  hasOwnInstance
    ? `${path}/instances/${OWN_NAME} is there, of another run or of one that was killed: rmdir it`
    : null,
);

export const ownProbes: Need = inTracefs(({ hasOwnProbes, path }) =>
  hasOwnProbes
    ? `${path}/kprobe_events has probes of another run, or of one that was killed: type the last ` +
      'two lines below'
    : null,
);

export function tool({ command, package: name }: Tool): Need {
  return ({ tools }) =>
    (tools[command] ?? null) === null ? `no ${command}: apt-get install ${name}` : null;
}

/** Unknown, hence not held against the way, where tracefs itself is missing. */
function inTracefs(need: (tracefs: TracefsFacts, facts: HostFacts) => string | null): Need {
  return (facts) => ('unreadable' in facts.tracefs ? null : need(facts.tracefs, facts));
}
