/** Sets of byte offsets within the struct. */

import type { NativeField, NativeLayout } from '../../../src/host/native.js';
import type { Calls } from '../../../src/plan/types.js';
import { addon, registry, type Where } from './addon.js';

export function bytesOf({ offset, sizeBytes }: Pick<NativeField, 'offset' | 'sizeBytes'>) {
  return Array.from({ length: sizeBytes }, (_, index) => offset + index);
}

/** What one reset writes, scope `writes`. */
export function writtenBytes(
  { layout, path, guest }: Where,
  strategy: string,
  calls: Calls = 'full',
): Set<number> {
  const { writtenBytes: offsets } = addon.probeWrites({
    layout: layout.name,
    path,
    guest,
    calls,
    strategy,
  });
  return new Set(offsets);
}

export function without(bytes: Iterable<number>, removed: ReadonlySet<number>): number[] {
  return [...bytes].filter((byte) => !removed.has(byte));
}

/** Names of the fields that the bytes belong to, in the struct's order. */
export function fieldsAt(layout: NativeLayout, bytes: Iterable<number>): string[] {
  const wanted = new Set(bytes);
  return [...layout.fields]
    .sort((a, b) => a.offset - b.offset)
    .filter((field) => bytesOf(field).some((byte) => wanted.has(byte)))
    .map(({ name }) => name);
}

/**
 * Bytes that no template may be copied over: paging metadata that this mode leaves alone, where an
 * earlier mode's values stay (on the shadow path also the masks of its own tables, whose levels
 * follow the mode), and the PDPTRs, which change behind the reset's back.
 */
export function staleBytes(where: Where): Set<number> {
  const owned = writtenBytes(where, registry.baseline);
  const followsMode = (role: NativeField['role']) =>
    role === 'metadata' || (where.path === 'shadow' && role === 'zero-check');
  const stale = where.layout.fields
    .filter(({ name, role }) => followsMode(role) || name === 'pdptrs')
    .flatMap(bytesOf);
  return new Set(without(stale, owned));
}

export interface Piece {
  offset: number;
  sizeBytes: number;
}

/** The longest runs that begin and end with a byte the kernel writes and hold no stale one. */
export function copyPieces(where: Where): Piece[] {
  const owned = writtenBytes(where, registry.baseline);
  const stale = staleBytes(where);
  const pieces: Piece[] = [];
  let open: Piece | null = null;
  for (let byte = 0; byte < where.layout.sizeBytes; byte++) {
    if (stale.has(byte)) open = null;
    if (!owned.has(byte)) continue;
    if (open === null) {
      open = { offset: byte, sizeBytes: 0 };
      pieces.push(open);
    }
    open.sizeBytes = byte + 1 - open.offset;
  }
  return pieces;
}
