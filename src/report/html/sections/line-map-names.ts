/** Names that have to fit into a field as wide as its bytes. */

import { displayWidth, printable, shorten } from '../../text.js';

/** Broken after underscores; null where it does not fit. */
export function nameInside(name: string, columns: number, lines: number): string[] | null {
  const broken: string[] = [];
  let line = '';
  for (const part of printable(name).split(/(?<=_)/)) {
    if (line !== '' && displayWidth(line + part) > columns) {
      broken.push(line);
      line = '';
    }
    line += part;
    if (displayWidth(line) > columns) return null;
  }
  broken.push(line);
  return broken.length <= lines ? broken : null;
}

/** `88 root_level · 91 direct_map`: of fields that are too narrow, by their offset. */
export function namesBelow(
  fields: readonly { name: string; offset: number }[],
  columns: number,
): string {
  const all = fields.map(({ name, offset }) => `${offset} ${printable(name)}`).join(' · ');
  return shorten(all, columns);
}
