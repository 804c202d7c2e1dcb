import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { addonPath } from '../../src/host/addon.js';
import { type HostFacts, inspectHost } from '../../src/perf/host-facts.js';
import { nearestVersion } from '../../src/perf/host-own.js';
import {
  checkRecordingFile,
  judgeWays,
  recordHost,
  withoutSystemChanges,
} from '../../src/perf/host-record.js';
import { recordingReport } from '../../src/report/perf-host-table.js';
import { usageError } from '../plan/usage-error.js';
import { hostTree, temporary, toolFolder } from './host-tree.js';

const fixture = (name: string) =>
  fileURLToPath(new URL(`../fixtures/perf-host/${name}`, import.meta.url));
const NEVER = new AbortController().signal;

afterEach(() => vi.unstubAllEnvs());

/** Programs that print a fixture where the real ones print what they have recorded. */
function hostWith(
  scripts: Readonly<Record<string, string>>,
  changes: Readonly<Record<string, string | null>> = {},
): { facts: HostFacts; root: string } {
  vi.stubEnv('PATH', `${toolFolder(scripts)}:/usr/bin:/bin`);
  const root = hostTree(changes);
  const tools = { 'trace-cmd': null, perf: null, bpftrace: null };
  const given = Object.fromEntries(Object.keys(scripts).map((name) => [name, '1']));
  return { root, facts: { ...inspectHost(root), isRoot: true, tools: { ...tools, ...given } } };
}

async function record(facts: HostFacts, seconds = 0.1) {
  const output = join(temporary(), 'host-trace.txt');
  const judged = judgeWays(facts, seconds);
  return { output, recording: await recordHost(facts, judged, { seconds, output, signal: NEVER }) };
}

const printing = (command: string, name: string) =>
  `[ "$1" != ${command} ] || cat ${fixture(name)}`;

