import { describe, expect, it } from 'vitest';
import { complaint, fixture, readChunks, skipsOf } from './trace-reading.js';

const NO_DISK = fixture('qemu-no-disk.log').toString('latin1');
const INTERRUPTS = fixture('qemu-interrupts.log').toString('latin1');

const read = (text: string, lenient = false) =>
  readChunks([Buffer.from(text, 'latin1')], { lenient });
const complaintOf = (text: string) => complaint(read(text));

/** A dump as QEMU prints it for a CPU in long mode, as far as it is read. */
function longModeDump(marker: string): string {
  return [
    marker,
    'RAX=0000000000000001 RBX=0000000000000000 RCX=0000000000000000 RDX=00000000000000b2',
    'R8 =0000000000000000 R9 =0000000000000000 R10=0000000000000000 R11=0000000000000000',
    'RIP=000000001ffd8240 RFL=00000006 [-----P-] CPL=0 II=0 A20=1 SMM=0 HLT=0',
    'CS =0038 0000000000000000 ffffffff 00af9a00 DPL=0 CS64 [-R-]',
    'TR =0000 0000000000000000 0000ffff 00008b00 DPL=0 TSS64-busy',
    'CR0=80010033 CR2=0000000000000000 CR3=000000001e801000 CR4=00000668',
    'DR6=00000000ffff0ff0 DR7=0000000000000400',
    'EFER=0000000000000d00',
    '',
  ].join('\n');
}

describe('a log of a whole boot without a disk', () => {
  it('has the three SMIs that SeaBIOS makes then', async () => {
    const { events, report } = await read(NO_DISK);
    expect(events.map(({ kind, registers }) => `${kind} ${registers.cr0.toString(16)}`)).toEqual([
      'enter 11',
      'rsm 11',
      'enter 10',
      'rsm 11',
      'enter 11',
      'rsm 10',
    ]);
    expect(report).toMatchObject({ entries: 3, bytes: NO_DISK.length });
    expect(report.format.id).toBe('qemu-log');
    expect(report.lines).toBe(NO_DISK.split('\n').length - 1);
  });

  it('tells where the guest was, and neither its work nor what the handler wrote', async () => {
    const { events } = await read(NO_DISK);
    expect(events[2]).toEqual({
      kind: 'enter',
      registers: { cr0: 0x10, cr4: 0, efer: 0, smm: false },
      controlWrites: null,
      handler: null,
      work: null,
      vcpu: null,
      thread: null,
      line: 40,
      extra: {
        cr3: '00000000',
        cs: 'f000',
        csb: '000f0000',
        eip: '00007b5e',
        fl: '00000006',
        m: 'real',
      },
    });
    expect(events.map(({ extra: { m } }) => m)).toEqual([
      'pm32',
      'pm32',
      'real',
      'pm32',
      'pm32',
      'real',
    ]);
  });

  it('is read the same with CRLF and without the last line end', async () => {
    const { events } = await read(NO_DISK);
    expect((await read(NO_DISK.replaceAll('\n', '\r\n'))).events).toEqual(events);
    const upToEfer = NO_DISK.slice(0, NO_DISK.lastIndexOf('EFER=') + 'EFER='.length + 16);
    expect((await read(upToEfer)).events).toEqual(events);
  });

  it('is understood in long mode too', async () => {
    const { events } = await read(longModeDump('SMM: enter') + longModeDump('SMM: after RSM'));
    expect(events[0]?.registers).toEqual({ cr0: 0x8001_0033, cr4: 0x668, efer: 0xd00, smm: false });
    expect(events[0]?.extra).toMatchObject({ m: 'lm64', eip: '000000001ffd8240', cs: '0038' });
  });
});

