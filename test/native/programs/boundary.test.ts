/** Whatever is wrong with a program, or a job of them: a TypeError or RangeError that names it. */

import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { NativeAddon } from '../../../src/host/native.js';
import { addon } from '../support/addon.js';
import { bank, everyMember, positional } from '../support/hostile.js';
import { detached, ignore } from '../support/requests.js';
import { kinds, programsRequest, rows, STRUCT_BYTES } from './support/programs.js';

type Name = 'startPrograms' | 'assembleProgram' | 'probeProgram';

function call(name: keyof NativeAddon, ...args: readonly unknown[]): unknown {
  return Reflect.apply(addon[name], addon, args);
}

/** What a wrong call is told. */
function refusal(name: Name, request: unknown, onRound: unknown = ignore): string {
  try {
    call(name, request, onRound);
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return error.message;
    throw error;
  }
  return 'accepted';
}

function expectRefusals(
  name: Name,
  request: object,
  member: string,
  values: readonly unknown[],
): void {
  expect(values).not.toEqual([]);
  for (const value of values) {
    const given = inspect(value, { breakLength: Number.POSITIVE_INFINITY }).slice(0, 60);
    const message = refusal(name, { ...request, [member]: value });
    expect(message.startsWith(member), `${member} = ${given}: ${message}`).toBe(true);
  }
}

const ofBank = new Map(Object.entries(everyMember(bank)));
const valuesOf = (member: string): readonly unknown[] => ofBank.get(member) ?? [];

const IMMEDIATE = kinds.findIndex(({ name }) => name === 'store-immediate');
const VALUE = kinds.findIndex(({ name }) => name === 'store-value');
const MOVSB = kinds.findIndex(({ name }) => name === 'copy-rep-movsq');

const notInt32s = [
  ...[undefined, null, 0, 'text', {}, [0, 0, 8, 0], new ArrayBuffer(16)],
  ...[
    new Uint32Array(4),
    new Uint8Array(16),
    new BigInt64Array(4),
    new DataView(new ArrayBuffer(16)),
  ],
];
const notBytes = [
  ...[null, 0, 'text', {}, new Array(128).fill(0), new ArrayBuffer(128)],
  ...[new Int8Array(128), new Uint16Array(64), new DataView(new ArrayBuffer(128))],
];

