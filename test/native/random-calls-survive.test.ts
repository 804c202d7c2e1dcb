/** Thousands of calls with garbage: each is refused by name or does what it says; nothing crashes. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NativeAddon, NativeJob } from '../../src/host/native.js';
import { addon, registry } from './support/addon.js';
import { bank, batch, boot, positional } from './support/hostile.js';
import { bankRequest, batchRequest, bootRequest, ignore } from './support/requests.js';

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

/** The valid value now and then replaced by one that is surely wrong, or by garbage. */
function spoiled(valid: unknown, wrong: readonly unknown[]): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 14, arbitrary: fc.constant(valid) },
    { weight: 1, arbitrary: fc.constantFrom(...wrong) },
    { weight: 1, arbitrary: garbage },
  );
}

function spoiledRequest(
  valid: object,
  wrong: Readonly<Record<string, readonly unknown[]>>,
): fc.Arbitrary<unknown> {
  const members = Object.entries(valid).map(([name, value]) => [
    name,
    spoiled(value, wrong[name] ?? [undefined]),
  ]);
  const request = fc.record(Object.fromEntries(members), { requiredKeys: [] });
  const whole = fc.record(Object.fromEntries(members));
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
    expect(String(error)).toMatch(/^(Type|Range)Error: [a-zA-Z0-9]+(\[\d+\])?( must |: )/);
    return null;
  }
}

const onRound = spoiled(ignore, positional.onRound);

describe('jobs', () => {
  // Some request is valid: its few rounds run, or are cancelled.
  it.each([
    ['startBank', fc.tuple(spoiledRequest(bankRequest(), bank), onRound, fc.boolean())],
    ['startBoot', fc.tuple(spoiledRequest(bootRequest(), boot), onRound, fc.boolean())],
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
  const strategies = registry.strategies.map(({ name }) => name);
  const layout = spoiled('v5.16', positional.layout);
  const strategy = fc.oneof(fc.constantFrom(...strategies), spoiled('empty', positional.strategy));
  const register = spoiled(0x8001_0001, positional.register);
  const states = spoiled(new Uint32Array(12), positional.guestStates);
  const resets = spoiled(Uint32Array.of(0, 2, 1), positional.resets);
  const calls: [keyof NativeAddon, fc.Arbitrary<readonly unknown[]>][] = [
    ['createBatch', fc.tuple(spoiledRequest(batchRequest(), batch))],
    ['probeWrites', fc.tuple(layout, strategy, spoiled('pae', positional.guest))],
    ['replayBytes', fc.tuple(layout, strategy, states, resets)],
    ['describeRole', fc.tuple(register, register, register, spoiled(1, positional.smm))],
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
      fc.property(spoiled(1, positional.repeats), spoiled(-1, positional.cpu), (...args) => {
        let ticks: Float64Array | null = null;
        try {
          ticks = Reflect.apply(handle.time, handle, args);
        } catch (error) {
          expect(String(error)).toMatch(/^(Type|Range)Error: (repeats|cpu) must /);
        }
        expect(ticks?.length ?? 1).toBeGreaterThan(0);
      }),
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
