/** Sections of an ELF file, 32 or 64 bits, either byte order: its headers are read, and nothing between. */

import { inflateSync } from 'node:zlib';
import type { Origin } from './btf-error.js';
import { Bytes } from './bytes.js';
import { type ByteSource, MOST_BYTES } from './source.js';

const ELF_MAGIC = Buffer.from([0x7f, 0x45, 0x4c, 0x46]);
const HEADER_BYTES = 64;
/** A module compiled with a section for each function has some ten thousand. */
const MOST_SECTIONS = 1 << 17;
const MOST_NAME_BYTES = 4 * 1024 * 1024;
/** The first section's header has the numbers that are too large for the file's. */
const EXTENDED_INDEX = 0xffff;
const COMPRESSED_FLAG = 0x800;
const ZLIB = 1;

/** Where a header has what, in bytes. */
interface Shape {
  word: 'u32' | 'u64';
  sectionsAt: number;
  entryBytesAt: number;
  countAt: number;
  namesAt: number;
  section: { flags: number; offset: number; size: number; link: number; bytes: number };
  /** Of a compressed section: its size when unpacked, and the header's length. */
  unpacked: { sizeAt: number; bytes: number };
}

const SHAPES: Readonly<Record<number, Shape>> = {
  1: {
    ...{ word: 'u32', sectionsAt: 0x20, entryBytesAt: 0x2e, countAt: 0x30, namesAt: 0x32 },
    section: { flags: 8, offset: 16, size: 20, link: 24, bytes: 40 },
    unpacked: { sizeAt: 4, bytes: 12 },
  },
  2: {
    ...{ word: 'u64', sectionsAt: 0x28, entryBytesAt: 0x3a, countAt: 0x3c, namesAt: 0x3e },
    section: { flags: 8, offset: 24, size: 32, link: 40, bytes: 64 },
    unpacked: { sizeAt: 8, bytes: 24 },
  },
};

interface Section {
  /** Of its name. */
  nameAt: number;
  isCompressed: boolean;
  offset: number;
  size: number;
  link: number;
}

export function isElf(head: Buffer): boolean {
  return head.subarray(0, ELF_MAGIC.length).equals(ELF_MAGIC);
}

export class Elf {
  readonly #source: ByteSource;
  readonly #header: Bytes;
  readonly #shape: Shape;
  readonly #sections: ReadonlyMap<string, Section>;

  /** @throws BtfError for headers that cannot be */
  constructor(source: ByteSource) {
    this.#source = source;
    const head = source.read(0, HEADER_BYTES);
    const origin: Origin = { file: source.file, part: 'its ELF header' };
    const littleEndian = head[5] !== 2;
    this.#header = new Bytes(head, littleEndian, origin);
    const width = this.#header.u8(4);
    const shape = SHAPES[width];
    if (shape === undefined) throw this.#header.error(4, `class ${width}`, '1 or 2');
    const order = this.#header.u8(5);
    if (order !== 1 && order !== 2) {
      throw this.#header.error(5, `byte order ${order}`, '1 or 2');
    }
    this.#shape = shape;
    this.#sections = this.#readSections();
  }

  has(name: string): boolean {
    return this.#sections.has(name);
  }

  /** Its bytes, unpacked; null where there is no such section. @throws BtfError */
  section(name: string): Buffer | null {
    const section = this.#sections.get(name);
    if (section === undefined) return null;
    const packed = this.#bytesOf(section, `its section ${name}`, MOST_BYTES);
    return section.isCompressed ? this.#unpacked(packed) : packed.slice(0, packed.length);
  }

  #readSections(): Map<string, Section> {
    const { word, sectionsAt, entryBytesAt, countAt, namesAt, section } = this.#shape;
    const header = this.#header;
    const offset = header[word](sectionsAt);
    if (offset === 0) return new Map();
    const entryBytes = header.u16(entryBytesAt);
    if (entryBytes < section.bytes) {
      throw header.error(
        entryBytesAt,
        `section headers of ${entryBytes} bytes`,
        `${section.bytes} or more`,
      );
    }
    const first = this.#sectionAt(this.#table(offset, entryBytes, 1), 0);
    const count = header.u16(countAt) || first.size;
    if (count > MOST_SECTIONS) {
      throw header.error(countAt, `${count} sections`, `at most ${MOST_SECTIONS}`);
    }
    const table = this.#table(offset, entryBytes, count);
    const sections = Array.from({ length: count }, (_, index) =>
      this.#sectionAt(table, index * entryBytes),
    );
    const nameIndex = header.u16(namesAt);
    const names = sections[nameIndex === EXTENDED_INDEX ? first.link : nameIndex];
    if (names === undefined) {
      throw header.error(namesAt, `section ${nameIndex} for names`, `one of its ${count}`);
    }
    const text = this.#bytesOf(names, 'its section names', MOST_NAME_BYTES);
    // Of several with a name the first counts.
    return new Map(
      sections.map((each): [string, Section] => [textAt(text, each.nameAt), each]).reverse(),
    );
  }

  #table(offset: number, entryBytes: number, count: number): Bytes {
    const wanted = entryBytes * count;
    const bytes = this.#source.read(offset, Math.min(wanted, MOST_BYTES));
    const origin: Origin = { file: this.#source.file, part: 'its ELF section headers' };
    return new Bytes(bytes, this.#header.littleEndian, origin);
  }

  #sectionAt(table: Bytes, at: number): Section {
    const { word, section } = this.#shape;
    return {
      nameAt: table.u32(at),
      isCompressed: (table.u32(at + this.#flagsAt) & COMPRESSED_FLAG) !== 0,
      offset: table[word](at + section.offset),
      size: table[word](at + section.size),
      link: table.u32(at + section.link),
    };
  }

  /** Of the half that has the low bits. */
  get #flagsAt(): number {
    const { word, section } = this.#shape;
    return section.flags + (word === 'u64' && !this.#header.littleEndian ? 4 : 0);
  }

  #bytesOf({ offset, size }: Section, part: string, most: number): Bytes {
    const origin: Origin = { file: this.#source.file, part };
    const bytes = size > most ? Buffer.alloc(0) : this.#source.read(offset, size);
    const found = new Bytes(bytes, this.#header.littleEndian, origin);
    if (size > most) throw found.error(0, `${size} bytes`, `at most ${most}`);
    if (bytes.length < size) {
      throw found.error(
        bytes.length,
        'the file ends',
        `${size} bytes from byte ${offset} of the file on`,
      );
    }
    return found;
  }

  #unpacked(packed: Bytes): Buffer {
    const { word, unpacked } = this.#shape;
    const way = packed.u32(0);
    if (way !== ZLIB) throw packed.error(0, `compression ${way}`, `zlib's, ${ZLIB}`);
    const size = packed[word](unpacked.sizeAt);
    if (size > MOST_BYTES) {
      throw packed.error(unpacked.sizeAt, `${size} bytes unpacked`, `at most ${MOST_BYTES}`);
    }
    const data = packed.slice(unpacked.bytes, packed.length - unpacked.bytes);
    try {
      const room = Math.max(size, 64);
      return inflateSync(data, { maxOutputLength: room, chunkSize: room }).subarray(0, size);
    } catch {
      throw packed.error(unpacked.bytes, 'damaged zlib data', `${size} bytes of it, packed`);
    }
  }
}

/** Empty where there is none. */
function textAt(bytes: Bytes, at: number): string {
  if (at >= bytes.length) return '';
  const text = bytes.slice(at, Math.min(256, bytes.length - at));
  const end = text.indexOf(0);
  return text.toString('latin1', 0, end < 0 ? text.length : end);
}
