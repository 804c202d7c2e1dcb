/** The header of BTF: byte order, and where types and strings are. */

import { type BtfError, NoBtfError, type Origin } from './btf-error.js';
import { Bytes } from './bytes.js';
import { KINDS, type KindShape } from './kinds.js';

const MAGIC = 0xeb9f;
const VERSION = 1;
/** Up to Linux 6.18; longer ones also say where the lengths of kinds are. */
const SHORT_HEADER_BYTES = 24;
const LONG_HEADER_BYTES = 32;
const WORD_BYTES = 4;

export interface Section {
  /** From the start of the BTF. */
  offset: number;
  length: number;
}

export interface Header {
  bytes: Bytes;
  types: Section;
  strings: Section;
  /** Empty in BTF that does not tell. */
  describedKinds: KindShape[];
}

export function isBtf(head: Buffer): boolean {
  return head.length >= 2 && (head.readUInt16LE(0) === MAGIC || head.readUInt16BE(0) === MAGIC);
}

/** @throws BtfError */
export function readHeader(buffer: Buffer, origin: Origin): Header {
  const littleEndian = buffer.length < 2 || buffer.readUInt16LE(0) === MAGIC;
  const bytes = new Bytes(buffer, littleEndian, origin);
  if (bytes.u16(0) !== MAGIC) throw new NoBtfError(origin.file, 'no BTF: its magic is missing');
  if (bytes.u8(2) !== VERSION) throw bytes.error(2, `version ${bytes.u8(2)}`, `${VERSION}`);
  if (bytes.u8(3) !== 0) throw bytes.error(3, `flags ${bytes.u8(3)}`, '0');
  const headerBytes = bytes.u32(4);
  if (headerBytes < SHORT_HEADER_BYTES || headerBytes > bytes.length) {
    throw bytes.error(
      4,
      `a header of ${headerBytes} bytes`,
      `${SHORT_HEADER_BYTES} to all ${bytes.length}`,
    );
  }
  const section = (at: number) => sectionAt(bytes, headerBytes, at);
  const types = section(8);
  if (types.length % WORD_BYTES !== 0) throw unaligned(bytes, 12, types.length);
  const kinds = headerBytes >= LONG_HEADER_BYTES ? section(24) : { offset: 0, length: 0 };
  return { bytes, types, strings: section(16), describedKinds: describedKinds(bytes, kinds) };
}

/** @param at of its offset, which is counted from the header's end, and its length */
function sectionAt(bytes: Bytes, headerBytes: number, at: number): Section {
  const [from, length] = [bytes.u32(at), bytes.u32(at + WORD_BYTES)];
  const offset = headerBytes + from;
  if (offset + length > bytes.length) {
    throw bytes.error(
      at,
      `a section of ${length} bytes from byte ${offset} on`,
      `one within its ${bytes.length} bytes`,
    );
  }
  if (at !== 16 && from % WORD_BYTES !== 0) throw unaligned(bytes, at, from);
  return { offset, length };
}

function unaligned(bytes: Bytes, at: number, found: number): BtfError {
  return bytes.error(at, `${found}`, `a multiple of ${WORD_BYTES}`);
}

function describedKinds(bytes: Bytes, { offset, length }: Section): KindShape[] {
  const count = Math.min(KINDS, Math.floor(length / WORD_BYTES));
  return Array.from({ length: count }, (_, kind) => {
    const at = offset + kind * WORD_BYTES;
    return { bytes: bytes.u8(at), elementBytes: bytes.u8(at + 1) };
  });
}
