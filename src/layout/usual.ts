/** Layouts that are measured where none is named. */

/**
 * The thread's tree, the release after it, a later kernel, and the reordered one. The others differ
 * from one of these in little that a reset writes: v5.18 is v5.17 with its root's words swapped,
 * v5.19 is v6.1's struct at v5.17's place, v6.12 and v6.18 are v6.1 with a pointer less.
 */
export const USUAL_LAYOUTS = ['v5.16', 'v5.17', 'v6.1', 'hot-first'];

export function usualLayouts<T extends { name: string }>(layouts: readonly T[]): T[] {
  return layouts.filter(({ name }) => USUAL_LAYOUTS.includes(name));
}
