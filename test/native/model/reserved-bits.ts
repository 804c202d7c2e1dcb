/** Bits that must be zero in paging-structure entries: of the guest's tables and of KVM's own. */

import type { Paging } from './guest-state.js';

/**
 * The words of a `struct rsvd_bits_validate`: masks by [large page][level - 1], five of each, then
 * bad_mt_xwr. Undefined where the mode has no such entry: nothing is written there.
 */
export type ReservedBits = readonly (bigint | undefined)[];

interface LevelMasks {
  level: number;
  /** Of an entry that points to a table, or at level 1 to a 4-KiB page. */
  small: bigint;
  /** Of an entry that maps a large page, where such an entry has a check of its own. */
  large?: bigint;
}

const MOST_LEVELS = 5;

function inOrder(levels: readonly LevelMasks[], badMemoryTypeOrAccess: bigint): ReservedBits {
  const words = new Array<bigint | undefined>(2 * MOST_LEVELS + 1).fill(undefined);
  for (const { level, small, large } of levels) {
    words[level - 1] = small;
    words[MOST_LEVELS + level - 1] = large;
  }
  words[2 * MOST_LEVELS] = badMemoryTypeOrAccess;
  return words;
}

/** First to last, both included; none where last comes before first. */
export function bits(first: number, last: number): bigint {
  return last < first ? 0n : ((1n << BigInt(last - first + 1)) - 1n) << BigInt(first);
}

const NO_EXECUTE = bits(63, 63);
/** An address in an entry of 8 bytes ends here at the latest. */
const LAST_ADDRESS_BIT = 51;
/** Of large pages, the address bits below the page's size; bit 12 is PAT there. */
const BELOW_2_MIB = bits(13, 20);
const BELOW_1_GIB = bits(13, 29);
/** PSE-36: bits 13 to 16 of a 4-MiB entry hold address bits 32 to 35. */
const PSE_36_RESERVED = bits(17, 21);
const PAGE_SIZE = bits(7, 7);
const GLOBAL = bits(8, 8);

/** What beside the number of levels decides the masks of x86 tables. 1-GiB pages are there. */
export interface TableFormat {
  levels: number;
  /** Width of a physical address. */
  physicalBits: number;
  /** Entries have a no-execute bit. */
  nx: boolean;
  /** Two-level tables may map 4 MiB. */
  pse: boolean;
  /** AMD reserves bit 8 of entries at level 4 and 5, where Intel ignores it. */
  amd: boolean;
}

/** Of tables in the format that the CPU's MMU walks for a guest, two to five levels. */
export function tableReservedBits(format: TableFormat): ReservedBits {
  if (format.levels === 2) return inOrder(twoLevels(format), 0n);
  if (format.levels === 3) return inOrder(paeLevels(format), 0n);
  return inOrder(longModeLevels(format), 0n);
}

function twoLevels({ pse }: TableFormat): LevelMasks[] {
  return [
    { level: 1, small: 0n, large: 0n },
    { level: 2, small: 0n, large: pse ? PSE_36_RESERVED : 0n },
  ];
}

function paeLevels({ physicalBits, nx }: TableFormat): LevelMasks[] {
  const beyondAddress = bits(physicalBits, 62);
  const high = beyondAddress | (nx ? 0n : NO_EXECUTE);
  return [
    { level: 1, small: high, large: high },
    { level: 2, small: high, large: high | BELOW_2_MIB },
    // A PDPTE has neither permissions nor A, D, PS, G, and no NX.
    { level: 3, small: beyondAddress | NO_EXECUTE | bits(1, 2) | bits(5, 8) },
  ];
}

function longModeLevels({ levels, physicalBits, nx, amd }: TableFormat): LevelMasks[] {
  const high = bits(physicalBits, LAST_ADDRESS_BIT) | (nx ? 0n : NO_EXECUTE);
  const top = high | PAGE_SIZE | (amd ? GLOBAL : 0n);
  return [
    { level: 1, small: high, large: high },
    { level: 2, small: high, large: high | BELOW_2_MIB },
    { level: 3, small: high, large: high | BELOW_1_GIB },
    { level: 4, small: top, large: top },
    ...(levels === MOST_LEVELS ? [{ level: MOST_LEVELS, small: top, large: top }] : []),
  ];
}

/** Of the guest's own tables; the masks of an unpaged guest do not exist. */
export function guestReservedBits(
  { levels, nx, pse }: Paging,
  { maxphyaddr, amd }: { maxphyaddr: number; amd: boolean },
): ReservedBits {
  return tableReservedBits({ levels, nx, pse, amd, physicalBits: maxphyaddr });
}

/** Of EPT tables, always five levels; 2-MiB and 1-GiB pages, no execute-only pages. */
export function eptReservedBits(physicalBits: number): ReservedBits {
  const high = bits(physicalBits, LAST_ADDRESS_BIT);
  const notLeaf = high | bits(3, 6);
  const noLeafHere = notLeaf | PAGE_SIZE;
  const levels = [
    { level: 1, small: high, large: high },
    { level: 2, small: notLeaf, large: high | bits(12, 20) },
    { level: 3, small: notLeaf, large: high | bits(12, 29) },
    { level: 4, small: noLeafHere, large: noLeafHere },
    { level: 5, small: noLeafHere, large: noLeafHere },
  ];
  return inOrder(levels, badMemoryTypeOrAccess());
}

/** By the low six bits of an EPT leaf, memory type (5:3) and execute, write, read (2:0). */
function badMemoryTypeOrAccess(): bigint {
  const reservedTypes = new Set([2, 3, 7]);
  const [writeOnly, executeOnly, writeExecute] = [0b010, 0b100, 0b110];
  const badAccess = new Set([writeOnly, executeOnly, writeExecute]);
  let bad = 0n;
  for (let low = 0; low < 64; low++) {
    if (reservedTypes.has(low >> 3) || badAccess.has(low & 7)) bad |= 1n << BigInt(low);
  }
  return bad;
}
