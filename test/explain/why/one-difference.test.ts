/** Arms that are compared differ in what the hypothesis is about, and in nothing else. */

import { describe, expect, it } from 'vitest';
import { measureBetween } from '../../../src/explain/between.js';
import { HYPOTHESES } from '../../../src/explain/hypotheses/hypotheses.js';
import type { Hypothesis } from '../../../src/explain/hypotheses/hypothesis.js';
import { trio } from '../../../src/explain/lab/trios.js';
import { measureLedger } from '../../../src/explain/ledger.js';
import { measurePoint } from '../../../src/explain/sweep.js';
import type { ArmRequest } from '../../../src/host/native-lab.js';
import { type FakeLabOptions, fakeLab } from './support/fake-lab.js';
import { armNamed, differences, recorded } from './support/recorded.js';
import {
  branches,
  forwarding,
  fullBuffer,
  issue,
  misses,
  pageWalks,
  remote,
  tracing,
  worldOf,
} from './support/world.js';

/** In which every mechanism takes time, so that no contrast is decided by a tie. */
const WORLD = worldOf(
  ...[issue(0.5), misses(60), fullBuffer(56, 5), forwarding(1), branches(1)],
  ...[pageWalks(1), remote(30), tracing(1)],
);

const BASELINE = 'field-by-field';
const PATCH = 'init-flag';
const COPY = 'memcpy-rep-movsb';

interface Decisive {
  /** Arms that are added, and subtracted. */
  added: ArmRequest[];
  subtracted: ArmRequest[];
}

/** What the verdict is made of. */
async function decisiveOf(hypothesis: Hypothesis, options: FakeLabOptions): Promise<Decisive> {
  const { lab } = fakeLab({ world: WORLD, ...options });
  const { result, arms, asked } = await recorded(() => hypothesis.experiment(lab));
  if (typeof result === 'string') throw new Error(result);
  const found = asked.find(({ interval }) => interval === result.addsNsPerReset);
  if (found === undefined) throw new Error(`${hypothesis.id}: decided by no contrast`);
  const armsWith = (factor: number) =>
    Object.entries(found.combination).flatMap(([name, each]) =>
      each === factor ? [armNamed(arms, name)] : [],
    );
  const [added, subtracted] = [armsWith(1), armsWith(-1)];
  const terms = Object.values(found.combination).filter((factor) => factor !== 0);
  expect(added.length + subtracted.length).toBe(terms.length);
  return { added, subtracted };
}

function playedBy(arms: readonly ArmRequest[], strategy: string): ArmRequest {
  const [found, ...more] = arms.filter((arm) => arm.strategy === strategy);
  if (found === undefined || more.length > 0) throw new Error(`not one arm of ${strategy}`);
  return found;
}

function hypothesisNamed(id: string): Hypothesis {
  const found = HYPOTHESES.find((hypothesis) => hypothesis.id === id);
  if (found === undefined) throw new Error(`no hypothesis ${id}`);
  return found;
}

type Part = Partial<ArmRequest>;

const STRATEGIES: readonly [id: string, strategy: string, place: Part][] = [
  ['H1', PATCH, { setting: 'hot', retirement: 'overlapped' }],
  ['H7', COPY, { setting: 'hot', retirement: 'drained' }],
];

describe('the verdict compares the baseline with another strategy:', () => {
  it.each(STRATEGIES)('%s with %s', async (id, strategy, place) => {
    const { added, subtracted } = await decisiveOf(hypothesisNamed(id), {});
    const [baseline, other] = [playedBy(added, BASELINE), playedBy(subtracted, strategy)];
    expect(differences(baseline, other)).toEqual(['strategy']);
    expect(baseline).toMatchObject({ layout: 'v5.16', phase: 40, guest: 'unpaged', ...place });
  });
});

