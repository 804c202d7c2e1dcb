/** Names: text that ends with a NUL, by its place in the string sections of a base and what builds on it. */

import type { Bytes } from './bytes.js';
import type { Section } from './header.js';

/** Twice what a kernel takes. */
const LONGEST_NAME = 1024;

export class Strings {
  /** Beyond the last place, the base's included. */
  readonly end: number;
  readonly #base: Strings | null;
  readonly #bytes: Bytes;
  readonly #text: Buffer;
  readonly #section: Section;
  /** Places below are the base's. */
  readonly #first: number;

  /** @throws BtfError where the last string does not end */
  constructor(bytes: Bytes, section: Section, base: Strings | null) {
    this.#base = base;
    this.#bytes = bytes;
    this.#section = section;
    this.#text = bytes.slice(section.offset, section.length);
    this.#first = base?.end ?? 0;
    this.end = this.#first + section.length;
    const last = section.offset + section.length - 1;
    if (section.length > 0 && this.#text[section.length - 1] !== 0) {
      throw bytes.error(last, 'the last string does not end', 'a NUL');
    }
    if (base === null && this.#text[0] !== 0) {
      throw bytes.error(section.offset, 'no empty string at the begin', 'a NUL');
    }
  }

  /** @param from the record that has the name. @throws BtfError */
  at(place: number, bytes: Bytes, from: number): string {
    if (place < this.#first && this.#base !== null) return this.#base.at(place, bytes, from);
    const start = place - this.#first;
    if (start >= this.#text.length) {
      throw bytes.error(from, `a name at byte ${place} of the strings`, `one below ${this.end}`);
    }
    const end = this.#text.indexOf(0, start);
    if (end - start > LONGEST_NAME) {
      throw this.#bytes.error(
        this.#section.offset + start,
        `a name of ${end - start} bytes`,
        `at most ${LONGEST_NAME}`,
      );
    }
    return this.#text.toString('utf8', start, end);
  }

  /** Without making a string of it. */
  is(place: number, name: Buffer): boolean {
    if (place < this.#first && this.#base !== null) return this.#base.is(place, name);
    const start = place - this.#first;
    const end = start + name.length;
    return this.#text[end] === 0 && this.#text.compare(name, 0, name.length, start, end) === 0;
  }

  /** Whether no other string goes on there: encoders never share tails. */
  isStart(place: number): boolean {
    if (place < this.#first && this.#base !== null) return this.#base.isStart(place);
    const start = place - this.#first;
    return start < this.#text.length && (start === 0 || this.#text[start - 1] === 0);
  }
}
