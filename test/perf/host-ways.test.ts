import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type HostFacts, inspectHost } from '../../src/perf/host-facts.js';
import { judgeWays, withoutSystemChanges } from '../../src/perf/host-record.js';
import { verdictOf } from '../../src/report/perf-host-table.js';
import { hostTree } from './host-tree.js';

const TOOLS = { 'trace-cmd': '3.1', perf: '6.1', bpftrace: '0.20' };

// Which tools are here is not looked for: a test says which there are.
beforeAll(() => vi.stubEnv('PATH', ''));
afterAll(() => vi.unstubAllEnvs());

function facts(
  changes: Readonly<Record<string, string | null>> = {},
  others: Partial<HostFacts> = {},
): HostFacts {
  return { ...inspectHost(hostTree(changes)), isRoot: true, tools: TOOLS, ...others };
}

function possible(its: HostFacts): string[] {
  return judgeWays(its, 10)
    .filter(({ reasons }) => reasons.length === 0)
    .map(({ way }) => way.id);
}

function reasons(its: HostFacts, id: string): string[] {
  return judgeWays(its, 10).find(({ way }) => way.id === id)?.reasons ?? [];
}

describe('a host that has everything', () => {
  it('can do it in every way, and the best one times each call', () => {
    expect(possible(facts())).toEqual([
      ...['function-graph', 'bpftrace', 'function-profile', 'kprobe', 'function'],
      ...['tracepoint-perf', 'tracepoint-tracefs', 'tracepoint-trace-cmd'],
    ]);
    expect(verdictOf(judgeWays(facts(), 10))).toBe(
      'Best possible here: function-graph. perf host --run --allow-system-changes records with it.',
    );
  });

  it('finds tracefs where older systems have it', () => {
    const root = hostTree({
      available_events: null,
      'sys/kernel/debug/tracing/available_events': 'kvm:kvm_smm_transition\n',
    });
    expect(inspectHost(root).tracefs).toMatchObject({
      path: join(root, 'sys/kernel/debug/tracing'),
      hasTransition: true,
      hasKprobes: false,
    });
  });
});

describe('what is missing is named, with what to do', () => {
  it.each([
    ['function-graph', { available_tracers: 'function nop' }, 'CONFIG_FUNCTION_GRAPH_TRACER=y'],
    ['function-profile', { available_tracers: 'nop' }, 'CONFIG_FUNCTION_GRAPH_TRACER=y'],
    [
      'function',
      { available_tracers: 'nop' },
      'no function tracer: needs CONFIG_FUNCTION_TRACER=y',
    ],
    ['function-profile', { function_profile_enabled: null }, 'CONFIG_FUNCTION_PROFILER=y'],
    ['kprobe', { kprobe_events: null }, 'no kprobes: needs CONFIG_KPROBE_EVENTS=y'],
    ['bpftrace', { kprobe_events: null }, 'no kprobes: needs CONFIG_KPROBE_EVENTS=y'],
    ['kprobe', { kprobe_events: 'p:kvm_mmu_bench/enter x\n' }, 'probes of another run'],
    ['kprobe', { 'sys/kernel/debug/kprobes/enabled': '0' }, 'kprobes are switched off: echo 1 >'],
    ['kprobe', { 'sys/kernel/debug/kprobes/blacklist': '0x1-0x2\tkvm_init_mmu\n' }, 'blacklist'],
    ['kprobe', { 'proc/kallsyms': 'ff t kvm_init_mmu_caches\n' }, 'the compiler has inlined it'],
    ['function', { available_filter_functions: 'kvm_exit\n' }, 'ftrace cannot see kvm_init_mmu'],
    ['function', { available_filter_functions: null }, 'CONFIG_DYNAMIC_FTRACE=y'],
    ['tracepoint-perf', { available_events: 'kvm:kvm_exit\n' }, 'needs CONFIG_KVM_SMM=y'],
    ['tracepoint-perf', { available_events: 'kvm:kvm_enter_smm\n' }, 'needs v5.14 or newer'],
    ['function-graph', { current_tracer: 'function\n' }, 'current_tracer is function'],
    ['function-profile', { set_ftrace_filter: 'schedule\n' }, 'set_ftrace_filter has schedule'],
    ['tracepoint-trace-cmd', { set_event: 'sched:sched_switch\n' }, 'set_event has sched:'],
    ['tracepoint-tracefs', { 'sys/kernel/tracing/instances/kvm_mmu_bench/x': '' }, 'rmdir it'],
  ])('%s with %j: %s', (id, changes, reason) => {
    const its = facts(changes);
    expect(reasons(its, id).join('; ')).toContain(reason);
    expect(possible(its)).not.toContain(id);
  });

  it('kvm that is not loaded is to be loaded', () => {
    const its = facts({
      available_events: 'sched:sched_switch\n',
      'proc/kallsyms': '',
      'sys/module/kvm/refcnt': null,
    });
    expect(reasons(its, 'kprobe')).toEqual([
      'no tracepoint kvm:kvm_smm_transition: modprobe kvm_intel or kvm_amd',
      "kvm_init_mmu is not among the kernel's symbols: modprobe kvm_intel or kvm_amd",
    ]);
  });

  it('a tool is named with its package', () => {
    const its = facts({}, { tools: { ...TOOLS, 'trace-cmd': null, bpftrace: null } });
    expect(reasons(its, 'bpftrace')).toEqual(['no bpftrace: apt-get install bpftrace']);
    expect(possible(its)[0]).toBe('function-profile');
  });

  it("somebody else's tracing does not hinder ways that leave it alone", () => {
    const its = facts({ current_tracer: 'function_graph\n' });
    expect(possible(its)).toEqual(['bpftrace', 'kprobe', 'tracepoint-perf', 'tracepoint-tracefs']);
  });

  it('a user without rights is told that first, not that there is no tracefs', () => {
    const its = facts({}, { isRoot: false, tracefs: { unreadable: 'permission denied' } });
    for (const { way } of judgeWays(its, 10)) {
      expect(reasons(its, way.id)).toEqual(['not root: run it with sudo']);
    }
    expect(verdictOf(judgeWays(its, 10))).toBe('Nothing can be recorded here.');
  });

  it('tracefs that is not mounted is to be mounted', () => {
    const its = facts({}, { tracefs: { unreadable: 'not there' } });
    expect(reasons(its, 'tracepoint-tracefs')).toEqual([
      'no tracefs (not there): mount -t tracefs nodev /sys/kernel/tracing',
    ]);
  });
});

