/** A guest between two transitions, and several vCPUs at a time. */

import { describe, expect, it } from 'vitest';
import type { BootSamples, LineLevels } from '../../src/host/native-jobs.js';
import { encodeWorkload } from '../../src/workload/encode.js';
import { loadWorkload } from '../../src/workload/workloads.js';
import { addon, registry } from './support/addon.js';
import { bootRequest, ignore } from './support/requests.js';

const SMIS = 40;

/** thread-600's first SMIs, between which the guest touches so many lines, in as many pages as they need. */
async function bootBeside(dataLines: number, changes: object = {}): Promise<BootSamples> {
  const { footprint: _, ...script } = encodeWorkload(await loadWorkload('thread-600'));
  const transitions = script.transitions.slice(0, 2 * SMIS);
  const resets = transitions.reduce((sum, count) => sum + count, 0);
  const guest = [8, dataLines, 1 + Math.ceil(dataLines / 64)];
  return addon.startBoot(
    bootRequest({
      ...script,
      transitions,
      resets: script.resets.slice(0, resets),
      footprint: Uint32Array.from(Array.from(transitions, () => guest).flat()),
      columns: [registry.baseline, registry.control],
      rounds: 4,
      ...changes,
    }),
    ignore,
  ).samples;
}

function levelsOf({ lineLevels }: BootSamples): LineLevels {
  if (lineLevels === null) throw new Error('the lines were not looked at');
  return lineLevels;
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);

describe('beside a recorded guest', () => {
  it('one line is looked at before each transition of every pass', async () => {
    const { enter, rsm, passes, levels, apart } = levelsOf(await bootBeside(16));
    expect([sum(enter), sum(rsm)]).toEqual([SMIS * passes, SMIS * passes]);
    expect([enter.length, rsm.length, apart.length]).toEqual([4, 4, 3]);
    expect(levels).toEqual(['l1', 'l2', 'llc', 'memory']);
  });

  it('lines stay near while it touches little, and not when it touches 8 MiB', {
    retry: 3,
  }, async () => {
    const nearShare = ({ enter, rsm }: LineLevels) => {
      const near = sum([enter[0] ?? 0, rsm[0] ?? 0]);
      return near / (sum(enter) + sum(rsm));
    };
    const little = levelsOf(await bootBeside(16));
    const much = levelsOf(await bootBeside((8 << 20) / 64));
    expect(nearShare(little)).toBeGreaterThan(0.5 + nearShare(much) / 2);
  });

  it('resets are what they are without it', async () => {
    expect(await bootBeside(16)).toMatchObject({ fullResets: 2 * SMIS, earlyResets: SMIS });
  });

  it('the state is named, and not checked against a cache level', async () => {
    const { stateCheck } = await bootBeside(16);
    expect(stateCheck).toMatchObject({
      state: 'recorded',
      method: 'recorded footprint',
      reached: true,
    });
  });

  it('a job that is cancelled before its first round ends all the same', async () => {
    const { footprint: _, ...script } = encodeWorkload(await loadWorkload('pc-kernel'));
    const footprint = Uint32Array.from(Array.from(script.transitions, () => [1, 2, 1]).flat());
    const job = addon.startBoot(bootRequest({ ...script, footprint, rounds: 1000 }), ignore);
    job.cancel();
    const { rounds, lineLevels } = await job.samples;
    expect(lineLevels === null).toBe(rounds === 0);
  });
});

describe('several vCPUs at a time', () => {
  it.each([
    [3, 1],
    [3, 2],
    [2, 2],
  ])(
    '%i on %i threads: every round comes back, and one boot is counted',
    async (vcpus, threads) => {
      const samples = await bootBeside(16, { vcpus, threads, path: 'npt', footprint: undefined });
      expect(samples).toMatchObject({ rounds: 4, fullResets: 2 * SMIS, lineLevels: null });
      expect(Math.min(...samples.ticks)).toBeGreaterThan(0);
    },
  );

  it('each touches its share of a recorded guest', async () => {
    const { enter, passes } = levelsOf(await bootBeside(16, { vcpus: 2, threads: 2 }));
    expect(sum(enter)).toBe(SMIS * passes);
  });
});
