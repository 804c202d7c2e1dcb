/** A host's caches as callgrind can simulate them: two levels, a power of two of sets each. */

import { formatBytes } from '../format.js';
import type { NativeCache } from '../host/native.js';

export interface SimulatedCache {
  sizeBytes: number;
  ways: number;
  lineBytes: number;
}

/** Callgrind knows the first level and the last; nothing is between them. */
export interface SimulatedCaches {
  instruction: SimulatedCache;
  data: SimulatedCache;
  last: SimulatedCache & { level: number };
  /** Where they are not the host's, and what two levels cannot show. */
  notes: string[];
}

const ASSUMED_FIRST: SimulatedCache = { sizeBytes: 32 << 10, ways: 8, lineBytes: 64 };
const ASSUMED_LAST = { sizeBytes: 1 << 20, ways: 16, lineBytes: 64, level: 2 };

/** @param caches as the host reports them; what it keeps to itself is assumed, and noted */
export function simulatedCaches(caches: readonly NativeCache[]): SimulatedCaches {
  const notes: string[] = [];
  const take = (name: string, cache: NativeCache | undefined, assumed: SimulatedCache) => {
    if (cache === undefined || !isWhole(cache)) {
      notes.push(`${name}: the host does not tell its size, so ${describeCache(assumed)} here`);
      return assumed;
    }
    const rounded = withPowerOfTwoSets(cache);
    if (rounded.ways !== cache.ways) {
      notes.push(
        `${name}: ${describeCache(cache)} here, ${describeCache(rounded)} simulated, because ` +
          'callgrind takes a power of two of sets only',
      );
    }
    return rounded;
  };
  const first = caches.filter(({ level }) => level === 1);
  const last = lastLevel(caches);
  const level = last?.level ?? ASSUMED_LAST.level;
  const simulated = {
    instruction: take(
      'I1',
      first.find(({ type }) => type !== 'data'),
      ASSUMED_FIRST,
    ),
    data: take(
      'D1',
      first.find(({ type }) => type !== 'instruction'),
      ASSUMED_FIRST,
    ),
    last: { ...take(`LL (L${level})`, last, ASSUMED_LAST), level },
  };
  return { ...simulated, notes: [...notes, ...levelNote(level)] };
}

/** As callgrind wants it: `32768,8,64`. */
export function cacheOption({ sizeBytes, ways, lineBytes }: SimulatedCache): string {
  return [sizeBytes, ways, lineBytes].join(',');
}

/** `32 KiB 8-way` */
export function describeCache({ sizeBytes, ways }: Pick<SimulatedCache, 'sizeBytes' | 'ways'>) {
  return `${formatBytes(sizeBytes)} ${ways}-way`;
}

function lastLevel(caches: readonly NativeCache[]): NativeCache | undefined {
  return caches
    .filter(({ level, type }) => level > 1 && type !== 'instruction')
    .sort((a, b) => b.level - a.level)[0];
}

function isWhole({ sizeBytes, ways, lineBytes }: NativeCache): boolean {
  return [sizeBytes, ways, lineBytes].every((each) => each > 0);
}

/** The sets become fewer, the ways more, so that about the size remains. */
function withPowerOfTwoSets({ sizeBytes, ways, lineBytes }: NativeCache): SimulatedCache {
  const sets = 2 ** Math.floor(Math.log2(sizeBytes / lineBytes / ways));
  const widened = Math.round(sizeBytes / lineBytes / sets);
  return { sizeBytes: sets * widened * lineBytes, ways: widened, lineBytes };
}

/** States differ by the level that they evict from. */
function levelNote(level: number): string[] {
  if (level <= 2) return [];
  return [
    `callgrind has two levels, so between D1 and LL (L${level}) nothing is simulated: l1-evicted ` +
      'and l2-evicted both miss in D1 and hit in LL',
  ];
}
