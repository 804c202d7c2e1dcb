/** Makes BTF, in either byte order, base or split: what an encoder would, and on request what none would. */

import { KIND } from '../../src/layout/btf/kinds.js';

export interface TestMember {
  name: string;
  type: number;
  /** From the struct's start. */
  bits: number;
  /** Of a bit-field; needs the struct's kind flag. */
  width?: number;
}

export interface BuilderOptions {
  littleEndian?: boolean;
  /** What this builds on: its ids and strings go on behind the base's. */
  base?: BtfBuilder;
  /** Lengths of kinds, as newer encoders tell them: makes the header 32 bytes long. */
  kindLengths?: readonly [bytes: number, elementBytes: number][];
}

export class BtfBuilder {
  readonly littleEndian: boolean;
  readonly #records: number[][] = [];
  readonly #strings: Buffer[] = [];
  readonly #places = new Map<string, number>();
  readonly #options: BuilderOptions;
  #stringBytes = 0;

  constructor(options: BuilderOptions = {}) {
    this.#options = options;
    this.littleEndian = options.littleEndian ?? options.base?.littleEndian ?? true;
    if (options.base === undefined) this.string('');
  }

  /** Of the next type. */
  get nextId(): number {
    return (this.#options.base?.nextId ?? 1) + this.#records.length;
  }

  get stringsEnd(): number {
    return (this.#options.base?.stringsEnd ?? 0) + this.#stringBytes;
  }

  string(text: string): number {
    const known = this.#options.base?.knownString(text) ?? this.#places.get(text);
    if (known !== undefined) return known;
    const place = this.stringsEnd;
    const bytes = Buffer.from(`${text}\0`);
    this.#places.set(text, place);
    this.#strings.push(bytes);
    this.#stringBytes += bytes.length;
    return place;
  }

  knownString(text: string): number | undefined {
    return this.#options.base?.knownString(text) ?? this.#places.get(text);
  }

  /** Any record at all. @returns its id */
  record(
    kind: number,
    name: string,
    sizeOrType: number,
    data: readonly number[] = [],
    { elements = 0, kindFlag = false }: { elements?: number; kindFlag?: boolean } = {},
  ): number {
    const id = this.nextId;
    const info = ((kindFlag ? 0x8000_0000 : 0) + kind * 0x100_0000 + elements) >>> 0;
    this.#records.push([this.string(name), info, sizeOrType, ...data]);
    return id;
  }

  /** @param bits fewer than its bytes hold: a bit-field's type, as old encoders wrote it */
  int(name: string, sizeBytes: number, bits = sizeBytes * 8, bitOffset = 0): number {
    return this.record(KIND.int, name, sizeBytes, [bitOffset * 0x1_0000 + bits]);
  }

  pointer(to = 0): number {
    return this.record(KIND.pointer, '', to);
  }

  array(element: number, count: number): number {
    return this.record(KIND.array, '', 0, [element, element, count]);
  }

  struct(name: string, sizeBytes: number, members: readonly TestMember[]): number {
    return this.#aggregate(KIND.struct, name, sizeBytes, members);
  }

  union(name: string, sizeBytes: number, members: readonly TestMember[]): number {
    return this.#aggregate(KIND.union, name, sizeBytes, members);
  }

  typedef(name: string, to: number): number {
    return this.record(KIND.typedef, name, to);
  }

  #aggregate(
    kind: number,
    name: string,
    sizeBytes: number,
    members: readonly TestMember[],
  ): number {
    const kindFlag = members.some(({ width }) => width !== undefined);
    const data = members.flatMap((member) => [
      this.string(member.name),
      member.type,
      (member.width ?? 0) * 0x100_0000 + member.bits,
    ]);
    return this.record(kind, name, sizeBytes, data, { elements: members.length, kindFlag });
  }

  build(): Buffer {
    const types = this.#words(this.#records.flat());
    const strings = Buffer.concat(this.#strings);
    const lengths = this.#options.kindLengths;
    const kinds = Buffer.from((lengths ?? []).flatMap((pair) => [...pair, 0, 0]));
    const magic = this.littleEndian ? [0x9f, 0xeb] : [0xeb, 0x9f];
    const places = [
      ...[types.length > 0 ? kinds.length : 0, types.length],
      ...[kinds.length + types.length, strings.length],
    ];
    const header = [
      lengths === undefined ? 24 : 32,
      ...places,
      ...(lengths === undefined ? [] : [0, kinds.length]),
    ];
    return Buffer.concat([
      Buffer.from([...magic, 1, 0]),
      this.#words(header),
      kinds,
      types,
      strings,
    ]);
  }

  #words(words: readonly number[]): Buffer {
    const bytes = Buffer.alloc(4 * words.length);
    words.forEach((word, index) => {
      if (this.littleEndian) bytes.writeUInt32LE(word >>> 0, 4 * index);
      else bytes.writeUInt32BE(word >>> 0, 4 * index);
    });
    return bytes;
  }
}
