/** Whether layouts of one name are one layout. */

import type { Result } from '../report/result.js';
import type { Side } from './types.js';

/** By layout: its fields as text; several where files do not agree. */
export type LayoutFields = ReadonlyMap<string, ReadonlySet<string>>;

export function layoutFields(sides: Side): LayoutFields {
  const found = new Map<string, Set<string>>();
  for (const { result } of sides) {
    for (const { layout, sizeBytes, fields } of result.lineMaps) {
      const texts = found.get(layout) ?? new Set();
      found.set(layout, texts.add(JSON.stringify({ sizeBytes, fields })));
    }
  }
  return found;
}

/** Of older versions: nothing says what their layouts are but the name. */
export function describesNoLayouts({ lineMaps, cells, boots }: Result): boolean {
  return lineMaps.length === 0 && cells.length + boots.length > 0;
}