/** Of a struct of 64 bytes: what is refused, and what about it. */
const WRONG_ROWS: [string, readonly number[], RegExp][] = [
  ['a row cut short', [VALUE, 0, 8], /must be rows of/],
  ['a kind too many', [kinds.length, 0, 8, 0], /row 0: there is no kind of step/],
  ['a negative kind', [-1, 0, 8, 0], /row 0: there is no kind of step/],
  ['before the struct', [VALUE, -1, 8, 0], /row 0: 8 bytes at -1 are not within/],
  ['past its end', [VALUE, 57, 8, 0], /row 0: 8 bytes at 57 are not within the struct's 64/],
  ['nothing', [MOVSB, 0, 0, 0], /row 0: 0 bytes at 0 are not within/],
  ['a copy past its end', [MOVSB, 1, 64, 0], /row 0: 64 bytes at 1 are not within/],
  ['less than nothing', [MOVSB, 8, -8, 0], /row 0: -8 bytes at 8 are not within/],
  ['an end that overflows', [MOVSB, 2 ** 31 - 1, 2 ** 31 - 1, 0], /row 0: .* are not within/],
  [
    'a store of three bytes',
    [IMMEDIATE, 0, 3, 0],
    /row 0: a store is of 1, 2, 4 or 8 bytes, not 3/,
  ],
  ['a store of a line', [VALUE, 0, 64, 0], /row 0: a store is of 1, 2, 4 or 8 bytes, not 64/],
  ['a value of no use', [VALUE, 0, 8, 1], /row 0: this kind of step has no value/],
  ['the second row', [VALUE, 0, 8, 0, VALUE, 64, 1, 0], /row 1: 1 bytes at 64 are not within/],
];

describe.each(['assembleProgram', 'probeProgram'] as const)('%s', (name) => {
  const request = { structBytes: 64, steps: Int32Array.of(VALUE, 0, 8, 0) };

  it('steps that are no rows', () => {
    expectRefusals(name, request, 'steps', [...notInt32s, detached(new Uint32Array(4))]);
  });

  it.each(WRONG_ROWS)('%s', (_, cells, message) => {
    const told = refusal(name, { ...request, steps: Int32Array.from(cells) });
    expect(told).toMatch(/^steps/);
    expect(told).toMatch(message);
  });

  it('a wrong structBytes', () => {
    const wrong = valuesOf('rounds').filter((value) => !Number.isInteger(value));
    expectRefusals(name, request, 'structBytes', [...wrong, 0, -1, STRUCT_BYTES + 1]);
  });

  it('more than 4096 steps', () => {
    const many = (steps: number) =>
      new Int32Array(4 * steps).fill(8).map((_, i) => (i % 4 === 0 ? VALUE : i % 4 === 2 ? 8 : 0));
    expect(refusal(name, { ...request, steps: many(4097) })).toMatch(/^steps must be .* 4096$/);
    expect(refusal(name, { ...request, steps: many(4096) })).toBe('accepted');
  });

  it('steps that need more code than there is room for', () => {
    const kind = kinds.findIndex((each) => each.name === 'copy-mov64');
    const copies = Int32Array.from({ length: 4 * 4096 }, (_, i) => [kind, 0, 63, 0][i % 4] ?? 0);
    expect(refusal(name, { ...request, steps: copies })).toMatch(/^steps: .* bytes of code$/);
  });

  it('no request at all', () => {
    for (const value of positional.request) expect(refusal(name, value)).toMatch(/^request/);
  });

  it.each(kinds.filter(({ unavailable }) => unavailable !== null))(
    '$name, which this CPU lacks',
    ({ name: kindName }) => {
      const kind = kinds.findIndex((each) => each.name === kindName);
      const told = refusal(name, { ...request, steps: Int32Array.of(kind, 0, 8, 0) });
      expect(told).toMatch(/^steps: .* which this CPU lacks$/);
    },
  );
});

it('probeProgram: images of another size, or none', () => {
  const request = { structBytes: 64, steps: Int32Array.of(VALUE, 0, 8, 0) };
  const wrong = [
    ...notBytes,
    new Uint8Array(64),
    new Uint8Array(129),
    detached(new Uint8Array(128)),
  ];
  expectRefusals('probeProgram', request, 'images', wrong);
});

describe('startPrograms', () => {
  const request = programsRequest();

  it.each([
    'state',
    'retirement',
    'rounds',
    'leastRounds',
    'budgetNs',
    'order',
    'seed',
    'cpu',
    'tscHz',
  ])('a wrong %s', (member) =>
    expectRefusals('startPrograms', request, member, [...valuesOf(member), undefined]),
  );

  it.each(['phase', 'injectedCycles'])('a wrong %s, which may be left out', (member) => {
    const given = valuesOf(member).filter((value) => value !== undefined);
    expectRefusals('startPrograms', request, member, given);
    expect(refusal('startPrograms', { ...request, [member]: undefined })).toBe('accepted');
  });

  it('wrong images', () => {
    const sizes = [0, 64, 127, 129].map((size) => new Uint8Array(size));
    const wrong = [...notBytes, undefined, ...sizes, detached(new Uint8Array(128))];
    expectRefusals('startPrograms', request, 'images', wrong);
  });

  it('wrong counters', () => {
    expectRefusals('startPrograms', request, 'counters', [null, 'cycles', ['no-such-event'], [1]]);
  });

  it('columns that are none', () => {
    const column = request.columns[0];
    const many = new Array(257).fill(column);
    const wrong = [undefined, null, 0, 'text', {}, [], many, [null], [1], ['field-by-field']];
    expectRefusals('startPrograms', request, 'columns', wrong);
    const nameless = [{ steps: column?.steps }, { name: 1, steps: column?.steps }];
    for (const each of nameless) {
      expect(refusal('startPrograms', { ...request, columns: [each] })).toMatch(
        /^columns\[0\]\.name must be/,
      );
    }
  });

  it.each(WRONG_ROWS)('steps of a column: %s', (_, cells, message) => {
    const columns = [...request.columns, { name: 'wrong', steps: Int32Array.from(cells) }];
    const told = refusal('startPrograms', { ...request, columns });
    expect(told).toMatch(/^columns\[1\]\.steps/);
    expect(told).toMatch(message);
  });

  it('a progress callback that is none', () => {
    for (const value of positional.onRound) {
      if (value === undefined) continue;
      expect(refusal('startPrograms', request, value)).toMatch(/^onRound/);
    }
  });
});

it('what was refused has harmed nothing', () => {
  const steps = rows([{ kind: 'store-value', offset: 8, bytes: 8 }]);
  const { writtenBytes } = addon.probeProgram({ structBytes: 64, steps });
  expect([...writtenBytes]).toEqual([8, 9, 10, 11, 12, 13, 14, 15]);
});
