/** A struct's members down to what is stored at once, as fields that share no byte. */

import { excerpt } from '../../errors.js';
import { joinBitFields } from './bit-fields.js';
import { settleBlocks } from './blocks.js';
import type { BtfType } from './btf.js';
import type { FlatBlock, FlatField } from './flat-field.js';
import { KIND } from './kinds.js';
import { type Member, MOST_DEPTH, type TypeSizes, tooDeep } from './sizes.js';

export interface Choice {
  /** Members that are one field, whatever is in them. */
  isWhole(name: string): boolean;
  /** Of a union the member in which one of these is; else the first of its largest ones. */
  wanted: readonly string[];
}

/** Beyond it places do not fit 32 bits. */
const MOST_STRUCT_BYTES = 2 ** 28;

/**
 * Anonymous structs and unions add nothing to names; an array is one field, as is a struct whose
 * members are not known.
 *
 * @param struct resolved
 * @returns ascending by offset
 * @throws BtfError for members that cannot be where they are said to be
 */
export function flatten(sizes: TypeSizes, struct: BtfType, choice: Choice): FlatField[] {
  const { sizeOrType: sizeBytes } = struct;
  if (sizeBytes > MOST_STRUCT_BYTES) {
    throw struct.error(`a struct of ${sizeBytes} bytes`, `at most ${MOST_STRUCT_BYTES}`);
  }
  const walk = new Walk(sizes, choice);
  walk.struct(struct, '', 0, 0);
  return settleBlocks(joinBitFields(walk.fields, struct), struct);
}

class Walk {
  readonly fields: FlatField[] = [];
  readonly #sizes: TypeSizes;
  readonly #choice: Choice;
  /** In which the walk is. */
  #block: FlatBlock | null = null;

  constructor(sizes: TypeSizes, choice: Choice) {
    this.#sizes = sizes;
    this.#choice = choice;
  }

  /** @param prefix of its members' names. @param bitOffset of its own begin */
  struct(struct: BtfType, prefix: string, bitOffset: number, depth: number): void {
    if (depth === MOST_DEPTH) throw tooDeep(struct);
    for (const member of this.#sizes.membersOf(struct)) {
      this.#member(struct, member, prefix, bitOffset, depth);
    }
  }

  #member(
    struct: BtfType,
    member: Member,
    prefix: string,
    structBits: number,
    depth: number,
  ): void {
    const { type, bits } = member;
    const name = prefix + member.name;
    const bitOffset = structBits + member.bitOffset;
    requireWithin(struct, member, this.#bitsOf(member));
    const isAggregate = type.kind === KIND.struct || type.kind === KIND.union;
    // Unnamed bit-fields are holes that someone wrote down.
    if (member.name === '' && !isAggregate) return;
    if (bits !== null || !isAggregate || this.#isWhole(member, name)) {
      this.#add(name, bitOffset, member);
      return;
    }
    const inner = member.name === '' ? prefix : `${name}.`;
    const before = this.fields.length;
    if (depth === 0) this.#block = this.#blockOf(member);
    if (type.kind === KIND.struct) this.struct(type, inner, bitOffset, depth + 1);
    else this.#union(type, inner, bitOffset, depth + 1);
    if (depth === 0) this.#block = null;
    // Its members are unknown: only its size is.
    if (this.fields.length === before && member.name !== '') this.#add(name, bitOffset, member);
  }

  #blockOf({ name, type, bitOffset }: Member): FlatBlock {
    const offset = bitOffset / 8;
    const sizeBytes = this.#sizes.sizeOf(type);
    // Of a packed struct, or in one, less than its members' types ask for.
    const alignment = [offset, sizeBytes].reduce(
      (most, bytes) => (bytes === 0 ? most : Math.min(most, bytes & -bytes)),
      this.#sizes.alignmentOf(type),
    );
    const kind = type.kind === KIND.union ? 'union' : 'struct';
    return { kind, name, offset, sizeBytes, alignment };
  }

  #isWhole(member: Member, name: string): boolean {
    return member.name !== '' && this.#choice.isWhole(name);
  }

  #union(union: BtfType, prefix: string, bitOffset: number, depth: number): void {
    if (depth === MOST_DEPTH) throw tooDeep(union);
    let largest: Member | null = null;
    let wanted: Member | null = null;
    for (const member of this.#sizes.membersOf(union)) {
      wanted ??= this.#holdsWanted(member, prefix, depth) ? member : null;
      if (largest === null || this.#bitsOf(member) > this.#bitsOf(largest)) largest = member;
    }
    const read = wanted ?? largest;
    if (read !== null) this.#member(union, read, prefix, bitOffset, depth);
  }

  #holdsWanted({ name, type }: Member, prefix: string, depth: number): boolean {
    const { wanted } = this.#choice;
    if (wanted.length === 0) return false;
    const path = prefix + name;
    if (name !== '') return wanted.some((each) => each === path || each.startsWith(`${path}.`));
    if (depth === MOST_DEPTH) throw tooDeep(type);
    if (type.kind !== KIND.struct && type.kind !== KIND.union) return false;
    for (const member of this.#sizes.membersOf(type)) {
      if (this.#holdsWanted(member, prefix, depth + 1)) return true;
    }
    return false;
  }

  #add(name: string, bitOffset: number, member: Member): void {
    const { type, bits } = member;
    const size = this.#bitsOf(member);
    if (size === 0) return;
    const offset = Math.floor(bitOffset / 8);
    const sizeBytes = Math.ceil((bitOffset + size) / 8) - offset;
    const natural = bits === null ? this.#sizes.alignmentOf(type) : 1;
    // A packed struct's members are where the compiler would not have put them.
    const alignment = offset === 0 ? natural : Math.min(natural, offset & -offset);
    this.fields.push({
      ...{ name, members: [name], offset, sizeBytes, alignment, isBitField: bits !== null },
      block: this.#block,
    });
  }

  #bitsOf({ type, bits }: Member): number {
    return bits ?? this.#sizes.sizeOf(type) * 8;
  }
}

function requireWithin(struct: BtfType, member: Member, size: number): void {
  const { bitOffset, bits } = member;
  const name = excerpt(member.name, 40);
  if (bits === null && bitOffset % 8 !== 0) {
    throw struct.error(`member ${name} from bit ${bitOffset} on`, 'one from a byte on');
  }
  if (bitOffset + size > struct.sizeOrType * 8) {
    throw struct.error(
      `member ${name} of ${size} bits from bit ${bitOffset} on`,
      `one within the ${struct.sizeOrType} bytes`,
    );
  }
}
