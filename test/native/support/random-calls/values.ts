/**
 * Values made to break a boundary: wrong in type, range or size, hostile when they are looked at, or
 * other at the second look than at the first.
 */

import type { Random } from '../../../../src/stats/random.js';

/** Thrown by what must not be called, or may throw what it likes: comes through as it is. */
export class Trap extends Error {
  override name = 'Trap';
}

function trap(): never {
  throw new Trap('a trap was touched');
}

export interface Hostile {
  value: unknown;
  /** No argument of any function can be this: it must be refused by its name. */
  never: boolean;
}

type Maker = (random: Random, valid: unknown) => unknown;

export function pick<T>(random: Random, items: readonly T[]): T {
  if (items.length === 0) throw new Error('nothing to pick from');
  return items[random.below(items.length)] as T;
}

const NUMBERS = [
  ...[Number.NaN, -0, 0, 1, -1, 2, 0.5, -0.5, 3, 7, 8, 56, 57, 63, 64, 255, 256, 257, 8191, 8192],
  ...[2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1, 2 ** 53, 2 ** 63, 2 ** 64],
  ...[-(2 ** 31), -(2 ** 53), -(2 ** 63), 5e-324, 1e-9, 1e9, 1e308, -1e308],
  ...[Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.EPSILON],
];

const HUGE_TEXT = 'x'.repeat(1 << 24);

const TEXTS = [
  ...['', ' ', '\0', 'hot\0', 'HOT', '\ud800', '\udfff', '\u{1f600}'.repeat(40), 'é'.repeat(61)],
  ...['__proto__', 'constructor', 'toString', 'x'.repeat(255), 'x'.repeat(256), 'x'.repeat(257)],
  ...['x'.repeat(100_000), HUGE_TEXT, '9007199254740993', 'NaN', '%s%n%x'],
];

/** Nothing that any argument can be. */
const NEVER: readonly Maker[] = [
  () => null,
  () => Symbol('hostile'),
  () => 1n,
  () => -(2n ** 70n),
  () => true,
  () => new Date(0),
  () => new Map([[0, 0]]),
  () => Promise.resolve(0),
  () => new WeakRef({}),
  () => Object(Symbol.iterator),
  () => new Number(1),
  () => new String('hot'),
  () => /./g,
  () => new ArrayBuffer(8),
  () => new SharedArrayBuffer(8),
  () => new DataView(new ArrayBuffer(8)),
  () => revoked({}),
  () => revoked([]),
  () => new Proxy([], everyTrap()),
  () => ({ toString: trap, valueOf: trap, [Symbol.toPrimitive]: trap, toJSON: trap }),
  () => Object.assign(Object.create(null), { length: 4, 0: 0 }),
  () => [Symbol('item')],
  () => [null, null],
  () => [[]],
  () => new Array(2 ** 32 - 1),
  () => new Float64Array(3),
  () => new BigUint64Array(3),
  () => new Int16Array(3),
  () => new Uint8ClampedArray(128),
];

const ANY: readonly Maker[] = [
  () => undefined,
  () => ({}),
  () => [],
  () => trap,
  () => new Proxy(trap, {}),
  () => arrayThat((items) => items.push(items)),
  () => arrayThat((items) => Reflect.set(items, 'length', 0)),
  () => arrayThat(trap),
  (random) => pick(random, NUMBERS),
  (random) => pick(random, NUMBERS),
  (random) => pick(random, TEXTS),
];

/** Of a typed array: what may still be one, or no longer. */
const ARRAYS: readonly ((random: Random, valid: Whole) => unknown)[] = [
  (_, valid) => detach(valid.slice()),
  (_, valid) => shared(valid),
  (_, valid) => resizable(valid, -1),
  (_, valid) => resizable(valid, 0),
  (_, valid) => resizable(valid, 64),
  (_, valid) => tracking(valid, 3),
  (_, valid) => offset(valid),
  (_, valid) => withLength(valid, 2 ** 32),
  (_, valid) => withLength(subclassed(valid), -1),
  (_, valid) => subclassed(valid),
  (_, valid) => new Proxy(valid, {}),
  (_, valid) => valid.slice(1),
  (_, valid) => valid.slice(0, -1),
  (_, valid) => valid.slice(0, 0),
  (_, valid) => new (kindOf(valid))([...valid, 0]),
  (_, valid) => new (kindOf(valid))(1 << 16),
  (_, valid) => Array.from(valid),
  (_, valid) => new DataView(valid.slice().buffer),
  (random, valid) => spoiled(random, valid),
  (random, valid) => spoiled(random, valid),
];

