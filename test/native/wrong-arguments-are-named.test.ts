/** Whatever is wrong with one argument: a TypeError or RangeError that names it, and no crash. */

import { availableParallelism } from 'node:os';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { NativeAddon } from '../../src/host/native.js';
import { addon } from './support/addon.js';
import {
  bank,
  batch,
  boot,
  everyMember,
  positional,
  probe,
  replay,
  role,
} from './support/hostile.js';
import {
  bankRequest,
  batchRequest,
  bootRequest,
  ignore,
  probeRequest,
  replayRequest,
  USUAL_SUBJECT,
} from './support/requests.js';

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

const { guestStates } = replayRequest();

/** Each function that takes a request, with a valid one and what follows it. */
const requests = [
  ['startBank', bank, bankRequest(), [ignore]],
  ['startBoot', boot, bootRequest(), [ignore]],
  ['createBatch', batch, batchRequest(), []],
  ['probeWrites', probe, probeRequest(), []],
  ['replayBytes', replay, replayRequest(), []],
  ['describeRole', role, { layout: 'v5.17', guestStates }, []],
] as const;

describe.each(requests)('%s', (name, members, request, rest) => {
  it.each(Object.entries(everyMember(members)))('a wrong %s', (member, values) => {
    for (const value of values) {
      expectRefusal(() => call(name, { ...request, [member]: value }, ...rest), member, value);
    }
  });

  it('a member that is missing', () => {
    for (const member of Object.keys(members.required)) {
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

describe('members that may be left out', () => {
  it.each([
    ['probeWrites', probe, probeRequest()],
    ['replayBytes', replay, replayRequest()],
    ['describeRole', role, { layout: 'v5.17', guestStates }],
  ] as const)(
    '%s: undefined is the same as nothing, and as what is usual',
    (name, members, request) => {
      const expected = call(name, request);
      const undefinedMembers = Object.keys(members.optional).map((member) => [member, undefined]);
      expect(call(name, { ...request, ...Object.fromEntries(undefinedMembers) })).toEqual(expected);
      expect(call(name, { ...request, ...USUAL_SUBJECT })).toEqual(expected);
    },
  );
});

describe('what does not go together', () => {
  it.each([
    ['rules', { layout: 'v6.1', rules: 'v5.17' }, 'rules: v6.1 has no room for the roles of v5.17'],
    ['rules', { rules: 'v6.1' }, 'rules: v5.17 has no room for the roles of v6.1'],
    [
      'maxTdpLevel',
      { path: 'npt', maxTdpLevel: 5 },
      'maxTdpLevel: 5-level NPT is for scope init only',
    ],
  ])('%s in %j', (_, changes, message) => {
    expect(() => call('probeWrites', { ...probeRequest(), ...changes })).toThrow(message);
  });

  it('but five-level NPT and a whole call do', () => {
    const request = { ...replayRequest(), path: 'npt', maxTdpLevel: 5, scope: 'init' };
    expect(call('replayBytes', request)).toMatchObject({ root: expect.any(Uint8Array) });
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

describe('sizes that nobody can want', () => {
  it('more events to count than there are', () => {
    const counters = new Array(2 ** 32 - 1);
    expectRefusal(
      () => call('startBank', { ...bankRequest(), counters }, ignore),
      'counters',
      counters,
    );
  });

  it('more memory for vCPUs than 1 GiB', () => {
    // Every state has an image of its own in every vCPU.
    const row = (_: unknown, at: number) =>
      at % 5 === 0 ? Math.floor(at / 5) : at % 5 === 4 ? 46 : 0;
    const states = Uint32Array.from({ length: 4096 * 5 }, row);
    const request = { ...bootRequest(), guestStates: states, vcpus: 1024 };
    expectRefusal(() => call('startBoot', request, ignore), 'vcpus', 1024);
  });

  it('more threads than vCPUs, or than CPUs', () => {
    const few = { ...bootRequest(), vcpus: 2, threads: 3 };
    expectRefusal(() => call('startBoot', few, ignore), 'threads', 3);
    const threads = availableParallelism() + 1;
    const many = { ...bootRequest(), vcpus: 1024, threads };
    expectRefusal(() => call('startBoot', many, ignore), 'threads', threads);
  });

  it('a name of megabytes: the message has its beginning, in whole characters', () => {
    const message = (layout: string): string => {
      try {
        call('probeWrites', { ...probeRequest(), layout });
      } catch (error) {
        return String(error);
      }
      return 'accepted';
    };
    expect(message('x'.repeat(1 << 24))).toBe(
      `TypeError: layout: unknown name ${'x'.repeat(60)}...`,
    );
    expect(message('\u20ac'.repeat(1000))).toBe(
      `TypeError: layout: unknown name ${'\u20ac'.repeat(20)}...`,
    );
    expect(message('\u{1f600}\ud800'.repeat(1000))).toMatch(
      /^TypeError: layout: unknown name (\u{1f600}\ufffd){8}\u{1f600}?\.\.\.$/u,
    );
  });
});

describe('an array that changes while it is read', () => {
  const three = bankRequest({ columns: ['empty', 'empty', 'empty'] });
  const columnsThat = (change: (columns: string[]) => unknown): string[] => {
    const columns = ['', 'empty', 'empty'];
    return Object.defineProperty(columns, 0, {
      get: () => {
        change(columns);
        return 'empty';
      },
    });
  };

  it('and grows: it is as long as it was', async () => {
    const columns = columnsThat((items) => items.push('empty'));
    const { ticks } = await addon.startBank({ ...three, columns }, ignore).samples;
    expect(ticks).toHaveLength(9);
  });

  it('and shrinks: what is gone is missed', () => {
    const columns = columnsThat((items) => items.splice(1));
    expectRefusal(() => call('startBank', { ...three, columns }, ignore), 'columns[1]', columns);
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

describe('a batch', () => {
  const handle = addon.createBatch(batchRequest());

  it.each(['repeats', 'cpu'] as const)('a wrong %s', (argument) => {
    for (const value of positional[argument]) {
      const args = argument === 'repeats' ? [value, -1] : [1, value];
      expectRefusal(() => Reflect.apply(handle.time, handle, args), argument, value);
    }
  });
});