describe('where calls cannot be timed, it is said plainly', () => {
  it('neither counted nor timed without kprobes and ftrace functions', () => {
    const its = facts({ kprobe_events: null, available_tracers: 'nop' });
    expect(possible(its)[0]).toBe('tracepoint-perf');
    expect(verdictOf(judgeWays(its, 10))).toContain(
      'can be neither counted nor timed on this host',
    );
  });

  it('counted but not timed with the function tracer alone', () => {
    const its = facts({ kprobe_events: null, available_tracers: 'function nop' });
    expect(possible(its)[0]).toBe('function');
    expect(verdictOf(judgeWays(its, 10))).toContain('can be counted but not timed on this host');
  });
});

describe('a guest on the host', () => {
  const asGuest = (its: HostFacts) => withoutSystemChanges(judgeWays(its, 10));

  it('has the ways that set nothing: what they attach ends with them', () => {
    const left = asGuest(facts()).filter(({ reasons }) => reasons.length === 0);
    expect(left.map(({ way }) => way.id)).toEqual(['bpftrace', 'tracepoint-perf']);
    for (const { command } of left) expect(command.join('\n')).not.toMatch(/>>? ?\S*tracing|mkdir/);
  });

  it('is told of every other way what would allow it', () => {
    for (const { way, changesSystem, reasons: its } of asGuest(facts())) {
      expect(its.join(), way.id).toMatch(changesSystem ? /add --allow-system-changes$/ : /^$/);
    }
  });

  it('keeps the reasons of ways that are not possible anyway', () => {
    const judged = asGuest(facts({}, { isRoot: false }));
    expect(judged.flatMap(({ reasons: its }) => its).join()).not.toContain('--allow');
  });
});

describe('the commands', () => {
  it('are those of a root shell, and the last ones take back what the first ones set', () => {
    const root = hostTree();
    const its = { ...inspectHost(root), isRoot: true, tools: TOOLS };
    const tracefs = join(root, 'sys/kernel/tracing');
    const command = judgeWays(its, 2.5).find(({ way }) => way.id === 'kprobe')?.command;
    expect(command).toEqual([
      `echo 'p:kvm_mmu_bench/enter kvm_init_mmu' >> ${tracefs}/kprobe_events`,
      `echo 'r:kvm_mmu_bench/return kvm_init_mmu' >> ${tracefs}/kprobe_events`,
      'perf record -q -a -e kvm:kvm_smm_transition -e kvm_mmu_bench:enter ' +
        '-e kvm_mmu_bench:return -o perf.data -- sleep 2.5',
      'perf script --ns --show-lost-events -i perf.data >> host-trace.txt',
      `echo -:kvm_mmu_bench/enter >> ${tracefs}/kprobe_events`,
      `echo -:kvm_mmu_bench/return >> ${tracefs}/kprobe_events`,
    ]);
  });

  it('give every program as one line that a shell takes as it is', () => {
    for (const { command } of judgeWays(facts(), 10)) {
      for (const line of command) {
        expect(line).not.toContain('\n');
        expect(line.split("'").length % 2, line).toBe(1);
      }
    }
  });
});
