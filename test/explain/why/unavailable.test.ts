/** What a machine lacks is said, with the reason, and is neither measured nor made up. */

import { describe, expect, it } from 'vitest';
import { EXITS, measureBetween } from '../../../src/explain/between.js';
import { H5 } from '../../../src/explain/hypotheses/h05-forwarding.js';
import { H6 } from '../../../src/explain/hypotheses/h06-branches.js';
import { H7 } from '../../../src/explain/hypotheses/h07-memcpy.js';
import { H9 } from '../../../src/explain/hypotheses/h09-remote.js';
import { HYPOTHESES } from '../../../src/explain/hypotheses/hypotheses.js';
import { find, type Hypothesis } from '../../../src/explain/hypotheses/hypothesis.js';
import { measureLedger } from '../../../src/explain/ledger.js';
import type { ArmRequest, CopyArm } from '../../../src/host/native-lab.js';
import { fakeStrategy } from '../../plan/registry.js';
import { type FakeLab, fakeLab, labRegistry } from './support/fake-lab.js';
import { fakeMeans } from './support/means.js';
import { branches, forwarding, issue, worldOf } from './support/world.js';

const WORLD = worldOf(issue(0.1), forwarding(4), branches(4));

async function findWithout(hypothesis: Hypothesis, unavailable: Record<string, string>) {
  const fake = fakeLab({ world: WORLD, means: fakeMeans(unavailable) });
  return { finding: await find(hypothesis, fake.lab), ...fake };
}

type Jobs = readonly Pick<FakeLab['requests'][number], 'arms'>[];

/** Of one member, over the arms of all jobs. */
function valuesOf(jobs: Jobs, key: keyof ArmRequest | keyof CopyArm): Set<unknown> {
  const arms = jobs.flatMap((job) => [...job.arms]);
  return new Set(arms.flatMap((arm) => new Map(Object.entries(arm)).get(key) ?? []));
}

describe('with one CPU only', () => {
  const reason = 'needs two CPUs, and this process may run on one only';

  it('H9 is unresolved for that reason, without a number, and nothing is measured', async () => {
    const { finding, requests } = await findWithout(H9, { remote: reason });
    expect(finding).toMatchObject({ verdict: 'unresolved', reason });
    expect(finding).toMatchObject({ resultNsPerCall: null, microsecondsPerBoot: null });
    expect(finding).toMatchObject({ controls: null, measurements: [], curves: [] });
    expect(requests).toEqual([]);
  });
});

describe('without /dev/kvm', () => {
  const reason = 'cannot open /dev/kvm: permission denied';

  it('there are no such exits, for that reason, and nothing is measured', async () => {
    const { lab, requests } = fakeLab({ means: fakeMeans({ 'kvm-exit': reason }) });
    expect(await measureBetween(lab, 'kvm-exit')).toEqual({
      between: 'kvm-exit',
      unavailable: reason,
      exitNs: null,
      costNsPerCall: null,
      savingNsPerCall: null,
      savingMicrosecondsPerBoot: null,
      notes: [],
    });
    expect(requests).toEqual([]);
  });

  it.each(EXITS.filter((exit) => exit !== 'kvm-exit'))('there is %s', async (exit) => {
    const { lab } = fakeLab({ means: fakeMeans({ 'kvm-exit': reason }) });
    expect(await measureBetween(lab, exit)).toMatchObject({
      unavailable: null,
      savingNsPerCall: { estimate: 0 },
    });
  });
});

