import { describe, expect, it } from 'vitest';
import { rejection } from './rejection.js';
import { complaint, fixture, readChunks, skipsOf } from './trace-reading.js';

const PERF = fixture('perf-script.txt').toString();
const TRACE_CMD = fixture('trace-cmd.txt').toString();

/** A round trip of one vCPU, each line made by `line` around the text of the event. */
function roundTrip(line: (text: string) => string, vcpu = 0, smbase = '0xa0000'): string {
  return ['entering', 'leaving']
    .map((direction) => `${line(`vcpu ${vcpu}: ${direction} SMM, smbase ${smbase}`)}\n`)
    .join('');
}

/** As perf script prints it by default, of this vCPU thread. */
const perfLine = (thread: number) => (text: string) =>
  `       CPU 0/KVM  ${thread} [003] 12995.721846: kvm:kvm_smm_transition: ${text}`;

const PERF_COLUMNS: [string, (text: string) => string][] = [
  ['by default', perfLine(4245)],
  ['with -F pid,tid', (t) => `CPU 0/KVM  4242/4245  [003] 1.5: kvm:kvm_smm_transition: ${t}`],
  ['without CPU', (t) => `       CPU 0/KVM 4242/4245 12995.721846: kvm:kvm_smm_transition: ${t}`],
  ['without time', (t) => `       CPU 0/KVM 4245 [000] kvm:kvm_smm_transition: ${t}`],
  ['with period', (t) => `CPU 0/KVM 4245 [000] K 12.721846:   1 kvm:kvm_smm_transition: ${t}`],
  ['with --ns', (t) => `CPU 0/KVM 4245 [000] 12.721846870: kvm:kvm_smm_transition:      ${t}`],
];

const FTRACE_COLUMNS: [string, (text: string) => string][] = [
  ['of trace-cmd', (t) => `       CPU 0/KVM-4245  [003] 12995.721846: kvm_smm_transition:   ${t}`],
  [
    'with flags',
    (t) => `       CPU 0/KVM-4245  [003] d..1. 12995.721846: kvm_smm_transition: ${t}`,
  ],
  ['of a process with spaces', (t) => `my vm-7600  [002]  4497.073924: kvm_smm_transition:   ${t}`],
  ['with the group', (t) => ` CPU 0/KVM-4245  (   4242) [003] .... 1.5: kvm_smm_transition: ${t}`],
];