const SETTINGS: readonly [id: string, keys: string, phase: number, where: Part, against: Part][] = [
  // The mask says whose setting it is: what is not chosen is hot.
  ['H2', 'lines setting', 40, { setting: 'dram', lines: 1 }, { setting: 'hot' }],
  ['H2', 'setting', 16, { setting: 'dram' }, { setting: 'hot' }],
  // Each layout at its own phase, as the contrast says.
  [
    ...(['H3', 'layout phase', 40] as const),
    { layout: 'v5.16', phase: 40, setting: 'dram' },
    { layout: 'v5.17', phase: 16, setting: 'dram' },
  ],
  ['H4', 'queuedMisses', 40, { retirement: 'overlapped' }, { queuedMisses: 0 }],
  ['H5', 'consumer', 40, {}, { consumer: 'nothing' }],
  ['H6', 'consumer', 40, {}, { consumer: 'nothing' }],
  ['H8', 'setting', 40, { setting: 'many-pages', smallPages: 1 }, { setting: 'few-pages' }],
  ['H9', 'setting', 40, { setting: 'remote' }, { setting: 'hot' }],
  ['H10', 'reading', 40, { reading: 'traced', setting: 'dram' }, { reading: 'region' }],
];

describe('the verdict compares the patch’s saving in two settings:', () => {
  it.each(SETTINGS)('of %s, in %s, at phase %i', async (id, keys, phase, where, against) => {
    const { added, subtracted } = await decisiveOf(hypothesisNamed(id), { setting: { phase } });
    const [baseline, patch] = [playedBy(added, BASELINE), playedBy(subtracted, PATCH)];
    const [elseBaseline, elsePatch] = [playedBy(subtracted, BASELINE), playedBy(added, PATCH)];
    expect(differences(baseline, patch)).toEqual(['strategy']);
    expect(differences(elseBaseline, elsePatch)).toEqual(['strategy']);
    expect(differences(baseline, elseBaseline).join(' ')).toBe(keys);
    expect(differences(patch, elsePatch).join(' ')).toBe(keys);
    expect(baseline).toMatchObject(where);
    expect(elseBaseline).toMatchObject(against);
  });

  it('that is all of them', () => {
    const ids = new Set([...STRATEGIES, ...SETTINGS].map(([id]) => id));
    expect(ids).toEqual(new Set(HYPOTHESES.map(({ id }) => id)));
  });
});

describe('every contrast', () => {
  it.each(HYPOTHESES)('of $id takes away what all arms of a round share', async (hypothesis) => {
    const { lab } = fakeLab({ world: WORLD });
    const { asked } = await recorded(() => hypothesis.experiment(lab));
    expect(asked.length).toBeGreaterThan(2);
    for (const { combination } of asked) expect(sum(combination)).toBeCloseTo(0, 9);
  });

  it('of ledger, sweep and exits does so too', async () => {
    const { lab } = fakeLab({ world: WORLD });
    const { asked } = await recorded(async () => {
      await measureLedger(lab);
      await measurePoint(lab, 'reads', 4096);
      await measureBetween(lab, 'kvm-exit');
    });
    expect(asked.length).toBeGreaterThan(20);
    for (const { combination } of asked) expect(sum(combination)).toBeCloseTo(0, 9);
  });

  it.each([
    ['H4', 16],
    // The isolated reader is compared in rounds of its own.
    ['H5', 2],
    ['H6', 2],
  ])('of %s that is the worst of several makes up for the choice', async (id, least) => {
    const { lab } = fakeLab({ world: WORLD });
    const { result, asked } = await recorded(() => hypothesisNamed(id).experiment(lab));
    if (typeof result === 'string') throw new Error(result);
    const decisive = asked.find(({ interval }) => interval === result.addsNsPerReset);
    expect(decisive?.comparisons).toBeGreaterThanOrEqual(least);
  });

  it.each(HYPOTHESES)('of $id has controls of the same code', async (hypothesis) => {
    const { lab } = fakeLab({ world: WORLD });
    const { arms } = await recorded(() => hypothesis.experiment(lab));
    const controls = Object.entries(arms).filter(([name]) => name.startsWith('control: '));
    expect(controls).toHaveLength(4);
    for (const [, arm] of controls) {
      expect(arm.strategy).toBe(BASELINE);
      for (const [, other] of controls) {
        expect(['', 'delayCycles']).toContain(differences(arm, other).join());
      }
    }
  });
});

function sum(combination: Readonly<Record<string, number>>): number {
  return Object.values(combination).reduce((total, factor) => total + factor, 0);
}

describe('a trio', () => {
  it('is baseline, patch and control in one setting', () => {
    const { lab } = fakeLab();
    const arms = Object.values(trio('here', lab.place(), lab.setting.registry));
    expect(arms.map(({ strategy }) => strategy)).toEqual([BASELINE, PATCH, 'empty']);
    for (const arm of arms)
      expect({ ...arm, strategy: '' }).toEqual({ ...lab.place(), strategy: '' });
  });
});
