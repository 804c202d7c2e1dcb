/** Numbers in either byte order, out of bytes that may end anywhere. */

import { BtfError, type Origin } from './btf-error.js';

export class Bytes {
  readonly length: number;
  readonly littleEndian: boolean;
  readonly origin: Origin;
  readonly #buffer: Buffer;
  readonly #view: DataView;

  constructor(buffer: Buffer, littleEndian: boolean, origin: Origin) {
    this.length = buffer.length;
    this.littleEndian = littleEndian;
    this.origin = origin;
    this.#buffer = buffer;
    this.#view = new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
  }

  u8(at: number): number {
    this.#require(at, 1);
    return this.#view.getUint8(at);
  }

  u16(at: number): number {
    this.#require(at, 2);
    return this.#view.getUint16(at, this.littleEndian);
  }

  u32(at: number): number {
    this.#require(at, 4);
    return this.#view.getUint32(at, this.littleEndian);
  }

  /** Of ELF: sizes and places in the file. */
  u64(at: number): number {
    this.#require(at, 8);
    const value = this.#view.getBigUint64(at, this.littleEndian);
    const number = Number(value);
    if (Number.isSafeInteger(number)) return number;
    throw this.error(at, `the number ${value}`, 'the size of something that exists');
  }

  /** The bytes themselves, not a copy. */
  slice(from: number, length: number): Buffer {
    this.#require(from, length);
    return this.#buffer.subarray(from, from + length);
  }

  error(at: number, found: string, expected: string): BtfError {
    return new BtfError(this.origin, at, found, expected);
  }

  #require(at: number, count: number): void {
    if (at + count <= this.length) return;
    throw this.error(
      Math.min(at, this.length),
      'it ends',
      `${count} more bytes from byte ${at} on`,
    );
  }
}
