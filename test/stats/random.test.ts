import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomFromState, seededRandom, splitMix64 } from '../../src/stats/random.js';

const seeds = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });

describe('published sequences', () => {
  it('xoshiro128** 1.1 from state 1, 2, 3, 4 (reference implementation of Blackman and Vigna)', () => {
    const random = randomFromState([1, 2, 3, 4]);
    expect(Array.from({ length: 10 }, () => random.bits())).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597,
      4258142804,
    ]);
  });

  it('SplitMix64 from seed 1234567 (reference implementation of Vigna)', () => {
    expect([1n, 2n, 3n, 4n, 5n].map((step) => splitMix64(1234567n, step))).toEqual([
      6457827717110365317n,
      3203168211198807973n,
      9817491932198370423n,
      4593380528125082431n,
      16408922859458223821n,
    ]);
  });

  it('the first values of seeds 0, 1 and 2^53 - 1 never change', () => {
    const first = (seed: number): number[] => {
      const random = seededRandom(seed);
      return [random.bits(), random.bits(), random.below(1000), random.uniform()];
    };
    expect(first(0)).toMatchInlineSnapshot(`
      [
        3737715805,
        2584255861,
        834,
        0.7651579406981067,
      ]
    `);
    expect(first(1)).toMatchInlineSnapshot(`
      [
        1695105466,
        1423115009,
        793,
        0.24871615444782003,
      ]
    `);
    expect(first(Number.MAX_SAFE_INTEGER)).toMatchInlineSnapshot(`
      [
        1233166643,
        1287031142,
        442,
        0.6893346876324036,
      ]
    `);
  });
});

describe('seededRandom', () => {
  it('repeats itself for the same seed', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const [one, other] = [seededRandom(seed), seededRandom(seed)];
        for (let i = 0; i < 20; i++) expect(one.bits()).toBe(other.bits());
      }),
    );
  });

  it('stays in range', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 2 ** 32 }), (seed, bound) => {
        const random = seededRandom(seed);
        const integer = random.below(bound);
        expect(Number.isInteger(integer) && integer >= 0 && integer < bound).toBe(true);
        const uniform = random.uniform();
        expect(uniform >= 0 && uniform < 1).toBe(true);
      }),
    );
  });

  it('is even over a bound that does not divide 2^32', () => {
    const bound = 3 * 2 ** 30;
    const thirds = [0, 0, 0];
    const random = seededRandom(5);
    for (let i = 0; i < 30_000; i++) {
      const third = Math.floor(random.below(bound) / 2 ** 30);
      thirds[third] = (thirds[third] ?? 0) + 1;
    }
    // Without rejection the first third would get twice the share of each other one.
    for (const count of thirds) expect(Math.abs(count - 10_000)).toBeLessThan(350);
  });

  it('shuffles every order about equally often, in place', () => {
    const counts = new Map<string, number>();
    const random = seededRandom(6);
    for (let i = 0; i < 24_000; i++) {
      const items = [0, 1, 2, 3];
      expect(random.shuffle(items)).toBe(items);
      counts.set(items.join(''), (counts.get(items.join('')) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(160);
  });

  it('names what is wrong', () => {
    for (const seed of [-1, 0.5, Number.NaN, 2 ** 53]) {
      expect(() => seededRandom(seed)).toThrow(/^seed is/);
    }
    expect(() => randomFromState([0, 0, 0, 0])).toThrow(/state/);
    for (const bound of [0, 1.5, 2 ** 32 + 1]) {
      expect(() => seededRandom(1).below(bound)).toThrow(/^bound is/);
    }
  });
});
