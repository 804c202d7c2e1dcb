/** How many bytes a type takes, and where the compiler may put it. */

import type { Btf, BtfType } from './btf.js';
import { KIND } from './kinds.js';

/** Of typedefs, qualifiers and array dimensions behind each other: the kernel's own limit. */
const MOST_STEPS = 32;
/** Of structs within each other. */
export const MOST_DEPTH = 32;
/** Structs without size, or of unions without end, could be walked through for ever. */
const MOST_VISITS = 50_000;
/** No struct has more, so no sum of sizes is beyond what a number can hold. */
const MOST_TYPE_BYTES = 2 ** 32;
/** What alignment the compiler gives scalars of 16 bytes and more: x86-64's largest. */
const MOST_SCALAR_ALIGNMENT = 16;
const MEMBER_BYTES = 12;
const LONGS = ['long', 'long int', 'unsigned long', 'long unsigned int'];

const PASSED_THROUGH: ReadonlySet<number> = new Set([
  ...[KIND.typedef, KIND.volatile, KIND.const, KIND.restrict, KIND.typeTag],
]);
const SCALARS: ReadonlySet<number> = new Set([KIND.int, KIND.enum, KIND.enum64, KIND.float]);
const AGGREGATES: ReadonlySet<number> = new Set([KIND.struct, KIND.union]);

export interface Member {
  /** Empty for anonymous ones. */
  name: string;
  type: BtfType;
  /** From the struct's start. */
  bitOffset: number;
  /** Null for all but bit-fields. */
  bits: number | null;
}

/** The types of one BTF, measured. */
export class TypeSizes {
  readonly btf: Btf;
  #pointerBytes: number | null = null;
  readonly #alignments = new Map<number, number>();
  #visits = 0;

  constructor(btf: Btf) {
    this.btf = btf;
  }

  /** Behind typedefs and qualifiers. @throws BtfError where they go in circles */
  resolve(id: number, from: BtfType): BtfType {
    let type = this.btf.type(id, from);
    for (let steps = 0; PASSED_THROUGH.has(type.kind); steps += 1) {
      if (steps === MOST_STEPS) {
        throw from.error(
          `a type behind more than ${MOST_STEPS} others`,
          'typedefs and qualifiers that end',
        );
      }
      type = this.btf.type(type.sizeOrType, type);
    }
    return type;
  }

  /** @param type resolved. @throws BtfError for what has no size, or an impossible one */
  sizeOf(type: BtfType, steps = 0): number {
    if (SCALARS.has(type.kind) || AGGREGATES.has(type.kind)) return type.sizeOrType;
    if (type.kind === KIND.pointer) return this.pointerBytes;
    if (type.kind !== KIND.array) throw type.error('a type without a size', 'one of a member');
    if (steps === MOST_STEPS) {
      throw type.error(`an array of more than ${MOST_STEPS} dimensions`, 'fewer');
    }
    const { elementType, count } = arrayOf(type);
    const size = count * this.sizeOf(this.resolve(elementType, type), steps + 1);
    if (size > MOST_TYPE_BYTES) throw type.error(`an array of ${size} bytes`, 'one that fits');
    return size;
  }

  /** A power of two; of packed structs less than this holds. @throws BtfError */
  alignmentOf(type: BtfType, depth = 0): number {
    const known = this.#alignments.get(type.id);
    if (known !== undefined) return known;
    if (depth === MOST_DEPTH) throw tooDeep(type);
    const alignment = this.#freshAlignment(type, depth);
    this.#alignments.set(type.id, alignment);
    return alignment;
  }

  #freshAlignment(type: BtfType, depth: number): number {
    if (type.kind === KIND.array) {
      const { elementType } = arrayOf(type);
      return this.alignmentOf(this.resolve(elementType, type), depth + 1);
    }
    if (!AGGREGATES.has(type.kind)) return scalarAlignment(this.sizeOf(type));
    let alignment = 1;
    for (const member of this.membersOf(type)) {
      alignment = Math.max(alignment, this.alignmentOf(member.type, depth + 1));
    }
    return alignment;
  }

  /** Of a struct or union, in order. @throws BtfError */
  *membersOf(struct: BtfType): Generator<Member> {
    const { bytes, dataAt, elements, kindFlag } = struct;
    for (let index = 0; index < elements; index += 1) {
      this.#visits += 1;
      if (this.#visits > MOST_VISITS) {
        throw struct.error(`more than ${MOST_VISITS} members in members`, 'a struct that ends');
      }
      const at = dataAt + index * MEMBER_BYTES;
      const type = this.resolve(bytes.u32(at + 4), struct);
      const place = bytes.u32(at + 8);
      yield {
        ...{ name: struct.nameAt(bytes.u32(at)), type },
        ...(kindFlag
          ? { bitOffset: place & 0xff_ffff, bits: place >>> 24 || null }
          : bitsOfInt(type, place)),
      };
    }
  }

  /** BTF does not tell it; a long has as many on all that Linux runs on. */
  get pointerBytes(): number {
    this.#pointerBytes ??= this.#findPointerBytes();
    return this.#pointerBytes;
  }

  #findPointerBytes(): number {
    for (const { name, sizeOrType } of this.btf.ofKind(KIND.int)) {
      if (LONGS.includes(name) && (sizeOrType === 4 || sizeOrType === 8)) return sizeOrType;
    }
    return 8;
  }
}

export function tooDeep(type: BtfType) {
  return type.error(`types within more than ${MOST_DEPTH} others`, 'a struct that ends');
}

function arrayOf({ bytes, dataAt }: BtfType): { elementType: number; count: number } {
  return { elementType: bytes.u32(dataAt), count: bytes.u32(dataAt + 8) };
}

/** The largest power of two that divides the size. */
function scalarAlignment(sizeBytes: number): number {
  return Math.min(MOST_SCALAR_ALIGNMENT, sizeBytes & -sizeBytes) || 1;
}

/** Encoders of old said it in the bit-field's type. */
function bitsOfInt(type: BtfType, place: number): Pick<Member, 'bitOffset' | 'bits'> {
  if (type.kind !== KIND.int) return { bitOffset: place, bits: null };
  const encoding = type.bytes.u32(type.dataAt);
  const bits = encoding & 0xff;
  return bits === 0 || bits === type.sizeOrType * 8
    ? { bitOffset: place, bits: null }
    : { bitOffset: place + ((encoding >>> 16) & 0xff), bits };
}
