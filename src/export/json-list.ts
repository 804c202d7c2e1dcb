/** JSON that people look into: long lists with a line for each item. */

export function jsonList(items: readonly object[]): string {
  return items.length === 0
    ? '[]'
    : `[\n${items.map((item) => JSON.stringify(item)).join(',\n')}\n]`;
}
