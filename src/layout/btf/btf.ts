/**
 * The types of BTF, base or split. A kernel has more than a hundred thousand: of each only the place
 * of its record is kept, and a type is made an object of when it is looked at.
 */

import type { BtfError, Origin } from './btf-error.js';
import type { Bytes } from './bytes.js';
import { type Header, readHeader } from './header.js';
import { KIND, kindName, kindShapes } from './kinds.js';
import { Strings } from './strings.js';

/** The kernel's own limit. */
const MOST_TYPES = 0xfffff;
/** Name, kind and count, size or type. */
const RECORD_BYTES = 12;

export class BtfType {
  readonly id: number;
  readonly kind: number;
  /** How many elements follow: members, values. */
  readonly elements: number;
  readonly kindFlag: boolean;
  /** In bytes, of kinds that have a size; else the id of another type. */
  readonly sizeOrType: number;
  /** Of what follows its record. */
  readonly dataAt: number;
  readonly bytes: Bytes;
  readonly #at: number;
  readonly #strings: Strings;

  constructor(id: number, at: number, bytes: Bytes, strings: Strings) {
    const info = bytes.u32(at + 4);
    this.id = id;
    this.kind = kindOf(info);
    this.elements = elementsOf(info);
    this.kindFlag = info >>> 31 === 1;
    this.sizeOrType = bytes.u32(at + 8);
    this.dataAt = at + RECORD_BYTES;
    this.bytes = bytes;
    this.#at = at;
    this.#strings = strings;
  }

  /** Empty for what has none. @throws BtfError */
  get name(): string {
    return this.nameAt(this.bytes.u32(this.#at));
  }

  /** Of one of its elements. @throws BtfError */
  nameAt(place: number): string {
    return this.#strings.at(place, this.bytes, this.#at);
  }

  error(found: string, expected: string): BtfError {
    return this.bytes.error(this.#at, found, expected);
  }
}

export class Btf {
  readonly origin: Origin;
  readonly base: Btf | null;
  readonly strings: Strings;
  /** Ids below are the base's, those from `end` on nobody's. */
  readonly first: number;
  readonly end: number;
  readonly #bytes: Bytes;
  /** By id, from `first` on. */
  readonly #places: Uint32Array;

  /** @throws BtfError where the records cannot be told apart */
  constructor(buffer: Buffer, origin: Origin, base: Btf | null) {
    const header = readHeader(buffer, origin);
    this.origin = origin;
    this.base = base;
    this.#bytes = header.bytes;
    this.strings = new Strings(header.bytes, header.strings, base?.strings ?? null);
    this.first = base?.end ?? 1;
    this.#places = placesOf(header, this.first);
    this.end = this.first + this.#places.length;
  }

  /** @param from who refers to it, for the message. @throws BtfError for an id that is no type's */
  type(id: number, from: BtfType | null): BtfType {
    if (id < this.first && this.base !== null) return this.base.type(id, from);
    const at = this.#places[id - this.first];
    if (at === undefined) {
      const found = id === 0 ? 'void in a struct' : `a reference to type ${id}`;
      const expected = `a type from 1 to ${this.end - 1}`;
      throw from === null ? this.#bytes.error(0, found, expected) : from.error(found, expected);
    }
    return new BtfType(id, at, this.#bytes, this.strings);
  }

  /** Ids of the types of this name and kind, its own before the base's. */
  find(name: string, kind: number): number[] {
    const wanted = Buffer.from(name);
    const found: number[] = [];
    this.#places.forEach((at, index) => {
      if (kindOf(this.#bytes.u32(at + 4)) !== kind) return;
      if (this.strings.is(this.#bytes.u32(at), wanted)) found.push(this.first + index);
    });
    return [...found, ...(this.base?.find(name, kind) ?? [])];
  }

  /** All of a kind, its own before the base's. */
  *ofKind(kind: number): Generator<BtfType> {
    for (let id = this.first; id < this.end; id += 1) {
      if (kindOf(this.#bytes.u32((this.#places[id - this.first] ?? 0) + 4)) === kind) {
        yield this.type(id, null);
      }
    }
    if (this.base !== null) yield* this.base.ofKind(kind);
  }

  /** The first type whose name begins inside another one's, as all do on a wrong base; null: none. */
  misplacedName(): number | null {
    const index = this.#places.findIndex((at) => !this.strings.isStart(this.#bytes.u32(at)));
    return index < 0 ? null : this.first + index;
  }
}

const kindOf = (info: number): number => (info >>> 24) & 0x7f;
/** Of 16 bits with zeros above, in BTF of Linux up to 6.18. */
const elementsOf = (info: number): number => info & 0xff_ffff;

/** Of each record, in order. */
function placesOf({ bytes, types, describedKinds }: Header, first: number): Uint32Array {
  const shapes = kindShapes(describedKinds);
  const end = types.offset + types.length;
  const most = Math.min(Math.floor(types.length / RECORD_BYTES), MOST_TYPES + 1 - first);
  const places = new Uint32Array(Math.max(0, most));
  let count = 0;
  for (let at = types.offset; at < end; ) {
    if (end - at < RECORD_BYTES) {
      throw bytes.error(at, 'the types end within one', `${RECORD_BYTES} bytes of it`);
    }
    const info = bytes.u32(at + 4);
    const shape = shapes[kindOf(info)];
    if (shape === undefined) throw unknownKind(bytes, at, kindOf(info), first + count);
    const length = RECORD_BYTES + shape.bytes + shape.elementBytes * elementsOf(info);
    if (length > end - at) {
      throw bytes.error(
        at,
        `a ${kindName(kindOf(info))} of ${length} bytes`,
        `at most the ${end - at} that are left of the types`,
      );
    }
    if (count === places.length) {
      throw bytes.error(at, `more than ${MOST_TYPES} types`, 'at most as many as the kernel takes');
    }
    places[count] = at;
    count += 1;
    at += length;
  }
  return places.slice(0, count);
}

function unknownKind(bytes: Bytes, at: number, kind: number, id: number): BtfError {
  return bytes.error(
    at + 4,
    `type ${id} of the unknown kind ${kind}`,
    `a kind from ${KIND.int} to ${KIND.enum64}, or BTF that tells the lengths of its kinds`,
  );
}
