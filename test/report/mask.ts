/**
 * Replaces every number that stands alone by `%n`, with the padding before it, and rules by a short
 * one, so that a golden file holds a table's rows, words and marks but not its values and widths.
 */
export function maskNumbers(text: string): string {
  return text
    .replace(/(?<![\w@.…-])-?\d+(\.\d+)*(e[+-]?\d+)?/gu, '%n')
    .replace(/ +(?=%n|±%n)/g, ' ')
    .replace(/(?<=\S) {3,}/g, '  ')
    .replace(/ +$/gm, '')
    .replace(/^-{5,}$/gm, '-----');
}