describe('what is not of a transition', () => {
  it('is passed over: interrupts have dumps of the same form', async () => {
    const { events, report } = await read(INTERRUPTS);
    expect(INTERRUPTS.match(/v=30/g)).toHaveLength(3);
    expect(events.map(({ kind }) => kind)).toEqual(['enter', 'rsm']);
    expect(report.lines).toBe(INTERRUPTS.split('\n').length - 1);
  });

  it('may mention the marker inside a line', async () => {
    const log = NO_DISK.replace('Servicing', 'xSMM: enter\nSMM:enter\n SMM: enter\nServicing');
    expect((await read(log)).report.entries).toBe(3);
  });

  it('may be a line of ten megabytes', async () => {
    const line = `${'M'.repeat(10_000_000)}\n`;
    expect((await read(NO_DISK + line + NO_DISK)).report.entries).toBe(6);
  });

  it('may hide nothing under binary data', async () => {
    const [before] = NO_DISK.split('Servicing');
    const line = (before ?? '').split('\n').length;
    const log = NO_DISK.replace('Servicing', '\0\0 \0\n\0Servicing');
    expect(await complaintOf(log)).toBe(`boot.log:${line}: found a NUL byte, expected a text file`);
    const lenient = await read(log, true);
    expect(skipsOf(lenient)).toEqual({ 'binary data': 2 });
    expect(lenient.report.entries).toBe(3);
  });
});

describe('a log that is not whole', () => {
  it('wherever it was cut: an error with the place, or whole round trips', async () => {
    const whole = (await read(NO_DISK)).events;
    for (let length = NO_DISK.indexOf('\n') + 1; length < NO_DISK.length; length += 3) {
      const cut = NO_DISK.slice(0, length);
      const outcome = await read(cut).catch((error: unknown) => String(error));
      if (typeof outcome === 'string') {
        expect(outcome, `cut at ${length}`).toMatch(/^TraceError: boot\.log:\d+: found /);
      } else {
        expect(outcome.events).toEqual(whole.slice(0, outcome.events.length));
      }
    }
  });

  it('names the entry whose dump the end has cut', async () => {
    const cut = fixture('qemu-cut.log').toString('latin1');
    expect(await complaintOf(cut)).toBe(
      'boot.log:115: found the end of the log before the EFER of a CPU dump, expected the whole dump',
    );
    const lenient = await read(cut, true);
    expect(lenient.report.entries).toBe(3);
    expect(skipsOf(lenient)).toEqual({ 'cut dump': 1 });
  });

  it('is not taken for whole where the last register is cut', async () => {
    const upTo = NO_DISK.lastIndexOf('EFER=') + 'EFER=0000'.length;
    expect(await complaintOf(NO_DISK.slice(0, upTo))).toContain('before the EFER of a CPU dump');
  });
});

describe('a dump is refused', () => {
  const [first = ''] = NO_DISK.split('SMM: after RSM');
  it.each<[string, string, RegExp]>([
    [
      'with a value that is not hex',
      first.replace('CR4=00000000', 'CR4=0000z'),
      /:1: found CR4="0000z" in/,
    ],
    [
      'without CR0',
      first.replace('CR0=', 'CR1='),
      /:1: found "CR1=.*" in the CPU dump after "SMM: e/,
    ],
    [
      'with PG and no PE',
      first.replace('CR0=00000011', 'CR0=80000010'),
      /:1: found CR0.PG without/,
    ],
    [
      'with a line of another vCPU in it',
      first.replace('CCS=', 'check_exception\nCCS='),
      /"check_ex/,
    ],
    ['of an unknown kind', first.replace('SMM: enter', 'SMM: exit'), /:1: found "SMM: exit", exp/],
    [
      'that another one interrupts',
      first.replace(/CR0=.*/s, 'SMM: after RSM\n'),
      /:1: found another/,
    ],
    [
      'without an end',
      `${first.replace('EFER', 'EFFR')}${'-\n'.repeat(20_000)}`,
      /:1: found no EFER in/,
    ],
  ])('%s', async (_, text, message) => {
    expect(await complaintOf(text + NO_DISK.slice(first.length))).toMatch(message);
  });

  it('and left out on request, with its partner', async () => {
    const log = NO_DISK.replace('CR4=00000000', 'CR4=0000z');
    const lenient = await read(log, true);
    expect(lenient.report.entries).toBe(2);
    expect(skipsOf(lenient)).toEqual({ 'value not hex': 1, 'rsm without enter': 1 });
    expect(lenient.report.skipped.get('rsm without enter')?.firstLine).toBe(20);
  });

  it('with the advice to record one vCPU where two are mixed', async () => {
    const [enter = ''] = NO_DISK.split('SMM: after RSM');
    expect(await complaintOf(enter + NO_DISK)).toBe(
      'boot.log:20: found "enter" after "enter", expected "rsm" there; a QEMU log does not say ' +
        'which vCPU it is, so record with -smp 1',
    );
  });
});