describe('without a reader', () => {
  it('H5 names it with the reason and measures the others', async () => {
    const { finding, requests } = await findWithout(H5, { 'read-32': 'this CPU lacks avx2' });
    expect(finding.notes).toContain('read-32 left out: this CPU lacks avx2');
    expect(valuesOf(requests, 'consumer')).not.toContain('read-32');
    expect(valuesOf(requests, 'consumer')).toContain('read-pointer');
    expect(finding.verdict).toBe('supported');
  });

  it('of those measured apart, H5 has no rounds for it', async () => {
    const whole = await findWithout(H5, {});
    const without = await findWithout(H5, { 'read-64': 'this CPU lacks avx512f' });
    expect(whole.requests).toHaveLength(2);
    expect(valuesOf(whole.requests.slice(1), 'consumer')).toContain('read-64');
    expect(valuesOf(whole.requests.slice(0, 1), 'consumer')).not.toContain('read-64');
    expect(without.requests).toHaveLength(1);
    expect(without.finding.notes.join()).toMatch(/read-64 left out: this CPU lacks avx512f/);
    expect(without.finding.measurements.map(({ name }) => name).join()).not.toMatch(/read-64/);
  });
});

describe('without retpolines', () => {
  const reason = 'this compiler has no thunks for single functions';
  const unavailable = {
    'call-retpoline': reason,
    'rewrite-call-retpoline': reason,
    'read-32': 'this CPU lacks avx2',
  };

  it('H6 names them, not readers, and measures plain calls', async () => {
    const { finding, requests } = await findWithout(H6, unavailable);
    expect(finding.notes.filter((note) => note.includes('left out'))).toEqual([
      `call-retpoline left out: ${reason}`,
      `rewrite-call-retpoline left out: ${reason}`,
    ]);
    expect(valuesOf(requests, 'consumer')).toEqual(
      new Set(['nothing', 'call-plain', 'rewrite-call-plain']),
    );
    expect(finding.verdict).toBe('supported');
  });

  it('the ledger calls plainly', async () => {
    const consumersOf = async (means = fakeMeans()) => {
      const { lab, requests } = fakeLab({ means });
      await measureLedger(lab);
      return valuesOf(requests, 'consumer');
    };
    expect(await consumersOf()).toEqual(new Set(['read-pointer', 'call-retpoline']));
    expect(await consumersOf(fakeMeans(unavailable))).toEqual(
      new Set(['read-pointer', 'call-plain']),
    );
  });
});

describe('without a copy', () => {
  it('that the thread asks for, H7 is unresolved with the reason, and nothing is measured', async () => {
    const unavailable = 'the CPU lacks erms';
    const registry = labRegistry({
      strategies: [fakeStrategy('memcpy-rep-movsb', { unavailable })],
    });
    const { lab, requests } = fakeLab({ registry });
    expect(await find(H7, lab)).toMatchObject({
      verdict: 'unresolved',
      reason: 'memcpy-rep-movsb cannot run here: the CPU lacks erms',
      microsecondsPerBoot: null,
      controls: null,
    });
    expect(requests).toEqual([]);
  });

  it('of wide vectors, H7 names it, and copies with the others', async () => {
    const { finding, requests } = await findWithout(H7, { avx512: 'this CPU lacks avx512f' });
    expect(finding.notes).toContain('avx512 left out: this CPU lacks avx512f');
    expect(valuesOf(requests, 'routine')).toEqual(new Set(['rep-movsb', 'mov64', 'libc']));
    expect(finding.curves.map(({ name }) => name).join()).not.toMatch(/avx512/);
  });

  it('that changes the clock is made after all others, apart, with a call that copies nothing', async () => {
    const { requests } = await findWithout(H7, {});
    const routines = requests.map((job) => valuesOf([job], 'routine'));
    expect(routines.at(-1)).toEqual(new Set(['avx512']));
    expect(routines.slice(0, -1).some((each) => each.has('avx512'))).toBe(false);
    const [first] = requests.at(-1)?.arms ?? [];
    expect(first).toMatchObject({ routine: null, bytes: 0 });
  });
});

describe('with nearly every round disturbed', () => {
  it.each(HYPOTHESES)('$id is unresolved, whatever it reads', async (hypothesis) => {
    const { lab } = fakeLab({ world: WORLD, disturbances: (round) => (round === 0 ? 0 : 1) });
    expect(await find(hypothesis, lab)).toMatchObject({
      verdict: 'unresolved',
      reason: 'nearly every round was disturbed',
    });
  });
});
