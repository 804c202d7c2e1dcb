/** What a copying strategy copies of a struct: the rules of docs/strategies.md, for any layout. */

import type { StoredField } from './steps.js';

export interface Piece {
  offset: number;
  sizeBytes: number;
}

/** Longer gaps between fields are no padding, but members that the layout does not list. */
const MOST_PADDING_BYTES = 7;

export interface Owners<Field> {
  fields: readonly Field[];
  sizeBytes: number;
  /** Its bytes have to be copied. */
  owned: (field: Field) => boolean;
  /** The image may not hold its bytes rightly: they must not be copied. */
  forbidden: (field: Field) => boolean;
}

/** The longest runs that begin and end with an owned byte and hold no forbidden one; ascending. */
export function copyPieces<Field extends StoredField>(owners: Owners<Field>): Piece[] {
  const { sizeBytes } = owners;
  const uses = usesOfBytes(owners);
  const pieces: Piece[] = [];
  let open: Piece | null = null;
  for (let byte = 0; byte < sizeBytes; byte++) {
    if (uses[byte] === 'forbidden') open = null;
    if (uses[byte] !== 'owned') continue;
    if (open === null) {
      open = { offset: byte, sizeBytes: 0 };
      pieces.push(open);
    }
    open.sizeBytes = byte + 1 - open.offset;
  }
  return pieces;
}

type Use = 'owned' | 'justified' | 'forbidden';

function usesOfBytes<Field extends StoredField>(owners: Owners<Field>): Use[] {
  const { fields, sizeBytes, owned, forbidden } = owners;
  const uses = new Array<Use>(sizeBytes).fill('justified');
  const ascending = [...fields].sort((one, other) => one.offset - other.offset);
  let end = 0;
  for (const field of ascending) {
    if (field.offset - end > MOST_PADDING_BYTES) uses.fill('forbidden', end, field.offset);
    const use: Use = owned(field) ? 'owned' : forbidden(field) ? 'forbidden' : 'justified';
    const stop = field.offset + field.sizeBytes;
    uses.fill(use, field.offset, stop);
    end = Math.max(end, stop);
  }
  return uses;
}
