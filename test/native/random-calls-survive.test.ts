/** Thousands of calls with garbage: each is refused by name or does what it says; nothing crashes. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NativeAddon, NativeJob } from '../../src/host/native.js';
import { addon, registry } from './support/addon.js';
import {
  bank,
  batch,
  boot,
  everyMember,
  type Members,
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

const counts = { refused: 0, accepted: 0 };

/** Anything that JavaScript has. */
const garbage = fc.anything({
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
});

/** The valid value, but for one time in so many one that is surely wrong, and for one garbage. */
function spoiled(
  valid: fc.Arbitrary<unknown>,
  wrong: readonly unknown[],
  times = 8,
): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 2 * times - 2, arbitrary: valid },
    { weight: 1, arbitrary: fc.constantFrom(...wrong) },
    { weight: 1, arbitrary: garbage },
  );
}

const strategies = registry.strategies.map(({ name }) => name);

/** About one member of the request is spoiled, so that the last are looked at as often as the first. */
function spoiledRequest(valid: object, members: Members): fc.Arbitrary<unknown> {
  const wrong = everyMember(members);
  const entries = Object.entries(valid);
  const spoiledMembers = entries.map(([name, value]) => {
    const good = name === 'strategy' ? fc.constantFrom(...strategies) : fc.constant(value);
    return [name, spoiled(good, wrong[name] ?? [undefined], entries.length)];
  });
  const request = fc.record(Object.fromEntries(spoiledMembers), { requiredKeys: [] });
  const whole = fc.record(Object.fromEntries(spoiledMembers));
  return fc.oneof(
    { weight: 8, arbitrary: whole },
    { weight: 1, arbitrary: request },
    { weight: 1, arbitrary: garbage },
  );
}

/** What the call returned, or null if it was refused as it should be. */
function attempt(name: keyof NativeAddon, args: readonly unknown[]): unknown {
  try {
    const result = Reflect.apply(addon[name], addon, args);
    counts.accepted++;
    return result;
  } catch (error) {
    counts.refused++;
    expect([TypeError, RangeError], String(error)).toContain(
      error instanceof Error ? error.constructor : null,
    );
    expect(String(error)).toMatch(/^(Type|Range)Error: [a-zA-Z0-9]+(\[\d+\])?( must |: | holds )/);
    return null;
  }
}

const onRound = spoiled(fc.constant(ignore), positional.onRound);

/** With all members that may be left out. */
const wholeBank = { ...bankRequest(), ...USUAL_SUBJECT, scope: 'init', calls: 'early' };
const wholeBoot = {
  ...bootRequest(),
  ...{ ...USUAL_SUBJECT, path: 'shadow', scope: 'init' },
  ...{
    initialState: 1,
    vcpus: 2,
    threads: 1,
    footprint: Uint32Array.of(1, 2, 1, 3, 4, 2, 0, 1, 1),
  },
};
const wholeReplay = {
  ...replayRequest({ initialState: 0, keepTemplates: 1 }),
  ...{ ...USUAL_SUBJECT, path: 'npt', scope: 'init' },
};
const wholeBatch = { ...batchRequest({ initialState: 1 }), ...USUAL_SUBJECT };
const wholeProbe = { ...probeRequest(), ...USUAL_SUBJECT, calls: 'full' };
const wholeRole = { ...USUAL_SUBJECT, guestStates: wholeReplay.guestStates };

describe('jobs', () => {
  // Some request is valid: its few rounds run, or are cancelled.
  it.each([
    ['startBank', fc.tuple(spoiledRequest(wholeBank, bank), onRound, fc.boolean())],
    ['startBoot', fc.tuple(spoiledRequest(wholeBoot, boot), onRound, fc.boolean())],
  ] as const)('%s', async (name, calls) => {
    await fc.assert(
      fc.asyncProperty(calls, async ([request, callback, cancels]) => {
        const job = attempt(name, [request, callback]) as NativeJob<{ rounds: number }> | null;
        if (job === null) return;
        if (cancels) job.cancel();
        const { rounds } = await job.samples;
        if (!cancels) expect(rounds).toBeGreaterThan(0);
      }),
      { seed: 1, numRuns: 600 },
    );
  });
});

describe('calls that return at once', () => {
  const calls: [keyof NativeAddon, fc.Arbitrary<readonly unknown[]>][] = [
    ['createBatch', fc.tuple(spoiledRequest(wholeBatch, batch))],
    ['probeWrites', fc.tuple(spoiledRequest(wholeProbe, probe))],
    ['replayBytes', fc.tuple(spoiledRequest(wholeReplay, replay))],
    ['describeRole', fc.tuple(spoiledRequest(wholeRole, role))],
    ['registry', fc.array(garbage, { maxLength: 4 })],
  ];

  it.each(calls)('%s', (name, args) => {
    fc.assert(
      fc.property(args, (given) => {
        attempt(name, given);
      }),
      { seed: 2, numRuns: 400 },
    );
  });

  it.each(calls)('%s, with too many or too few arguments', (name) => {
    fc.assert(
      fc.property(fc.array(garbage, { maxLength: 6 }), (given) => {
        attempt(name, given);
      }),
      { seed: 3, numRuns: 100 },
    );
  });

  it('time, of a batch', () => {
    const handle = addon.createBatch(batchRequest());
    fc.assert(
      fc.property(
        spoiled(fc.constant(1), positional.repeats),
        spoiled(fc.constant(-1), positional.cpu),
        (...args) => {
          let ticks: Float64Array | null = null;
          try {
            ticks = Reflect.apply(handle.time, handle, args);
          } catch (error) {
            expect(String(error)).toMatch(/^(Type|Range)Error: (repeats|cpu) must /);
          }
          expect(ticks?.length ?? 1).toBeGreaterThan(0);
        },
      ),
      { seed: 4, numRuns: 200 },
    );
  });
});

it('these were thousands of calls, refused and accepted', () => {
  expect(counts.refused).toBeGreaterThan(1000);
  expect(counts.accepted).toBeGreaterThan(1000);
  // What worked still works.
  expect(addon.registry()).toEqual(registry);
});
