/** Consumers run after resets, whatever these are, and what they must cost shows. */

import { describe, expect, it } from 'vitest';
import type { ArmRequest } from '../../src/host/native-lab.js';
import { pairedInterval } from '../../src/stats/paired.js';
import { addon, everywhere, registry, runnable } from './support/addon.js';
import {
  consumerNamed,
  labRequest,
  means,
  measure,
  needsOption,
  RETRY,
  ticksByArm,
} from './support/lab.js';
import { ignore } from './support/requests.js';

const ROUNDS = 100;
const calling = means.consumers.filter(({ kind }) => kind === 'calls' || kind === 'rewrites');

/** Runs one sample of each, which would crash if a pointer did not lead to a function. */
async function run(arms: Partial<ArmRequest>[]): Promise<void> {
  const each = arms.map((arm): Partial<ArmRequest> => ({ vcpus: 2, reading: 'each', ...arm }));
  const { ticks, rounds } = await addon.startLab(labRequest(each, { rounds: 1 }), ignore).samples;
  expect(rounds).toBe(1);
  expect(Math.min(...ticks)).toBeGreaterThan(0);
}

describe('a consumer', () => {
  it('that is missing says what is missing, and is refused by name', () => {
    for (const { name: consumer, unavailable } of means.consumers) {
      if (unavailable === null) continue;
      expect(unavailable).toMatch(/\w+ \w+/);
      const start = () => addon.startLab(labRequest([{ consumer, reading: 'each' }]), ignore);
      expect(start).toThrow(/^consumer: /);
    }
  });

  it('that needs no special instructions is never missing', () => {
    const plain = ['nothing', 'read-same-width', 'read-narrower', 'read-16', 'call-plain'];
    for (const name of plain) expect(consumerNamed(name).unavailable, name).toBeNull();
  });

  it.for(means.consumers)(
    '$name: after stores and whole calls, with and without a gap',
    async (option, context) => {
      needsOption(context, option);
      const { name: consumer } = option;
      const scopes: Partial<ArmRequest>[] = [
        { scope: 'writes' },
        { scope: 'init' },
        { scope: 'init', calls: 'early' },
      ];
      const retirements = registry.retirements.map(({ name }) => name);
      await run(
        scopes.flatMap((scope) =>
          retirements.flatMap((retirement) =>
            ([0, 1] as const).map(
              (gap): Partial<ArmRequest> => ({
                ...scope,
                retirement,
                consumer,
                gap,
              }),
            ),
          ),
        ),
      );
    },
  );
});

describe('calls through the pointer reach a function', () => {
  it.for(calling)('$name: whatever strategy made the reset', async (option, context) => {
    needsOption(context, option);
    await run(runnable.map(({ name: strategy }) => ({ strategy, consumer: option.name })));
  });

  it.for(calling)('$name: on every layout and path', async (option, context) => {
    needsOption(context, option);
    const unpaged = everywhere.filter(({ guest }) => guest === 'unpaged');
    await run(
      unpaged.flatMap(({ layout, path }) =>
        (['writes', 'init'] as const).map((scope) => ({
          ...{ layout: layout.name, phase: layout.phase, path, scope },
          consumer: option.name,
        })),
      ),
    );
  });

  it.for(calling)('$name: whatever targets it stores', async (option, context) => {
    needsOption(context, option);
    const targets = ['same', 'alternating', 'random'] as const;
    await run(targets.map((each) => ({ consumer: option.name, targets: each, vcpus: 64 })));
  });
});

/** Ticks per reset that the second arm costs more, with its interval. */
async function difference(arms: [Partial<ArmRequest>, Partial<ArmRequest>]) {
  const { samples } = await measure(arms, ROUNDS);
  const [first = [], second = []] = ticksByArm(samples);
  return pairedInterval(second, first);
}

describe('a call whose target cannot be predicted costs more', () => {
  // Of a retpoline nothing is predicted.
  const PREDICTED = ['rewrite-call-plain', 'rewrite-call-compared'];

  it.for(PREDICTED.map(consumerNamed))('$name', RETRY, async (option, context) => {
    needsOption(context, option);
    const arm: Partial<ArmRequest> = { consumer: option.name, reading: 'each' };
    const more = await difference([
      { ...arm, targets: 'same' },
      { ...arm, targets: 'random' },
    ]);
    expect(more.low).toBeGreaterThan(0);
  });

  it('where nothing is stored, targets make no difference', RETRY, async () => {
    const arm: Partial<ArmRequest> = { consumer: 'call-plain', reading: 'each' };
    const { samples } = await measure([arm, { ...arm, targets: 'random' }], 2 * ROUNDS);
    const [same = [], random = []] = ticksByArm(samples);
    const more = pairedInterval(random, same);
    const cost = Math.min(...same);
    expect(Math.abs(more.estimate) / cost).toBeLessThan(0.05);
  });
});

describe('a retpoline', () => {
  it('costs more than a predicted call', RETRY, async (context) => {
    needsOption(context, consumerNamed('call-retpoline'));
    const more = await difference([
      { consumer: 'call-plain', reading: 'each' },
      { consumer: 'call-retpoline', reading: 'each' },
    ]);
    expect(more.low).toBeGreaterThan(0);
  });
});
