import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.js';
import { complaint, fixture, formatOf, readChunks, skipsOf } from './trace-reading.js';

const SAMPLES = [
  'seabios-two-smis.jsonl',
  'qemu-no-disk.log',
  'qemu-interrupts.log',
  'perf-script.txt',
  'trace-cmd.txt',
];

/** One byte, or a stretch of them, replaced, cut out or doubled. */
const mutation = fc.record({
  at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  length: fc.integer({ min: 0, max: 40 }),
  put: fc.uint8Array({ maxLength: 40 }),
});

function mutate(
  bytes: Buffer,
  { at, length, put }: { at: number; length: number; put: Uint8Array },
) {
  const from = Math.floor(at * bytes.length);
  return Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(from + length)]);
}

describe.each(SAMPLES)('%s with bytes of it changed', (name) => {
  const bytes = fixture(name);
  const format = formatOf(bytes);
  const damaged = fc
    .array(mutation, { minLength: 1, maxLength: 4 })
    .map((mutations) => mutations.reduce(mutate, bytes));

  it('is read in pairs, or refused in one line', async () => {
    await fc.assert(
      fc.asyncProperty(damaged, async (content) => {
        try {
          const { events } = await readChunks([content], { format });
          expect(events.map(({ kind }) => kind).join(' ')).toMatch(/^(enter rsm ?)+$/);
        } catch (error) {
          if (!(error instanceof UsageError)) throw error;
          expect(error.message).not.toMatch(/[\n\r]/);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('leniently gives pairs, and accounts for each record that it does not give', async () => {
    await fc.assert(
      fc.asyncProperty(damaged, async (content) => {
        try {
          const { events } = await readChunks([content], { format, lenient: true });
          expect(events.map(({ kind }) => kind).join(' ')).toMatch(/^(enter rsm ?)+$/);
        } catch (error) {
          // Nothing left of it, or vCPUs that were not there before.
          if (!(error instanceof UsageError)) throw error;
          expect(error.message).toMatch(/found no (usable )?records|vCPU/);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('a file without line ends', () => {
  it.each(['seabios-two-smis.jsonl', 'perf-script.txt'])(
    'is refused as %s before it fills the memory',
    async (name) => {
      const format = formatOf(fixture(name));
      const megabyte = Buffer.alloc(1024 * 1024, 'x');
      let chunksRead = 0;
      function* endless() {
        for (;;) {
          chunksRead++;
          yield megabyte;
        }
      }
      const message = await complaint(readChunks(endless(), { format }));
      expect(message).toMatch(
        /^boot\.log:1: found a line of more than 65536 bytes that begins "xxx/,
      );
      expect(chunksRead).toBe(1);
    },
  );

  it('costs one record of a lenient reading', async () => {
    const text = fixture('seabios-two-smis.jsonl').toString();
    const [first = '', second = '', ...others] = text.split('\n');
    const chunks = [`${first}\n`, ...Array(20).fill('x'.repeat(500_000)), `\n${second}\n`];
    const lenient = await readChunks([...chunks, others.join('\n')], { lenient: true });
    expect(skipsOf(lenient)).toEqual({ 'line too long': 1 });
    expect(lenient.events.map(({ line }) => line)).toEqual([1, 3, 4, 5]);
  });

  it('may come out of a small gzip file', async () => {
    const format = formatOf(fixture('seabios-two-smis.jsonl'));
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, 'x'));
    expect(bomb.length).toBeLessThan(100_000);
    expect(await complaint(readChunks([bomb], { format }))).toContain('a line of more than');
  });
});

describe('leniently, a recording with broken records', () => {
  const lines = fixture('seabios-two-smis.jsonl').toString().trimEnd().split('\n');
  const lenient = (...content: (string | undefined)[]) =>
    readChunks([`${content.join('\n')}\n`], { lenient: true });
  const withField = (line: number, field: string, value: unknown) =>
    JSON.stringify({ ...JSON.parse(lines[line - 1] ?? ''), [field]: value });

  it('loses them and their partners, counted by reason', async () => {
    const read = await lenient('{oops', ...lines, withField(1, 'cr0', 'xyz'), lines[3]);
    expect(read.report.entries).toBe(2);
    expect(skipsOf(read)).toEqual({
      'unreadable record': 1,
      'value not hex': 1,
      'rsm without enter': 1,
    });
    expect(read.report.skipped.get('value not hex')).toEqual({ records: 1, firstLine: 6 });
  });

  it.each([
    ['impossible registers', withField(1, 'cr0', '80000010')],
    ['unknown handler', withField(2, 'w4', 1)],
    ['instructions go back', withField(1, 'ic', 5)],
    ['binary data', '{"t":"enter"\0}'],
    ['line too long', 'x'.repeat(70_000)],
  ])('counts as %s what is that', async (reason, line) => {
    const read = await lenient(...lines, line);
    expect(read.report.entries).toBe(2);
    expect(skipsOf(read)).toEqual({ [reason]: 1 });
  });

  it('keeps the later of two entries: the first one lost its RSM', async () => {
    const read = await lenient(lines[0], ...lines.slice(2));
    expect(skipsOf(read)).toEqual({ 'enter without rsm': 1 });
    expect(read.events.map(({ registers }) => registers.cr0)).toEqual([0x8000_0011, 0x8000_0011]);
  });

  it('goes on counting instructions from a record that went back', async () => {
    const read = await lenient(
      ...lines.slice(0, 2),
      withField(3, 'ic', 9),
      withField(4, 'ic', 100),
      ...lines.slice(2),
    );
    expect(skipsOf(read)).toEqual({ 'instructions go back': 1, 'rsm without enter': 1 });
    expect(read.events[2]?.work?.instructions).toBe(1_851_920 - 100);
  });

  it('ends where its gzip data does', async () => {
    const packed = gzipSync(`${lines.join('\n')}\n`);
    const read = await readChunks([packed.subarray(0, -8)], { lenient: true });
    expect(read.report.entries).toBe(2);
    expect(skipsOf(read)).toEqual({ 'truncated gzip': 1 });
  });

  it('that has nothing else is refused all the same', async () => {
    expect(await complaint(lenient('{', '{'))).toBe(
      'boot.log: found no usable records, expected at least one "enter" and its "rsm"',
    );
  });
});
