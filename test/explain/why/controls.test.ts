/** An experiment's own controls: what they find in a machine, and when they fail. */

import { describe, expect, it } from 'vitest';
import type { Controls } from '../../../src/explain/explanation.js';
import { controlArms, controlsOf } from '../../../src/explain/lab/controls.js';
import { MATTERS_NS_PER_RESET } from '../../../src/explain/lab/verdict.js';
import { type FakeLabOptions, fakeLab, NOISE } from './support/fake-lab.js';
import { differences } from './support/recorded.js';
import { CORE_HZ, issue, type Mechanism, type World, worldOf } from './support/world.js';

const INJECTED_NS = 90;

async function controlsIn(world: World, options: FakeLabOptions = NOISE): Promise<Controls> {
  const { lab } = fakeLab({ world, ...options });
  return controlsOf(await lab.measure(controlArms(lab.arm(), CORE_HZ)), CORE_HZ);
}

/** Gives delays so many times the length that was asked for. */
function stretching(factor: number): Mechanism {
  return ({ delayCycles = 0 }) => ((factor - 1) * delayCycles * 1e9) / CORE_HZ;
}

/** The second arm of the same code is slower: as if its place decided. */
function slowerAgain(ns: number): Mechanism {
  return (_, __, index) => (index === 1 ? ns : 0);
}

describe('the arms of the controls', () => {
  const arms = Object.values(controlArms(fakeLab().lab.arm(), CORE_HZ));

  it('are the experiment’s own twice, and twice with a delay that differs', () => {
    const [once, again, delayed, more] = arms;
    if (!once || !again || !delayed || !more) throw new Error('fewer than four arms');
    expect(arms).toHaveLength(4);
    expect(differences(once, again)).toEqual([]);
    expect(differences(once, delayed)).toEqual(['delayCycles']);
    expect(differences(delayed, more)).toEqual(['delayCycles']);
  });

  it.each([1e9, 2.6e9, 3.7e9, 5.1e9])(
    'differ by the 90 ns that the claim makes of a full reset, at %d Hz',
    (hz) => {
      const cycles = Object.values(controlArms(fakeLab().lab.arm(), hz)).flatMap(
        ({ delayCycles }) => delayCycles ?? [],
      );
      const [delayed = 0, more = 0] = cycles;
      expect(((more - delayed) / hz) * 1e9).toBeCloseTo(INJECTED_NS, 0);
      expect(delayed).toBeGreaterThan(0);
    },
  );
});

describe('the controls', () => {
  it('pass where a delay is as long as it was asked for, and name both', async () => {
    const { injectedNsPerReset, positiveNsPerReset, negativeNsPerReset, passed } = await controlsIn(
      worldOf(issue(0.2)),
    );
    expect(passed).toBe(true);
    expect(injectedNsPerReset).toBeCloseTo(INJECTED_NS, 1);
    expect(positiveNsPerReset.low).toBeLessThan(injectedNsPerReset);
    expect(positiveNsPerReset.high).toBeGreaterThan(injectedNsPerReset);
    expect(Math.abs(negativeNsPerReset.estimate)).toBeLessThan(1);
  });

  it.each([
    [0, 'ignores the delay', false],
    [0.7, 'makes it far too short', false],
    [0.85, 'makes it a little short, as a faster clock does', true],
    [1.15, 'makes it a little long', true],
    [1.3, 'makes it far too long', false],
    [-1, 'becomes faster with it', false],
  ])('in a machine that multiplies it by %d (%s): passed is %s', async (factor, _, passed) => {
    const found = await controlsIn(worldOf(stretching(factor)));
    expect(found.passed).toBe(passed);
    expect(found.positiveNsPerReset.estimate).toBeCloseTo(factor * INJECTED_NS, -1);
  });

  it.each([0, MATTERS_NS_PER_RESET + 1, -(MATTERS_NS_PER_RESET + 1)])(
    'say that the same code differs from itself by %d ns, which is the floor of the verdict',
    async (ns) => {
      const found = await controlsIn(worldOf(slowerAgain(ns)));
      expect(found.passed).toBe(true);
      expect(found.negativeNsPerReset.estimate).toBeCloseTo(-ns, 0);
    },
  );

  it('do not fail for noise alone: how wide it makes them is the verdict’s to judge', async () => {
    const { negativeNsPerReset, passed } = await controlsIn(worldOf(slowerAgain(15)), {
      noiseNs: 40,
    });
    expect(Math.abs(negativeNsPerReset.estimate)).toBeGreaterThan(MATTERS_NS_PER_RESET);
    expect(negativeNsPerReset.low).toBeLessThan(0);
    expect(negativeNsPerReset.high).toBeGreaterThan(0);
    expect(passed).toBe(true);
  });

  it('fail where noise hides the delay', async () => {
    const found = await controlsIn(worldOf(), { noiseNs: 500 });
    expect(found.positiveNsPerReset.low).toBeLessThan(0);
    expect(found.passed).toBe(false);
  });
});
