import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixture, formatOf, readChunks } from './trace-reading.js';

const WHOLE = [
  'seabios-two-smis.jsonl',
  'qemu-no-disk.log',
  'qemu-interrupts.log',
  'perf-script.txt',
  'trace-cmd.txt',
];

/** Pieces of `bytes` between these offsets. */
function split(bytes: Buffer, offsets: readonly number[]): Buffer[] {
  const bounds = [0, ...offsets.toSorted((a, b) => a - b), bytes.length];
  return bounds.slice(1).map((to, index) => bytes.subarray(bounds[index], to));
}

describe.each(WHOLE)('%s', (name) => {
  const bytes = fixture(name);
  const format = formatOf(bytes);

  it('gives the same events whatever two chunks it comes in', async () => {
    const whole = await readChunks([bytes], { format });
    expect(whole.events.length).toBeGreaterThanOrEqual(2);
    for (let at = 0; at <= bytes.length; at++) {
      const halves = await readChunks(split(bytes, [at]), { format });
      expect(halves, `split at ${at}`).toEqual(whole);
    }
  });

  it('gives the same events in bytes, and in any chunks', async () => {
    const whole = await readChunks([bytes], { format });
    const single = Array.from(bytes, (byte) => Uint8Array.of(byte));
    expect(await readChunks(single, { format })).toEqual(whole);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 12 }), async (offsets) => {
        expect(await readChunks(split(bytes, offsets), { format })).toEqual(whole);
      }),
    );
  });

  it('is recognised by its content, also in single bytes', async () => {
    const single = Array.from(bytes, (byte) => Uint8Array.of(byte));
    expect((await readChunks(single)).report.format.id).toBe(format.id);
  });
});

describe('a damaged log', () => {
  const intact = fixture('qemu-no-disk.log').toString('latin1');
  const damages: [string, string][] = [
    ['NUL bytes between the dumps', intact.replace('Servicing hardware', '\0\0\0\n\0')],
    ['a NUL in a dump', intact.replace('CR0=00000011', 'CR0=\x000000011')],
    ['no hex', intact.replace('CR4=00000000', 'CR4=0000000g')],
    ['a dump without its end', intact.replace(/EFER=.*\n/, '')],
    ['an entry cut out', intact.slice(intact.indexOf('SMM: after'))],
  ];

  it.each(damages)('is complained about in the same words in any chunks: %s', async (_, text) => {
    const bytes = Buffer.from(text, 'latin1');
    const format = formatOf(bytes);
    const outcome = (chunks: Buffer[]) =>
      readChunks(chunks, { format }).then(
        () => 'no error',
        (error: unknown) => String(error),
      );
    const whole = await outcome([bytes]);
    expect(whole).toMatch(/^TraceError: boot\.log:\d+: found /);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 6 }), async (offsets) => {
        expect(await outcome(split(bytes, offsets))).toBe(whole);
      }),
    );
  });

  it.each(damages)('has the same records skipped in any chunks: %s', async (_, text) => {
    const bytes = Buffer.from(text, 'latin1');
    const options = { format: formatOf(bytes), lenient: true };
    const whole = await readChunks([bytes], options);
    expect(whole.report.skipped.size).toBeGreaterThan(0);
    for (let at = 0; at <= bytes.length; at += 7) {
      expect(await readChunks(split(bytes, [at]), options), `split at ${at}`).toEqual(whole);
    }
  });
});
