/** Whatever is wrong with one argument: a TypeError or RangeError that names it, and no crash. */

import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { NativeAddon } from '../../src/host/native.js';
import { addon } from './support/addon.js';
import { bank, batch, boot, injectedCycles, positional } from './support/hostile.js';
import { bankRequest, batchRequest, bootRequest, detached, ignore } from './support/requests.js';

/** Calls as JavaScript can, without the types that would forbid it. */
function call(name: keyof NativeAddon, ...args: readonly unknown[]): unknown {
  return Reflect.apply(addon[name], addon, args);
}

function expectRefusal(action: () => unknown, argument: string, given: unknown): void {
  const value = inspect(given, { breakLength: Number.POSITIVE_INFINITY }).slice(0, 60);
  let thrown: unknown = null;
  try {
    action();
  } catch (error) {
    thrown = error;
  }
  const refused = thrown instanceof TypeError || thrown instanceof RangeError;
  expect(refused, `${argument} = ${value}: ${thrown}`).toBe(true);
  const { message } = thrown as Error;
  expect(message.startsWith(argument), `${argument} = ${value}: ${message.slice(0, 200)}`).toBe(
    true,
  );
}

const requests = [
  ['startBank', bank, bankRequest(), [ignore]],
  ['startBoot', boot, bootRequest(), [ignore]],
  ['createBatch', batch, batchRequest(), []],
] as const;

describe.each(requests)('%s', (name, members, request, rest) => {
  it.each(Object.entries(members))('a wrong %s', (member, values) => {
    for (const value of values) {
      expectRefusal(() => call(name, { ...request, [member]: value }, ...rest), member, value);
    }
  });

  it('a member that is missing', () => {
    for (const member of Object.keys(members)) {
      const { [member]: _, ...incomplete }: Record<string, unknown> = { ...request };
      expectRefusal(() => call(name, incomplete, ...rest), member, undefined);
    }
  });

  it('no request at all', () => {
    expectRefusal(() => call(name), 'request', undefined);
    for (const value of positional.request) {
      expectRefusal(() => call(name, value, ...rest), 'request', value);
    }
  });

  it('a member whose getter throws: its own error comes through', () => {
    const error = new SyntaxError('mine');
    const trap = {
      ...request,
      get layout(): string {
        throw error;
      },
    };
    expect(() => call(name, trap, ...rest)).toThrow(error);
  });
});

describe('an order that is no permutation in some round', () => {
  const columns = ['field-by-field', 'empty'];

  it.each([
    ['a column twice', [0, 1, 1, 1]],
    ['a column twice, in the first round', [0, 0, 1, 0]],
    ['both columns twice, over two rounds', [0, 0, 1, 1]],
    ['a column that there is not', [0, 1, 2, 1]],
    ['a round too few', [0, 1]],
    ['a position too many', [0, 1, 1, 0, 0]],
  ])('%s', (_, order) => {
    const request = { ...bankRequest({ columns, rounds: 2 }), order: Uint16Array.from(order) };
    expectRefusal(() => call('startBank', request, ignore), 'order', order);
  });
});

it.each([
  ['startBank', bankRequest()],
  ['startBoot', bootRequest()],
] as const)('%s: a progress callback that is none', (name, request) => {
  for (const value of positional.onRound) {
    expectRefusal(() => call(name, request, value), 'onRound', value);
  }
});

it('startBank: injected delays that are none for each column', () => {
  for (const value of injectedCycles) {
    const request = { ...bankRequest(), injectedCycles: value };
    expectRefusal(() => call('startBank', request, ignore), 'injectedCycles', value);
  }
});

const { layout, strategy, guest, guestStates, resets, register, smm } = positional;
const TWO_STATES = new Uint32Array(8);

/** Valid arguments, and for each its name and what is wrong in its place. */
const verification = [
  ['probeWrites', ['v5.17', 'empty', 'pae'], { layout, strategy, guest }],
  [
    'replayBytes',
    ['v5.17', 'empty', TWO_STATES, Uint32Array.of(0, 1)],
    { layout, strategy, guestStates, resets },
  ],
  ['describeRole', [0, 0, 0, 0], { cr0: register, cr4: register, efer: register, smm }],
] as const;

describe.each(verification)('%s', (name, valid, parameters) => {
  it.each(
    Object.entries(parameters).map(([parameter, values], index) => ({
      ...{ parameter, values, index },
    })),
  )('a wrong $parameter', ({ parameter, values, index }) => {
    for (const value of values) {
      const args = valid.map((each, at) => (at === index ? value : each));
      expectRefusal(() => call(name, ...args), parameter, value);
    }
  });

  it('too few arguments', () => {
    for (let count = 0; count < valid.length; count++) {
      expect(() => call(name, ...valid.slice(0, count))).toThrow(TypeError);
    }
  });
});

describe('a batch', () => {
  const handle = addon.createBatch(batchRequest());

  it.each(['repeats', 'cpu'] as const)('a wrong %s', (argument) => {
    for (const value of positional[argument]) {
      const args = argument === 'repeats' ? [value, -1] : [1, value];
      expectRefusal(() => Reflect.apply(handle.time, handle, args), argument, value);
    }
  });
});

describe('resets whose memory was given away', () => {
  const gone = () => detached(Uint32Array.of(1, 0));

  // Fail while such an array counts as one without elements.
  it('replayBytes', () => {
    expectRefusal(
      () => call('replayBytes', 'v5.17', 'empty', TWO_STATES, gone()),
      'resets',
      'gone',
    );
  });

  it('createBatch', () => {
    expectRefusal(() => call('createBatch', batchRequest({ resets: gone() })), 'resets', 'gone');
  });

  it('startBoot', () => {
    const request = bootRequest({ resets: gone() });
    expectRefusal(() => call('startBoot', request, ignore), 'resets', 'gone');
  });
});
