/** The footprints of the sweep, and what each effort has of them. */

import { describe, expect, it } from 'vitest';
import { EFFORTS, footprints } from '../../src/run/efforts.js';
import { LEAST_ROUNDS } from '../../src/stats/rounds.js';

const KIB = 1024;
const MIB = 1024 * KIB;

describe('footprints', () => {
  it('are nothing, then powers of two from 1 KiB to the most', () => {
    expect(footprints(0, 8 * KIB)).toEqual([0, KIB, 2 * KIB, 4 * KIB, 8 * KIB]);
    expect(footprints(0, 9 * KIB)).toEqual(footprints(0, 8 * KIB));
  });

  it('begin where they are asked to, without nothing', () => {
    expect(footprints(4 * KIB, 16 * KIB)).toEqual([4 * KIB, 8 * KIB, 16 * KIB]);
    expect(footprints(1, 2 * KIB)).toEqual([KIB, 2 * KIB]);
  });

  it('may be fewer by a larger step', () => {
    expect(footprints(0, MIB, 8)).toEqual([0, KIB, 8 * KIB, 64 * KIB, 512 * KIB]);
  });

  it('may be nothing alone, or none at all', () => {
    expect(footprints(0, 0)).toEqual([0]);
    expect(footprints(1, 2)).toEqual([]);
    expect(footprints(2 * MIB, MIB)).toEqual([]);
  });
});

describe.each(Object.entries(EFFORTS))('the effort %s', (_, { leastRounds, footprints: sizes }) => {
  it('has rounds enough for an interval, even if half of them are disturbed', () => {
    expect(leastRounds).toBeGreaterThanOrEqual(2 * LEAST_ROUNDS);
  });

  it('has its footprints in ascending order, each once', () => {
    expect([...new Set(sizes)].sort((a, b) => a - b)).toEqual([...sizes]);
  });
});
