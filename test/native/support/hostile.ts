/** Values that the boundary must refuse, by argument. */

import { registry } from './addon.js';
import { detached } from './requests.js';

const notObjects = [undefined, null, 0, 'text', true, 1n, Symbol('s')];
const notStrings = [undefined, null, 7, {}, [], ['hot'], true, 1n, Symbol('s'), new String('hot')];
const notNumbers = [undefined, null, '1', {}, [], [1], true, 1n, Symbol('s'), () => 1];
const notArrays = [undefined, null, 0, 'text', {}, new Set([0]), new Uint16Array([0])];

/** Every typed array but the wanted one, and what only looks like one. */
function notThis(wanted: 'Uint16Array' | 'Uint32Array'): unknown[] {
  const others = [
    new Uint8Array(4),
    new Uint8ClampedArray(4),
    new Int16Array(4),
    new Uint16Array(4),
    new Int32Array(4),
    new Uint32Array(4),
    new Float32Array(4),
    new Float64Array(4),
    new BigUint64Array(4),
  ].filter((array) => array.constructor.name !== wanted);
  return [
    ...[undefined, null, 0, 'text', {}, [0, 0, 0, 0]],
    new ArrayBuffer(16),
    new DataView(new ArrayBuffer(16)),
    Buffer.alloc(16),
    { length: 4, 0: 0, 1: 0, 2: 0, 3: 0 },
    ...others,
  ];
}

const wholeNumber = (low: number, high: number): unknown[] => [
  ...notNumbers,
  ...[Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0.5, 1e300, -1e300],
  ...[low - 1, high + 1, Number.MIN_SAFE_INTEGER],
];

const name = (known: readonly string[]): unknown[] => [
  ...notStrings,
  ...['', 'no-such-name', `${known[0]} `, `${known[0]}\0`, known[0]?.toUpperCase(), '\ud800'],
  'x'.repeat(100_000),
];

const positive = [
  ...notNumbers,
  ...[Number.NaN, 0, -0, -1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
];

const names = (items: readonly { name: string }[]) => items.map((item) => item.name);
const strategies = names(registry.strategies);
const unavailable = names(registry.strategies.filter((strategy) => strategy.unavailable !== null));
const strategy = [...name(strategies), ...unavailable];

const guestStates = [
  ...notThis('Uint32Array'),
  ...[0, 1, 3, 5, 4 * 4096 + 4].map((length) => new Uint32Array(length)),
  detached(new Uint32Array(4)),
];

/** Of requests that have two guest states. */
const resets = [...notThis('Uint32Array'), Uint32Array.of(0, 2), Uint32Array.of(0xffff_ffff)];

export const place = {
  layout: name(names(registry.layouts)),
  phase: [...wholeNumber(0, 56), 1, 4, 60, 64],
};

/** Of a request for three rounds of one column. */
export const job = {
  ...place,
  state: name(names(registry.states)),
  retirement: name(names(registry.retirements)),
  columns: [
    ...notArrays,
    [],
    new Array(1),
    new Array(257).fill('empty'),
    ...strategy.map((each) => [each]),
  ],
  rounds: wholeNumber(1, 10_000_000),
  leastRounds: wholeNumber(1, 10_000_000),
  budgetNs: positive,
  order: [
    ...notThis('Uint16Array'),
    ...[0, 1, 2, 4].map((length) => new Uint16Array(length)),
    ...[Uint16Array.of(0, 0, 1), Uint16Array.of(0xffff, 0, 0)],
    detached(new Uint16Array(3)),
  ],
  seed: wholeNumber(0, 2 ** 53 - 1),
  cpu: wholeNumber(-1, 8191),
  tscHz: positive,
};

/** May be left out; cycles by column. */
export const injectedCycles = [
  ...notThis('Uint16Array').filter((each) => each !== undefined),
  ...[0, 2].map((length) => new Uint16Array(length)),
  ...[Uint16Array.of(4097), Uint16Array.of(0xffff)],
  detached(new Uint16Array(1)),
];

export const bank = { ...job, guest: name(registry.guestModes) };

/** Of a request with five resets. */
export const boot = {
  ...job,
  guestStates,
  resets,
  transitions: [
    ...notThis('Uint32Array'),
    ...[Uint32Array.of(), Uint32Array.of(4), Uint32Array.of(5, 1), Uint32Array.of(0xffff_ffff, 6)],
    detached(Uint32Array.of(5)),
  ],
};

export const batch = {
  ...place,
  strategy,
  guestStates,
  resets,
  boots: wholeNumber(1, 1_000_000),
};

export const positional = {
  layout: place.layout,
  strategy,
  guest: bank.guest,
  guestStates,
  resets,
  register: wholeNumber(0, 0xffff_ffff),
  smm: wholeNumber(0, 1),
  repeats: wholeNumber(1, 1_000_000),
  cpu: job.cpu,
  request: notObjects,
  onRound: [undefined, null, 0, 'text', true, {}, [], Symbol('s'), Promise.resolve()],
};