describe.each([
  ['perf-script', PERF, PERF_COLUMNS],
  ['trace-cmd', TRACE_CMD, FTRACE_COLUMNS],
] as const)('text of %s', (id, sample, columns) => {
  it('has the transitions among other events', async () => {
    const { events, report } = await readChunks([sample]);
    expect(report.format.id).toBe(id);
    expect(
      events.map(({ kind, line }) => `${kind} ${line - (id === 'trace-cmd' ? 1 : 0)}`),
    ).toEqual(['enter 1', 'rsm 2', 'enter 4', 'rsm 5']);
    expect(events.map(({ extra }) => extra)).toEqual(
      ['30000', '30000', 'a0000', 'a0000'].map((smbase) => ({ smbase })),
    );
  });

  it.each(columns)('may have its columns %s', async (_, line) => {
    const { events, report } = await readChunks([roundTrip(line)]);
    expect(report.format.id).toBe(id);
    const threads = events.map(({ vcpu, thread }) => [vcpu, thread]);
    const thread = /\b7600\b/.test(line('')) ? 7600 : 4245;
    expect(threads).toEqual([
      [0, thread],
      [0, thread],
    ]);
  });

  it.each([
    [
      'half an event',
      'vcpu 0: entering SMM',
      /found "vcpu 0: entering SMM", expected the text "vcpu/,
    ],
    ['raw fields', 'vcpu_id=0 smbase=0x30000 entering=1', /found "vcpu_id=0 /],
    ['an SMBASE that is not hex', 'vcpu 0: leaving SMM, smbase 0xzz', /found smbase 0x"zz", exp/],
  ])('is refused with %s', async (_, text, message) => {
    const broken = `${sample}${columns[0]?.[1](text)}\n`;
    expect(await complaint(readChunks([broken]))).toMatch(message);
    const lenient = await readChunks([broken], { lenient: true });
    expect(lenient.report.entries).toBe(2);
    expect([...lenient.report.skipped.values()].map(({ records }) => records)).toEqual([1]);
  });

  it('is refused where the last line is cut, unless it is whole but for its end', async () => {
    expect(await complaint(readChunks([`${sample}       CPU 0/K`]))).toContain(
      'CPU 0/K" at the end',
    );
    const { events } = await readChunks([sample.trimEnd()]);
    expect(events).toHaveLength(4);
  });
});

describe('text of perf script', () => {
  it('may have nothing but event and text: of which thread it is stays unknown', async () => {
    const line = (text: string) => `kvm:kvm_smm_transition: ${text}`;
    const { events } = await readChunks([roundTrip(line)]);
    expect(events.map(({ thread }) => thread)).toEqual([null, null]);
  });

  it('may begin with other events', async () => {
    const other =
      '       swapper     0 [000] 12995.731930: sched:sched_switch: prev_comm=swapper/0\n';
    expect((await readChunks([other.repeat(3000) + PERF])).report.entries).toBe(2);
  });
});

describe('events that the recorder lost', () => {
  it.each([
    ['CPU:3 [LOST 120 EVENTS]', TRACE_CMD],
    ['CPU:3 [EVENTS DROPPED]', TRACE_CMD],
    ['       CPU 0/KVM  4245 [003] 12995.8: PERF_RECORD_LOST lost 17', PERF],
  ])('are an error, or counted: %s', async (loss, sample) => {
    const text = `${sample}${loss}\n`;
    const line = text.split('\n').length - 1;
    expect(await complaint(readChunks([text]))).toContain(`boot.log:${line}: found "`);
    expect(skipsOf(await readChunks([text], { lenient: true }))).toEqual({ 'lost events': 1 });
  });
});

describe('the guest, whose registers no tracepoint has', () => {
  it('is unpaged, and the report says that this is assumed', async () => {
    const { events, report } = await readChunks([PERF]);
    expect(new Set(events.map(({ registers }) => registers.cr0))).toEqual(new Set([0x10]));
    expect(report.notes).toEqual([expect.stringContaining('the guest is unpaged (assumed;')]);
  });

  it('is what the user says', async () => {
    const asked = await readChunks([PERF], { guest: 'four-level', nx: false });
    expect(asked.events[0]?.registers).toMatchObject({ efer: 0x500 });
    expect(asked.report.notes).toEqual([expect.stringContaining('is four-level (asked for)')]);
    const { events } = await readChunks([PERF], { guest: 'pae' });
    expect(events[0]?.registers).toMatchObject({ cr4: 0x30, efer: 0x800 });
  });

  it('probably runs OVMF where SMBASE is above 1 MiB', async () => {
    const ovmf = roundTrip(perfLine(4245), 0, '0x7ffb3000');
    const { report } = await readChunks([ovmf]);
    expect(report.notes).toContainEqual(expect.stringContaining('SMBASE 0x7ffb3000 is above'));
    expect((await readChunks([ovmf], { guest: 'four-level' })).report.notes).toHaveLength(1);
  });

  it('cannot be chosen for a format that has the registers', async () => {
    const log = fixture('qemu-no-disk.log');
    expect(await rejection(readChunks([log], { guest: 'pae' }))).toContain('leave out --guest');
    expect(await rejection(readChunks([log], { nx: true }))).toContain('leave out --nx');
  });
});

describe('several vCPUs', () => {
  const both = PERF + roundTrip(perfLine(4246), 1) + roundTrip(perfLine(4247), 12);

  it('are refused with their numbers, so that one can be chosen', async () => {
    expect(await rejection(readChunks([both]))).toBe(
      'boot.log: found events of the vCPUs 0, 1, 12, expected one: choose it with --vcpu N',
    );
  });

  it('are told apart, and the report says how many events are left out', async () => {
    const { events, report } = await readChunks([both], { vcpu: 1 });
    expect(events.map(({ vcpu }) => vcpu)).toEqual([1, 1]);
    expect(report.notes).toContain('6 events of vCPUs other than 1 are left out');
  });

  it('may be interleaved', async () => {
    const [enter, leave] = roundTrip(perfLine(4246), 1).split('\n');
    const [first, ...others] = PERF.split('\n');
    const mixed = [first, enter, ...others.slice(0, -1), leave, ''].join('\n');
    expect((await readChunks([mixed], { vcpu: 0 })).report.entries).toBe(2);
    expect((await readChunks([mixed], { vcpu: 1 })).report.entries).toBe(1);
  });

  it('do not include one that is not there', async () => {
    expect(await rejection(readChunks([both], { vcpu: 7 }))).toBe(
      'boot.log: no events of vCPU 7, only of 0, 1, 12',
    );
    const log = fixture('qemu-no-disk.log');
    expect(await rejection(readChunks([log], { vcpu: 0 }))).toContain('does not name vCPUs');
  });

  it('of the same number belong to several virtual machines', async () => {
    expect(await rejection(readChunks([PERF + roundTrip(perfLine(9000))]))).toContain(
      'found vCPU 0 in the threads 4245, 9000, expected one virtual machine',
    );
  });
});
