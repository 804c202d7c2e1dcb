/** In which order the columns of a cell run in each round. */

import { requireInteger } from './checks.js';
import type { Random } from './random.js';

/**
 * A seeded order for interleaved rounds, from Williams designs (Williams, "Experimental Designs
 * Balanced for the Estimation of Residual Effects of Treatments", Aust. J. Sci. Res. A 2, 1949).
 *
 * Guaranteed: every round runs every column once; rounds form blocks of `columns` rounds, and in a
 * complete block every column stands once in every position (a Latin square). Carry-over inside
 * rounds is balanced too: for an even number of columns every column directly follows every other
 * one exactly once a block, for an odd number (3 or more) exactly twice in two blocks (the first
 * and second, the third and fourth ...). A block that `rounds` cuts off keeps only the first
 * guarantee. What follows what across the border of two rounds is random, not balanced.
 *
 * @param columns how many alternatives, 1 to 65535
 * @param rounds how many rounds, 0 or more
 * @returns rounds x columns, row by row: element [round * columns + position] is the column to run
 * @throws RangeError naming the argument that is out of range
 */
export function latinOrder(columns: number, rounds: number, random: Random): Uint16Array {
  requireInteger(columns, 'columns', 1, 65_535);
  requireInteger(rounds, 'rounds', 0);
  const order = new Uint16Array(rounds * columns);
  const zigzag = williamsSequence(columns);
  let labels = identity(columns);
  for (let block = 0; block * columns < rounds; block++) {
    // An odd square balances carry-over only with its mirror, so both carry the same labels.
    const mirrored = columns % 2 === 1 && block % 2 === 1;
    if (!mirrored) labels = random.shuffle(identity(columns));
    const shifts = random.shuffle(identity(columns));
    for (let row = 0; row < columns; row++) {
      const round = block * columns + row;
      if (round >= rounds) break;
      for (let position = 0; position < columns; position++) {
        const step = zigzag[mirrored ? columns - 1 - position : position] ?? 0;
        const cell = (step + (shifts[row] ?? 0)) % columns;
        order[round * columns + position] = labels[cell] ?? 0;
      }
    }
  }
  return order;
}

/** 0, 1, n-1, 2, n-2, ...: the differences between neighbours are all different modulo n. */
function williamsSequence(columns: number): Uint16Array {
  const sequence = new Uint16Array(columns);
  for (let i = 1; i < columns; i++) {
    sequence[i] = i % 2 === 1 ? (i + 1) / 2 : columns - i / 2;
  }
  return sequence;
}

function identity(size: number): Uint16Array {
  return Uint16Array.from({ length: size }, (_, i) => i);
}
