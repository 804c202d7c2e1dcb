/**
 * Ways to spoil a file. Which of them a parser falls for cannot be known, so all are tried, and most
 * cases are spoiled more than once.
 */

import type { Random } from '../../src/stats/random.js';

export interface Spoiler {
  random: Random;
  /** The parser's other files, for parts of them. */
  seeds: readonly Buffer[];
}

export type Mutation = (bytes: Buffer, spoiler: Spoiler) => Buffer;

/** Of a case. What takes a time that grows with the square of a length takes a minute for it. */
export const MOST_BYTES = 256 * 1024;

/** What formats of text and JSON treat as special, and what terminals do. */
const SPECIAL_BYTES = [...Buffer.from('\n\r\t "\'{}[]()<>,:;=#%/\\-+.0_'), 0x1b, 0x7f, 0x9b, 0xff];

const NUMBERS = [
  ...['0', '-0', '-1', '1', '00', '1.5', '1e3', '0x10', 'NaN', 'nan', 'Infinity', '<not counted>'],
  ...['2147483647', '2147483648', '4294967295', '4294967296', '80000011', 'ffffffffffffffff'],
  ...['9007199254740990', '9007199254740991', '9007199254740992', '1e308', '1e309', '-1e309'],
  ...['18446744073709551615', '18446744073709551616', '1,5', '9'.repeat(400), '٣', 'null', '""'],
];

/** No valid UTF-8, or valid and unwelcome: marks of order, ends of lines, directions, control codes. */
const ODD_TEXT = [
  ...[[0xff], [0x80], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82]],
  ...['\ufeff', '\u2028', '\u202e', '\u009b2J', '\u001b[2J', '\u007f', '\\ud800', '\u{1f600}'],
  ...[
    '__proto__',
    'constructor',
    'toString',
    '"at position 7"',
    'end of JSON input',
    '; ',
    '\u00a0',
  ],
].map((each) => Buffer.from(each as string));

const OPENERS = ['[', '{"a":', '(', '<', '{', '"', '[{"t":'];
const CLOSERS: Readonly<Record<string, string>> = { '[': ']', '{"a":': '}', '(': ')', '<': '>' };

export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  'flip bits': (bytes, { random }) => {
    const spoiled = Buffer.from(bytes);
    for (let flips = 1 + random.below(8); flips > 0 && spoiled.length > 0; flips--) {
      const at = random.below(spoiled.length);
      spoiled[at] = (spoiled[at] ?? 0) ^ (1 << random.below(8));
    }
    return spoiled;
  },
  'special byte': (bytes, { random }) => {
    const byte = Buffer.of(pick(random, SPECIAL_BYTES));
    return replace(bytes, place(bytes, random), random.below(2), byte);
  },
  'cut out': (bytes, { random }) =>
    replace(bytes, place(bytes, random), 1 + random.below(40), Buffer.alloc(0)),
  truncate: (bytes, { random }) => bytes.subarray(0, place(bytes, random)),
  'cut begin': (bytes, { random }) => bytes.subarray(place(bytes, random)),
  'repeat stretch': (bytes, { random }) => {
    const from = place(bytes, random);
    const stretch = bytes.subarray(from, from + 1 + random.below(60));
    return replace(bytes, from, 0, repeated(stretch, length(random)));
  },
  'repeat lines': (bytes, { random }) =>
    editLines(bytes, random, (lines) => {
      const from = random.below(lines.length);
      const block = Buffer.concat(lines.slice(from, from + 1 + random.below(4)));
      return lines.toSpliced(from, 0, repeated(block, length(random)));
    }),
  'repeat lines, counting': (bytes, { random }) =>
    editLines(bytes, random, (lines) => {
      const from = random.below(lines.length);
      const block = latin1(lines.slice(from, from + 1 + random.below(4)));
      const numbers = [...block.matchAll(/\d+/g)];
      const number = numbers[random.below(Math.max(1, numbers.length))];
      const at = number?.index ?? 0;
      const rest = block.slice(at + (number?.[0].length ?? 0));
      const counts = [...Array(2 + random.below(200)).keys()];
      const copies = counts.map((count) => block.slice(0, at) + count + rest);
      return lines.toSpliced(from, 0, Buffer.from(copies.join(''), 'latin1'));
    }),
  'move lines': (bytes, { random }) =>
    editLines(bytes, random, (lines) => {
      const moved = lines.splice(random.below(lines.length), 1 + random.below(3));
      return lines.toSpliced(random.below(lines.length + 1), 0, ...moved);
    }),
  'drop line': (bytes, { random }) =>
    editLines(bytes, random, (lines) => lines.toSpliced(random.below(lines.length), 1)),
  splice: (bytes, { random, seeds }) => {
    const other = pick(random, seeds);
    return Buffer.concat([
      bytes.subarray(0, place(bytes, random)),
      other.subarray(place(other, random)),
    ]);
  },
  'word of another': (bytes, { random, seeds }) => {
    const { part } = window(pick(random, seeds), random);
    const words = latin1([part]).match(/[\w.@<>:/-]+|[^\w\s]/g) ?? [''];
    return replaceMatch(bytes, random, /[\w.@<>:/-]+/g, pick(random, words));
  },
  number: (bytes, { random }) =>
    replaceMatch(bytes, random, /-?\b[0-9a-f]*\d[0-9a-f]*(?:\.\d+)?\b/g, pick(random, NUMBERS)),
  'odd text': (bytes, { random }) =>
    replace(bytes, place(bytes, random), random.below(3), pick(random, ODD_TEXT)),
  'deep nesting': (bytes, { random }) => {
    const opener = pick(random, OPENERS);
    const depth = 2 ** random.below(17);
    const closer = random.below(4) > 0 ? CLOSERS[opener] : undefined;
    const nested = opener.repeat(depth) + (closer === undefined ? '' : `1${closer.repeat(depth)}`);
    if (random.below(2) > 0) return replaceMatch(bytes, random, /"[^"]*"|\d+/g, nested);
    return replace(bytes, place(bytes, random), 0, Buffer.from(nested));
  },
  'long run': (bytes, { random }) => {
    const at = place(bytes, random);
    const byte = random.below(2) > 0 ? (bytes[at] ?? 0x20) : pick(random, SPECIAL_BYTES);
    return replace(bytes, at, 0, Buffer.alloc(length(random), byte));
  },
  NUL: (bytes, { random }) =>
    replace(bytes, place(bytes, random), random.below(2), Buffer.alloc(1 + random.below(4))),
  'NULs at the end': (bytes, { random }) =>
    Buffer.concat([bytes, Buffer.alloc(1 + length(random))]),
  CRLF: (bytes, { random }) => {
    const ends = pick(random, ['\r\n', '\r', '\n\n', '\r\r\n', ' \n']);
    const { from, part } = window(bytes, random);
    const changed = Buffer.from(latin1([part]).replaceAll('\n', ends), 'latin1');
    return replace(bytes, from, part.length, changed);
  },
};

