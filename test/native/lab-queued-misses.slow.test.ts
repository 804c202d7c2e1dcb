/** A full store buffer: stores to lines in memory that wait when the reset begins. */

import { describe, expect, it } from 'vitest';
import type { ArmRequest } from '../../src/host/native-lab.js';
import { addon, registry } from './support/addon.js';
import { arm, labRequest, measure, RETRY } from './support/lab.js';
import { ignore } from './support/requests.js';

const ROUNDS = 80;
/**
 * Some of these just fill a core's store buffer, whether it holds 40 stores or 130, so that a reset
 * after them has to wait. Far more take so long themselves that it no longer shows.
 */
const FILLING = [32, 48, 64, 80, 96, 112];

type Pair = [control: Partial<ArmRequest>, reset: Partial<ArmRequest>];

/** A region with nothing between its readings, and the same with a reset. */
const each = (changes: Partial<ArmRequest>): Pair => {
  const reset: Partial<ArmRequest> = { reading: 'each', ...changes };
  return [{ ...reset, strategy: registry.control }, reset];
};

/** What the reset adds in each of these pairs, ticks. */
async function addedBy(...pairs: Pair[]): Promise<number[]> {
  const { ticksPerReset } = await measure(pairs.flat(), ROUNDS);
  return pairs.map((_, index) => {
    const [without = 0, withReset = 0] = ticksPerReset.slice(2 * index);
    return withReset - without;
  });
}

describe('a reset behind queued misses', () => {
  it('waits for room in the store buffer', RETRY, async () => {
    const [room = 0, ...full] = await addedBy(
      each({}),
      ...FILLING.map((queuedMisses) => each({ queuedMisses })),
    );
    expect(room).toBeGreaterThan(0);
    const mean = full.reduce((sum, added) => sum + added, 0) / full.length;
    expect(mean / room).toBeGreaterThan(3);
  });
});

describe('queued misses', () => {
  it('take longer, the more there are', RETRY, async () => {
    const { ticksPerReset } = await measure(
      [0, 16, 64, 256].map((queuedMisses) => ({ queuedMisses, reading: 'each' as const })),
      ROUNDS,
    );
    const sorted = [...ticksPerReset].sort((a, b) => a - b);
    expect(ticksPerReset).toEqual(sorted);
    expect((ticksPerReset[3] ?? 0) / (ticksPerReset[2] ?? 0)).toBeGreaterThan(2);
  });

  it('are waited for by a drain: a few cost as much as a load from memory', RETRY, async () => {
    const few: Partial<ArmRequest> = { queuedMisses: 4, reading: 'each' };
    const { ticksPerReset } = await measure(
      [few, { ...few, retirement: 'drained' }, { reading: 'each', retirement: 'drained' }],
      ROUNDS,
    );
    const [overlapped = 0, drained = 0, nothingQueued = 0] = ticksPerReset;
    expect(drained / overlapped).toBeGreaterThan(1.5);
    expect(drained / nothingQueued).toBeGreaterThan(1.5);
  });

  it('are of every vCPU, however many there are', async () => {
    const arms = [1, 2, 64].map((vcpus) => arm({ vcpus, queuedMisses: 256, reading: 'each' }));
    const { rounds } = await addon.startLab(labRequest(arms), ignore).samples;
    expect(rounds).toBe(3);
  });
});
