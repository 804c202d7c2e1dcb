/** A field of a struct, after what is nested in it was flattened. */

import type { LayoutBlock } from '../types.js';

export interface FlatBlock extends LayoutBlock {
  kind: 'struct' | 'union';
}

export interface FlatField {
  /** With dots where it is a member of a member; bit-fields of the same bytes with bars. */
  name: string;
  /** Of each bit-field in it, else its own. */
  members: string[];
  offset: number;
  sizeBytes: number;
  alignment: number;
  isBitField: boolean;
  /** The struct's own member that it is in, unless it is that member. */
  block: FlatBlock | null;
}