const NAMES = Object.keys(MUTATIONS);

/** A seed, spoiled once to six times. */
export function spoil(spoiler: Spoiler): Buffer {
  const { random, seeds } = spoiler;
  let bytes = pick(random, seeds);
  do {
    bytes = MUTATIONS[pick(random, NAMES)]?.(bytes, spoiler) ?? bytes;
  } while (random.below(5) > 1);
  return bytes.subarray(0, MOST_BYTES);
}

function pick<T>(random: Random, items: readonly T[]): T {
  const item = items[random.below(items.length)];
  if (item === undefined) throw new RangeError('nothing to pick from');
  return item;
}

/** Up to and with the end. */
function place(bytes: Buffer, random: Random): number {
  return random.below(bytes.length + 1);
}

/** Mostly short, now and then as long as a case may be. */
function length(random: Random): number {
  const isLong = random.below(128) === 0;
  return random.below(2 ** (isLong ? 14 + random.below(5) : 1 + random.below(10)));
}

function replace(bytes: Buffer, from: number, count: number, by: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, from), by, bytes.subarray(from + count)]);
}

function replaceMatch(bytes: Buffer, random: Random, pattern: RegExp, by: string): Buffer {
  const { from, part } = window(bytes, random);
  const found = [...latin1([part]).matchAll(pattern)];
  if (found.length === 0) return bytes;
  const { index, 0: text } = pick(random, found);
  return replace(bytes, from + index, text.length, Buffer.from(by));
}

/** To list all words or lines of a case that has become long would take longer than to read it. */
const WINDOW_BYTES = 4 * 1024;

function window(bytes: Buffer, random: Random): { from: number; part: Buffer } {
  const from = random.below(Math.max(1, bytes.length - WINDOW_BYTES + 1));
  return { from, part: bytes.subarray(from, from + WINDOW_BYTES) };
}

/** Changes the lines of a part. */
function editLines(bytes: Buffer, random: Random, edit: (lines: Buffer[]) => Buffer[]): Buffer {
  const { from, part } = window(bytes, random);
  return replace(bytes, from, part.length, Buffer.concat(edit(linesOf(part))));
}

function repeated(part: Buffer, bytes: number): Buffer {
  const times = Math.max(2, Math.min(bytes, Math.floor(MOST_BYTES / Math.max(1, part.length))));
  return Buffer.alloc(times * part.length, part);
}

/** With their ends; at least one. */
function linesOf(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let from = 0;
  for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, from)) {
    lines.push(bytes.subarray(from, at + 1));
    from = at + 1;
  }
  if (from < bytes.length || lines.length === 0) lines.push(bytes.subarray(from));
  return lines;
}

/** A byte a character, so that places in the text are places in the bytes. */
function latin1(parts: readonly Buffer[]): string {
  return Buffer.concat(parts).toString('latin1');
}
