/** Labels beside a plot: each near what it names, and none over another. */

/**
 * Heights for labels that would like to stand at the given ones: in the same order, `gap` apart,
 * between `top` and `bottom` (only beyond `top` where there is too little room for all).
 */
export function spread(
  wanted: readonly number[],
  gap: number,
  { top, bottom }: { top: number; bottom: number },
): number[] {
  const order = wanted.map((height, index) => ({ height, index }));
  order.sort((one, other) => one.height - other.height || one.index - other.index);
  const placed = new Map<number, number>();
  let least = top;
  for (const { height, index } of order) {
    placed.set(index, Math.max(least, height));
    least = Math.max(least, height) + gap;
  }
  let most = bottom;
  for (const { height, index } of order.reverse()) {
    const lowest = Math.min(most, placed.get(index) ?? height);
    placed.set(index, lowest);
    most = lowest - gap;
  }
  return wanted.map((height, index) => placed.get(index) ?? height);
}

/** Neighbours exactly `gap` apart, from the top down: what can be set as one block of lines. */
export function blocks<T extends { y: number }>(labels: readonly T[], gap: number): [T, ...T[]][] {
  const found: [T, ...T[]][] = [];
  for (const label of [...labels].sort((one, other) => one.y - other.y)) {
    const block = found.at(-1);
    const last = block?.at(-1);
    if (block !== undefined && last !== undefined && label.y - last.y === gap) block.push(label);
    else found.push([label]);
  }
  return found;
}
