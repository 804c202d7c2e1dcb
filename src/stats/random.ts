/**
 * Seeded random numbers that are the same on every platform: integer arithmetic only.
 *
 * Generator: xoshiro128** 1.1 (Blackman & Vigna, "Scrambled Linear Pseudorandom Number
 * Generators", ACM TOMS 47, 2021). Seeding: SplitMix64 (Steele, Lea & Flood, "Fast Splittable
 * Pseudorandom Number Generators", OOPSLA 2014), as the authors of xoshiro advise.
 * For orders and simulations, not for secrets.
 */

import { requireInteger } from './checks.js';

/** Four 32-bit words, not all zero. */
export type RandomState = readonly [number, number, number, number];

export interface Random {
  /** The next 32 bits, 0 to 2^32 - 1. */
  bits(): number;
  /** A uniform number in [0, 1) with 53 random bits. */
  uniform(): number;
  /** An unbiased integer, 0 to `bound` - 1. @throws RangeError unless 1 <= bound <= 2^32. */
  below(bound: number): number;
  /** Shuffles in place (Durstenfeld, CACM 7, 1964); every order is equally likely. */
  shuffle<T extends number[] | Uint16Array | Float64Array>(items: T): T;
}

const TWO_POW_32 = 2 ** 32;

/**
 * A generator for a seed.
 *
 * @param seed an integer from 0 to 2^53 - 1; the same seed gives the same sequence everywhere
 * @throws RangeError if the seed is not such an integer
 */
export function seededRandom(seed: number): Random {
  requireInteger(seed, 'seed', 0);
  return randomFromState(stateOf(seed));
}

/**
 * A generator with an explicit state, for checks against published sequences.
 *
 * @throws RangeError if all four words are zero: the generator would give zeros for ever
 */
export function randomFromState(state: RandomState): Random {
  if (state.every((word) => word >>> 0 === 0)) throw new RangeError('state is all zero');
  const next = xoshiro128StarStar(state);
  const random: Random = {
    bits: next,
    uniform: () => {
      // Two statements fix the order of the two draws.
      const high = next() >>> 5;
      const low = next() >>> 6;
      return (high * 2 ** 26 + low) / 2 ** 53;
    },
    below: (bound) => {
      requireInteger(bound, 'bound', 1, TWO_POW_32);
      // Draws above the largest multiple of `bound` are thrown away: they are what would bias.
      const limit = TWO_POW_32 - (TWO_POW_32 % bound);
      let draw = next();
      while (draw >= limit) draw = next();
      return draw % bound;
    },
    shuffle: (items) => {
      for (let last = items.length - 1; last > 0; last--) {
        const other = random.below(last + 1);
        const kept = items[last] as number;
        items[last] = items[other] as number;
        items[other] = kept;
      }
      return items;
    },
  };
  return random;
}

function xoshiro128StarStar(state: RandomState): () => number {
  let [a, b, c, d] = state;
  return () => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return result;
  };
}

function rotateLeft(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

function stateOf(seed: number): RandomState {
  const first = splitMix64(BigInt(seed), 1n);
  const second = splitMix64(BigInt(seed), 2n);
  return [lowWord(first), highWord(first), lowWord(second), highWord(second)];
}

/** The `step`-th output of SplitMix64. */
export function splitMix64(seed: bigint, step: bigint): bigint {
  let mixed = BigInt.asUintN(64, seed + step * 0x9e3779b97f4a7c15n);
  mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 30n)) * 0xbf58476d1ce4e5b9n);
  mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn);
  return mixed ^ (mixed >> 31n);
}

function lowWord(value: bigint): number {
  return Number(value & 0xffffffffn);
}

function highWord(value: bigint): number {
  return Number(value >> 32n);
}
