/** Which arrangements a measurement could hardly tell apart. */

import { lineCount, splitByLine } from '../layout/lines/line-rows.js';
import { alignUp } from './alignment.js';
import type { Arrangement } from './arrangements.js';
import type { Model } from './model.js';

/** The same for those that write as many bytes of their own in each line, whatever these bytes are. */
export function likenessOf(
  { items, tracks, original }: Model,
  { order, phase }: Pick<Arrangement, 'order' | 'phase'>,
): string {
  const lines = lineCount({ phase, sizeBytes: original.sizeBytes });
  const written = tracks.map(() => new Array<number>(lines).fill(0));
  let end = 0;
  for (const index of order) {
    const item = items[index];
    if (item === undefined) continue;
    const offset = alignUp(end, item.alignment);
    end = offset + item.sizeBytes;
    for (const piece of item.pieces) {
      piece.fates.forEach(({ stored, copied }, track) => {
        const byLine = written[track];
        if (byLine === undefined || !(stored || copied)) return;
        const range: [number, number] = [offset + piece.offset, piece.sizeBytes];
        for (const { line, bytes } of splitByLine([range], phase)) {
          byLine[line] = (byLine[line] ?? 0) + bytes;
        }
      });
    }
  }
  return `${phase}: ${written.map((bytes) => bytes.join(' ')).join(', ')}`;
}
