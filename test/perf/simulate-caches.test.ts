/** Host caches as callgrind takes them. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NativeCache } from '../../src/host/native.js';
import { cacheOption, describeCache, simulatedCaches } from '../../src/perf/simulate-caches.js';

function cache(
  level: number,
  type: NativeCache['type'],
  sizeBytes: number,
  ways: number,
): NativeCache {
  return { level, type, sizeBytes, ways, sets: sizeBytes / ways / 64, lineBytes: 64 };
}

const KIB = 1 << 10;
const FIRST = [cache(1, 'data', 48 * KIB, 12), cache(1, 'instruction', 32 * KIB, 8)];
const L2 = cache(2, 'unified', 1024 * KIB, 16);

const setsOf = ({ sizeBytes, ways, lineBytes }: ReturnType<typeof simulatedCaches>['data']) =>
  sizeBytes / ways / lineBytes;

describe('caches with a power of two of sets', () => {
  it('are simulated as they are, the last level whatever its number', () => {
    const { instruction, data, last, notes } = simulatedCaches([...FIRST, L2]);
    expect(cacheOption(instruction)).toBe('32768,8,64');
    expect(cacheOption(data)).toBe('49152,12,64');
    expect(cacheOption(last)).toBe('1048576,16,64');
    expect({ level: last.level, notes }).toEqual({ level: 2, notes: [] });
  });

  it('say what is lost between the first level and a third one', () => {
    const { last, notes } = simulatedCaches([
      ...FIRST,
      L2,
      cache(3, 'unified', 32 * KIB * KIB, 16),
    ]);
    expect({ level: last.level, text: describeCache(last) }).toEqual({
      level: 3,
      text: '32 MiB 16-way',
    });
    expect(notes).toEqual([expect.stringContaining('l1-evicted and l2-evicted both miss in D1')]);
  });
});

describe('other caches', () => {
  it('are rounded, and both geometries named', () => {
    const { last, notes } = simulatedCaches([...FIRST, cache(3, 'unified', 37_486_592, 11)]);
    expect(cacheOption(last)).toBe('37748736,18,64');
    expect(notes[0]).toBe(
      'LL (L3): 35.75 MiB 11-way here, 36 MiB 18-way simulated, because callgrind takes a power ' +
        'of two of sets only',
    );
  });

  it('that the host hides are assumed, and said to be', () => {
    const { data, last, notes } = simulatedCaches([]);
    expect([data, last].map(describeCache)).toEqual(['32 KiB 8-way', '1 MiB 16-way']);
    expect(notes.map((note) => note.split(':')[0])).toEqual(['I1', 'D1', 'LL (L2)']);
  });

  it('always get a power of two of sets, and their size within half a way of the fewer sets', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 32 }),
        fc.integer({ min: 1, max: 200_000 }),
        (ways, sets) => {
          const host = cache(2, 'unified', sets * ways * 64, ways);
          const { last } = simulatedCaches([...FIRST, host]);
          expect(Number.isInteger(Math.log2(setsOf(last)))).toBe(true);
          const wayBytes = last.sizeBytes / last.ways;
          expect(Math.abs(last.sizeBytes - host.sizeBytes)).toBeLessThanOrEqual(wayBytes / 2);
          expect(wayBytes).toBeLessThanOrEqual(host.sizeBytes / host.ways);
        },
      ),
    );
  });
});
