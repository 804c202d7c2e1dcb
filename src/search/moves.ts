/** The shortest way from one order of fields to another, one field at a time. */

export interface Move {
  field: string;
  /** The field right behind which it goes; null: to the front. */
  after: string | null;
}

/**
 * Fewest moves: whatever is already in the right order among itself, as long as can be, stays.
 * To be made in the order given.
 *
 * @param from distinct names @param to the same names
 */
export function movesBetween(from: readonly string[], to: readonly string[]): Move[] {
  const placeOf = new Map(from.map((name, index) => [name, index]));
  const places = to.map((name) => placeOf.get(name) ?? -1);
  const stays = new Set(longestIncreasing(places));
  return to.flatMap((field, index) =>
    stays.has(index) ? [] : [{ field, after: index === 0 ? null : (to[index - 1] ?? null) }],
  );
}

export function applyMoves(order: readonly string[], moves: readonly Move[]): string[] {
  let moved = [...order];
  for (const { field, after } of moves) {
    const others = moved.filter((name) => name !== field);
    const at = after === null ? 0 : others.indexOf(after) + 1;
    moved = [...others.slice(0, at), field, ...others.slice(at)];
  }
  return moved;
}

/** How many fields have to move to get this order of 0, 1, 2, ... */
export function moveCount(order: readonly number[]): number {
  return order.length - lengthOfLongest(order);
}

/** Indices of a longest increasing subsequence, ascending (patience sorting). */
function longestIncreasing(values: readonly number[]): number[] {
  const before: number[] = [];
  /** By length less one: index of the smallest value that ends a subsequence of that length. */
  const ends: number[] = [];
  values.forEach((value, index) => {
    const at = firstNotBelow(ends, value, (end) => values[end] ?? 0);
    before[index] = ends[at - 1] ?? -1;
    ends[at] = index;
  });
  const found: number[] = [];
  for (let at = ends.at(-1) ?? -1; at >= 0; at = before[at] ?? -1) found.push(at);
  return found.reverse();
}

function lengthOfLongest(values: readonly number[]): number {
  const ends: number[] = [];
  for (const value of values) ends[firstNotBelow(ends, value, (end) => end)] = value;
  return ends.length;
}

/** Where in these ascending ones the first is that is not below the value; their number if none. */
function firstNotBelow(
  ends: readonly number[],
  value: number,
  of: (end: number) => number,
): number {
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (of(ends[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
