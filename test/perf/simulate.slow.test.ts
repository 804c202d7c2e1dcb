/** Whole simulations: the same to the instruction, each time and since the golden counts of one layout. */

import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadAddon } from '../../src/host/addon.js';
import { type Simulation, type SimulationPlan, simulateAll } from '../../src/perf/simulate.js';
import { toolVersion, VALGRIND } from '../../src/perf/tool.js';
import { countsAreGolden } from './counts-are-golden.js';
import { GOLDEN_CACHES } from './simulated-golden.js';

const addon = loadAddon();
const registry = addon.registry();
const signal = new AbortController().signal;
let cpus: readonly number[] = [];

beforeAll(() => {
  cpus = addon.inspectHost().allowedCpus;
});

beforeEach(({ skip }) =>
  skip(toolVersion(VALGRIND) === null, 'valgrind is missing: install the Debian package valgrind'),
);

function simulate(plans: readonly SimulationPlan[]): Promise<Simulation[]> {
  return simulateAll(plans, { caches: GOLDEN_CACHES, cpus, signal });
}

const PLACE = { layout: 'v5.17', guest: 'unpaged', scope: 'writes', state: 'hot' } as const;

describe('a simulation', () => {
  it('is the same twice, in every state and scope', async () => {
    const plans = registry.states
      .filter(({ name }) => name !== 'dram')
      .flatMap(({ name: state }) =>
        (['writes', 'init'] as const).map((scope) => ({
          ...PLACE,
          ...{ state, scope, strategy: 'field-by-field' },
        })),
      );
    const [first, second] = [await simulate(plans), await simulate(plans)];
    expect(first.every(({ perCall }) => perCall !== null)).toBe(true);
    expect(second).toEqual(first);
  }, 180_000);

  it('misses where blocks were evicted, once for each line that it dirties, and not where hot', async () => {
    const [hot, evicted] = await simulate(
      ['hot', 'l1-evicted'].map((state) => ({ ...PLACE, state, strategy: 'field-by-field' })),
    );
    const { linesDirtied, phase } = dirtied('field-by-field');
    expect(phase).toBe(16);
    expect(hot?.perCall).toMatchObject({ d1ReadMisses: 0, d1WriteMisses: 0, llWriteMisses: 0 });
    expect(evicted?.perCall).toMatchObject({ d1ReadMisses: 0, d1WriteMisses: linesDirtied });
  }, 60_000);

  it('of what valgrind cannot run has no numbers but the reason', async ({ skip }) => {
    const avx512 = registry.strategies.find(({ name }) => name === 'memcpy-avx512');
    skip(avx512?.unavailable !== null, `this CPU cannot run it either: ${avx512?.unavailable}`);
    const [simulation] = await simulate([{ ...PLACE, strategy: 'memcpy-avx512' }]);
    skip(simulation?.perCall !== null, 'this valgrind can run AVX-512');
    expect(simulation).toMatchObject({
      calls: null,
      unavailable: "valgrind's simulated CPU has no avx512f",
    });
  }, 60_000);
});

/** As the compiled code writes, at the layout's own phase. */
function dirtied(strategy: string) {
  const { layout, guest } = PLACE;
  const phase = registry.layouts.find(({ name }) => name === layout)?.phase ?? Number.NaN;
  const { writtenBytes } = addon.probeWrites({ layout, guest, strategy });
  const lines = new Set([...writtenBytes].map((byte) => Math.floor((byte + phase) / 64)));
  return { linesDirtied: lines.size, phase };
}

describe('counts are the golden ones', () => {
  countsAreGolden(({ layout }) => layout === PLACE.layout);
});
