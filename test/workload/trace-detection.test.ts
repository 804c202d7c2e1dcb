import { describe, expect, it } from 'vitest';
import { complaint, fixture, readChunks } from './trace-reading.js';

const KNOWN = /expected JSON Lines in this project's format, or a QEMU log \(-d int\), or text of/;

async function formatOfText(text: string): Promise<string> {
  return (await readChunks([text])).report.format.id;
}

describe('the format of a trace is found by its content', () => {
  const qemu = fixture('qemu-no-disk.log').toString();

  it.each([
    ['begins with interrupts', `check_exception old: 0xffffffff new 0xe\n${qemu}`],
    ["begins with QEMU's warnings", `qemu-system-x86_64: warning: nothing\n${qemu}`],
    ['begins with the code that was translated', `----------------\nIN: \n0xfffffff0: ea\n${qemu}`],
    [
      'has its first SMI after megabytes of others',
      `${fixture('qemu-interrupts.log').toString().split('SMM: ')[0]?.repeat(1000)}${qemu}`,
    ],
  ])('a QEMU log that %s', async (_, text) => {
    expect(await formatOfText(text)).toBe('qemu-log');
  });

  it('a JSONL file after a broken line', async () => {
    const text = `oops\n${fixture('seabios-two-smis.jsonl')}`;
    expect(await complaint(readChunks([text]))).toContain('boot.log:1: found "oops", expected one');
  });

  it('the trace file of ftrace', async () => {
    const header = '# tracer: nop\n#\n# entries-in-buffer/entries-written: 4/4   #P:4\n#\n';
    const body = fixture('trace-cmd.txt').toString().replace('cpus=4\n', '');
    expect(await formatOfText(header + body)).toBe('trace-cmd');
  });
});

describe('what is no trace', () => {
  it.each([
    ['', /^boot\.log: found no records: it is empty, /],
    ['Hello.\nThis is a letter.\n', /^boot\.log: found "Hello\." at its begin, /],
    ['\x01ELF\x02\0', /^boot\.log: found "\\u0001ELF/],
    ['x'.repeat(1_000_000), /^boot\.log: found "xxx/],
  ])('%#: is refused with the formats that there are', async (content, message) => {
    const complained = await complaint(readChunks([content]));
    expect(complained).toMatch(message);
    expect(complained).toMatch(KNOWN);
  });

  it.each([
    ['PERFILE2\0\0', "found perf's own data, expected the text that perf script makes of it"],
    ['\x17\x08Dtracing6\0', "found trace-cmd's own data, expected the text that trace-cmd report"],
    ['\x28\xb5\x2f\xfd\x04\x00', 'found zstd data, expected plain text or gzip; unpack it first'],
    ['\xfd7zXZ\0', 'found xz data'],
    ['BZh91AY', 'found bzip2 data'],
  ])('but could become one is refused with the way: %j', async (content, message) => {
    expect(await complaint(readChunks([Buffer.from(content, 'latin1')]))).toContain(message);
  });
});