describe('a recording', () => {
  it("has the transitions as a workload, and the kernel's times beside the tool's own", async ({
    skip,
  }) => {
    skip(addonPath() === null, "no native code: 'npm run install' builds it");
    const { facts } = hostWith({ 'trace-cmd': printing('report', 'function-graph.txt') });
    const { output, recording } = await record({ ...facts, kernel: '6.1.0-56-amd64' });
    expect(recording).toMatchObject({
      ...{ way: 'function-graph', seconds: 0.1, initMmuCalls: 6, entries: 2, rsms: 2, notes: [] },
      imported: {
        workload: { format: 'trace-cmd', calls: 6, full: 4, early: 2, rules: 'v6.1', skipped: 0 },
      },
    });
    expect(readFileSync(output, 'utf8')).toBe(readFileSync(fixture('function-graph.txt'), 'utf8'));
    const { own, timed } = recording.nsPerCall ?? {};
    expect({ timed, layout: own?.layout }).toEqual({ timed: 6, layout: 'v6.1' });
    expect(own?.states.map(({ state }) => state)).toEqual(['hot', 'dram']);
    for (const { full, early, mean } of own?.states ?? []) {
      expect(mean).toBeCloseTo((2 * full + early) / 3, 6);
    }
    const text = recordingReport(recording, { columns: 80, colour: false });
    expect(text).toContain('host-trace.txt: 2 SMM entries, 2 RSMs\n');
    expect(text).toMatch(/^kernel, median +398 ns$/m);
    expect(text).toMatch(/^here, recorded mix, hot +[\d.]+ ns$/m);
  });

  it('of calls without times has none of the tool either', async () => {
    const { facts } = hostWith(
      { 'trace-cmd': printing('report', 'function.txt') },
      { available_tracers: 'function nop' },
    );
    const { recording } = await record(facts);
    expect(recording).toMatchObject({ way: 'function', initMmuCalls: 3, nsPerCall: null });
  });

  it('that saw nothing says what to do, with nulls instead of zeros', async () => {
    const { facts } = hostWith({ perf: 'exit 0' }, { kprobe_events: null });
    const { recording } = await record({
      ...facts,
      tools: { ...facts.tools, 'trace-cmd': null, bpftrace: null },
      tracefs: { ...tracefsOf(facts), tracers: ['nop'] },
    });
    expect(recording).toMatchObject({ way: 'tracepoint-perf', initMmuCalls: null, entries: 0 });
    expect(recording.imported).toMatchObject({
      workload: null,
      why: expect.stringContaining('no SMM transition happened meanwhile: boot a guest'),
    });
  });

  it('of two virtual machines is kept, and how to go on is told', async () => {
    const line = (thread: number, direction: string) =>
      `echo "CPU 0/KVM  ${thread} [001] 1.5: kvm:kvm_smm_transition: vcpu 0: ${direction} SMM, smbase 0x30000"`;
    const both = [1, 2].flatMap((thread) => [line(thread, 'entering'), line(thread, 'leaving')]);
    const { facts } = hostWith({ perf: both.join('\n') }, { kprobe_events: null });
    const { output, recording } = await record({
      ...facts,
      tracefs: { ...tracefsOf(facts), tracers: ['nop'] },
    });
    expect(recording).toMatchObject({ entries: 2, rsms: 2 });
    expect(recording.imported).toMatchObject({
      workload: null,
      why: expect.stringContaining('expected one virtual machine'),
    });
    expect(existsSync(output)).toBe(true);
  });

  it('turns to the next way where the best one fails, and says so', async () => {
    const { facts, root } = hostWith(
      {
        'trace-cmd': 'echo "Cannot enable ftrace" >&2; exit 1',
        perf: 'echo "x 1 [000] 1.5: kvm_mmu_bench:enter: (ff)"',
      },
      { function_profile_enabled: null, available_tracers: 'function_graph nop' },
    );
    const { recording } = await record(facts);
    expect(recording).toMatchObject({ way: 'kprobe', initMmuCalls: 1, nsPerCall: null });
    expect(recording.notes).toEqual([
      'tried before, and failed: function-graph: trace-cmd ended with code 1: "Cannot enable ftrace"',
    ]);
    const probes = readFileSync(join(root, 'sys/kernel/tracing/kprobe_events'), 'utf8');
    expect(probes.split('\n')).toEqual([
      'p:kvm_mmu_bench/enter kvm_init_mmu',
      'r:kvm_mmu_bench/return kvm_init_mmu',
      '-:kvm_mmu_bench/enter',
      '-:kvm_mmu_bench/return',
      '',
    ]);
  });

  it('whose output cannot be read has failed too', async () => {
    const { facts } = hostWith(
      { bpftrace: 'echo Attaching 5 probes...', perf: 'exit 0' },
      { available_tracers: 'nop' },
    );
    const { recording } = await record(facts);
    expect(recording.way).toBe('kprobe');
    expect(recording.notes[0]).toContain('failed: bpftrace: bpftrace attached no probes');
  });

  it('that fails in every way is an error with each of them, and leaves no file', async () => {
    const { facts } = hostWith({ perf: 'exit 7' });
    const output = join(temporary(), 'host-trace.txt');
    const judged = judgeWays(facts, 0.1).filter(({ way }) => way.id.endsWith('-perf'));
    const recorded = recordHost(facts, judged, { seconds: 0.1, output, signal: NEVER });
    await expect(recorded).rejects.toThrow(
      /^nothing could be recorded: tracepoint-perf: perf ended with code 7: /,
    );
    expect(existsSync(output)).toBe(false);
  });

  it('by a user without rights is a mistake with its remedy', async () => {
    const facts: HostFacts = { ...inspectHost(hostTree()), isRoot: false };
    await expect(record(facts)).rejects.toThrow(
      'nothing can be recorded here: not root: run it with sudo',
    );
  });

  it('that would have to change settings is a mistake where that is not allowed', async () => {
    const { facts, root } = hostWith({ 'trace-cmd': 'exit 0' });
    const judged = withoutSystemChanges(judgeWays(facts, 0.1));
    const output = join(temporary(), 'host-trace.txt');
    await expect(
      recordHost(facts, judged, { seconds: 0.1, output, signal: NEVER }),
    ).rejects.toThrow(
      "nothing can be recorded yet: function-graph changes the kernel's tracing settings while " +
        'it records, and restores them: add --allow-system-changes',
    );
    expect(existsSync(output)).toBe(false);
    expect(existsSync(join(root, 'sys/kernel/tracing/instances/kvm_mmu_bench'))).toBe(false);
  });

  it('is never put in the place of a device', () => {
    expect(usageError(() => checkRecordingFile('/dev/null'))).toContain('it is no regular file');
  });
});

it.each([
  ['5.10.0-46-amd64', 'v5.16'],
  ['5.17.1', 'v5.17'],
  ['6.0.12', 'v5.17'],
  ['6.18.44-cloud', 'v6.1'],
])('the layout nearest to %s is %s', (kernel, layout) => {
  expect(nearestVersion(kernel, ['v5.16', 'v6.1', 'hot-first', 'v5.17'])).toBe(layout);
});

function tracefsOf({ tracefs }: HostFacts) {
  if ('unreadable' in tracefs) throw new Error(tracefs.unreadable);
  return tracefs;
}
