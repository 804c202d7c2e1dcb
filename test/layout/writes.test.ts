import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProbeRequest, WriteProbe } from '../../src/host/native-subject.js';
import { probeOf } from '../../src/layout/lines/probe.js';
import { CACHE_LINE_BYTES, linesOf, observeWrites } from '../../src/layout/lines/writes.js';
import { fakeAddon } from '../measure/fake-addon.js';
import { fakeRegistry } from '../plan/registry.js';

const offsets = fc.uniqueArray(fc.nat(1023), { maxLength: 200 });
const phases = fc.integer({ min: 0, max: 7 }).map((eighths) => eighths * 8);

/** Line by line: is any byte of it written? */
function countLines(written: readonly number[], phase: number): number {
  let lines = 0;
  for (let line = 0; line * CACHE_LINE_BYTES < phase + 1024; line += 1) {
    const first = line * CACHE_LINE_BYTES - phase;
    if (written.some((at) => at >= first && at < first + CACHE_LINE_BYTES)) lines += 1;
  }
  return lines;
}

describe('the lines that writes dirty', () => {
  it.each([
    ['none', [], 0, []],
    ['the first byte', [0], 0, [0]],
    ['the last byte of a line', [63], 0, [0]],
    ['the first byte of the next', [64], 0, [1]],
    ['a byte that the phase moves to the next', [63], 8, [1]],
    ['two in one line, one in another', [0, 8, 128], 0, [0, 2]],
    ['a span that starts in mid-line', [20, 24, 28, 40], 40, [0, 1]],
  ])('%s', (_, written, phase, lines) => {
    expect([...linesOf(written, phase)]).toEqual(lines);
  });

  it('are as many as a count line by line gives', () => {
    fc.assert(
      fc.property(offsets, phases, (written, phase) => {
        expect(linesOf(written, phase).size).toBe(countLines(written, phase));
      }),
    );
  });

  it('are no more than there are bytes, and no fewer than they fill', () => {
    fc.assert(
      fc.property(offsets, phases, (written, phase) => {
        const { size } = linesOf(written, phase);
        expect(size).toBeLessThanOrEqual(written.length);
        expect(size).toBeGreaterThanOrEqual(written.length / CACHE_LINE_BYTES);
      }),
    );
  });

  it('do not depend on the order of the writes, nor on how often a byte is written', () => {
    fc.assert(
      fc.property(offsets, phases, (written, phase) => {
        const lines = [...linesOf(written, phase)].sort();
        const again = [...[...written].reverse(), ...written];
        expect([...linesOf(again, phase)].sort()).toEqual(lines);
        expect([...linesOf(Uint32Array.from(written), phase)].sort()).toEqual(lines);
      }),
    );
  });

  it('of more writes include those of fewer', () => {
    fc.assert(
      fc.property(offsets, offsets, phases, (some, others, phase) => {
        const all = linesOf([...some, ...others], phase);
        for (const line of linesOf(some, phase)) expect(all.has(line)).toBe(true);
      }),
    );
  });

  it('change by one at most where the phase moves a contiguous span', () => {
    fc.assert(
      fc.property(fc.nat(512), fc.integer({ min: 1, max: 512 }), phases, (start, size, phase) => {
        const span = Array.from({ length: size }, (_, at) => start + at);
        const here = linesOf(span, phase).size;
        const there = linesOf(span, 0).size;
        expect(Math.abs(here - there)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('observed writes', () => {
  const probe = (written: readonly number[]) => {
    const asked: ProbeRequest[] = [];
    const addon = {
      ...fakeAddon(),
      probeWrites: (request: ProbeRequest): WriteProbe => {
        asked.push(request);
        return { writtenBytes: Uint32Array.from(written) };
      },
    };
    return { addon, asked };
  };
  const where = {
    layout: 'v5.16',
    phase: 40,
    path: 'npt',
    guest: 'unpaged',
    calls: 'early',
  } as const;

  it('are those of the compiled code, at the phase of the plan', () => {
    const { addon, asked } = probe([0, 1, 2, 3, 24, 25]);
    expect(observeWrites(probeOf(addon, fakeRegistry(), []), where, 'init-flag')).toEqual({
      bytesWritten: 6,
      linesDirtied: 2,
    });
    expect(
      observeWrites(probeOf(addon, fakeRegistry(), []), { ...where, phase: 0 }, 'init-flag')
        .linesDirtied,
    ).toBe(1);
    expect(asked[0]).toEqual({
      layout: 'v5.16',
      path: 'npt',
      strategy: 'init-flag',
      guest: 'unpaged',
      calls: 'early',
    });
  });

  it('of a strategy that writes nothing are none', () => {
    expect(observeWrites(probeOf(probe([]).addon, fakeRegistry(), []), where, 'empty')).toEqual({
      bytesWritten: 0,
      linesDirtied: 0,
    });
  });
});