/** A value in the place of this one. */
export function hostileValue(random: Random, valid: unknown): Hostile {
  if (isWhole(valid) && random.below(2) === 0) {
    return { value: pick(random, ARRAYS)(random, valid), never: false };
  }
  if (typeof valid === 'string' && random.below(4) === 0) {
    return { value: pick(random, [`${valid} `, `${valid}\0`, valid.toUpperCase()]), never: false };
  }
  const never = random.below(2) === 0;
  return { value: pick(random, never ? NEVER : ANY)(random, valid), never };
}

export type Whole = Uint8Array | Uint16Array | Uint32Array | Int32Array;

export function isWhole(value: unknown): value is Whole {
  return [Uint8Array, Uint16Array, Uint32Array, Int32Array].some((kind) => value instanceof kind);
}

type WholeKind = new (
  from: number | ArrayBufferLike | Iterable<number>,
  offset?: number,
  length?: number,
) => Whole;

function kindOf(array: Whole): WholeKind {
  const kinds: readonly WholeKind[] = [Uint8Array, Uint16Array, Uint32Array, Int32Array];
  return kinds.find((kind) => array instanceof kind) ?? Uint8Array;
}

/** Its memory is given away. */
export function detach<T extends Whole>(array: T): T {
  if (array.buffer instanceof ArrayBuffer) {
    structuredClone(array.buffer, { transfer: [array.buffer] });
  }
  return array;
}

function copyInto<T extends Whole>(copy: T, array: Whole): T {
  copy.set(array);
  return copy;
}

function shared(array: Whole): Whole {
  return copyInto(new (kindOf(array))(new SharedArrayBuffer(array.byteLength)), array);
}

interface ResizableBuffer extends ArrayBuffer {
  resize(bytes: number): void;
}

/** TypeScript's library for the oldest Node's language does not have it. */
function newResizable(bytes: number): ResizableBuffer {
  return Reflect.construct(ArrayBuffer, [bytes, { maxByteLength: bytes + 4096 }]);
}

/** Of fixed length, in a buffer that has been resized by so many bytes since. */
function resizable(array: Whole, by: number): Whole {
  const buffer = newResizable(array.byteLength);
  const copy = copyInto(new (kindOf(array))(buffer, 0, array.length), array);
  buffer.resize(Math.max(0, array.byteLength + by));
  return copy;
}

/** As long as its buffer, which has been cut to so many bytes since, if it was longer. */
export function tracking(array: Whole, bytes: number): Whole {
  const buffer = newResizable(array.byteLength);
  const copy = copyInto(new (kindOf(array))(buffer), array);
  buffer.resize(Math.min(bytes, array.byteLength));
  return copy;
}

/** Its memory is cut to nothing, if that can be. */
export function shrink(array: Whole): void {
  const resize: unknown = Reflect.get(array.buffer, 'resize');
  if (typeof resize === 'function' && Reflect.get(array.buffer, 'resizable') === true) {
    Reflect.apply(resize, array.buffer, [0]);
  }
}

function offset(array: Whole): Whole {
  const bytes = array.BYTES_PER_ELEMENT;
  const buffer = new ArrayBuffer(array.byteLength + 5 * bytes);
  return copyInto(new (kindOf(array))(buffer, 3 * bytes, array.length), array);
}

function subclassed(array: Whole): Whole {
  class Mine extends Uint32Array {
    override get byteLength(): number {
      return trap();
    }
  }
  return Object.setPrototypeOf(array.slice(), Mine.prototype);
}

/** JavaScript can be told so; the memory is as long as it is. */
function withLength(array: Whole, length: number): Whole {
  return Object.defineProperty(array.slice(), 'length', { value: length });
}

function spoiled(random: Random, array: Whole): Whole {
  const copy = array.slice();
  for (let spoils = 1 + random.below(3); spoils > 0 && copy.length > 0; spoils--) {
    copy[random.below(copy.length)] = pick(random, [
      random.below(8),
      random.bits() | (2 ** 31),
      -1,
    ]);
  }
  return copy;
}

function revoked<T extends object>(target: T): T {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

/** Whatever is done to it throws. */
export function everyTrap(): ProxyHandler<object> {
  return {
    get: trap,
    has: trap,
    getPrototypeOf: trap,
    ownKeys: trap,
    getOwnPropertyDescriptor: trap,
  };
}

/** Its first item changes it when it is read. */
function arrayThat(change: (items: unknown[]) => unknown): unknown[] {
  const items: unknown[] = ['empty', 'empty', 'empty'];
  return Object.defineProperty(items, 0, {
    get: () => {
      change(items);
      return 'empty';
    },
    configurable: true,
  });
}
