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

/** What must be refused in place of each member of a request. */
type Wrong = Readonly<Record<string, readonly unknown[]>>;

export interface Members {
  required: Wrong;
  /** Undefined is the same as leaving them out. */
  optional: Wrong;
}

const isGiven = (value: unknown): boolean => value !== undefined;

function members(required: Wrong, optional: Wrong, base?: Members): Members {
  const given = Object.entries(optional).map(([member, values]) => [
    member,
    values.filter(isGiven),
  ]);
  return {
    required: { ...base?.required, ...required },
    optional: { ...base?.optional, ...Object.fromEntries(given) },
  };
}

export const everyMember = ({ required, optional }: Members): Wrong => ({
  ...required,
  ...optional,
});

/** Of a request for v5.17. */
const subject = members(
  { layout: name(names(registry.layouts)) },
  {
    phase: [...wholeNumber(0, 56), 1, 4, 60, 64],
    path: name(names(registry.paths)),
    scope: name(names(registry.scopes)),
    rules: [...name(['v5.17']), 'v6.1'],
    physicalBits: wholeNumber(36, 52),
    maxTdpLevel: wholeNumber(4, 5),
  },
);

/** Of a request for three rounds of one column. */
const job = members(
  {
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
    tscHz: [...positive, 1, 999_999, 1e12 + 1, 1e308],
  },
  {
    injectedCycles: [
      ...notThis('Uint16Array'),
      ...[0, 2].map((length) => new Uint16Array(length)),
      ...[Uint16Array.of(4097), Uint16Array.of(0xffff)],
      detached(new Uint16Array(1)),
    ],
  },
  subject,
);

/** Of a request with two guest states. */
const script = {
  required: {
    guestStates: [
      ...notThis('Uint32Array'),
      ...[0, 1, 4, 6, 5 * 4096 + 5].map((length) => new Uint32Array(length)),
      // Flags that there are not, and a wider address than any.
      ...[Uint32Array.of(0, 0, 0, 4, 46), Uint32Array.of(0, 0, 0, 0, 53)],
      detached(new Uint32Array(5)),
    ],
    resets: [
      ...notThis('Uint32Array'),
      ...[Uint32Array.of(0, 2), Uint32Array.of(0xffff_ffff)],
      detached(Uint32Array.of(1, 0)),
    ],
  },
  optional: { initialState: wholeNumber(0, 1) },
};

const guest = name(registry.guestModes);

const calls = name(['full', 'early']);

export const bank = members({ guest }, { calls }, job);

/** Of a request with five resets in three transitions. */
export const boot = members(
  {
    ...script.required,
    transitions: [
      ...notThis('Uint32Array'),
      ...[[], [4], [5, 1], [0xffff_ffff, 6]].map((counts) => Uint32Array.from(counts)),
      detached(Uint32Array.of(5)),
    ],
  },
  {
    ...script.optional,
    vcpus: wholeNumber(1, 1024),
    threads: wholeNumber(1, 256),
    footprint: [
      ...notThis('Uint32Array'),
      // A row too few, one too many, and more than 4 GiB of lines or pages.
      ...[0, 6, 8, 12].map((length) => new Uint32Array(length)),
      ...[0, 1, 2].map((at) => new Uint32Array(9).fill(0xffff_ffff, at, at + 1)),
      detached(new Uint32Array(9)),
    ],
  },
  job,
);

export const batch = members(
  { strategy, ...script.required, boots: wholeNumber(1, 1_000_000) },
  script.optional,
  subject,
);

export const probe = members({ strategy, guest }, { calls }, subject);

export const replay = members(
  { strategy, ...script.required },
  { ...script.optional, keepTemplates: wholeNumber(0, 1) },
  subject,
);

export const role = members({ guestStates: script.required.guestStates }, {}, subject);

export const positional = {
  repeats: wholeNumber(1, 1_000_000),
  cpu: wholeNumber(-1, 8191),
  request: notObjects,
  onRound: [undefined, null, 0, 'text', true, {}, [], Symbol('s'), Promise.resolve()],
};
