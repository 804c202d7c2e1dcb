/** Jobs of programs: what comes with their ticks, and that they end when they should. */

import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { addon, layoutNamed, registry } from '../support/addon.js';
import { ignore } from '../support/requests.js';
import {
  programsOfLayout,
  programsRequest,
  rows,
  STRUCT_BYTES,
  withRecipe,
} from './support/programs.js';

const layout = layoutNamed('v5.17');

describe.each(registry.states)('$name', ({ name: state }) => {
  it.each(registry.retirements)(
    '$name: every strategy has its ticks in every round',
    async ({ name: retirement }) => {
      const request = programsOfLayout(layout, withRecipe, { state, retirement, rounds: 5 });
      const samples = await addon.startPrograms(request, ignore).samples;
      expect(samples.rounds).toBe(5);
      expect(samples.ticks).toHaveLength(5 * withRecipe.length);
      expect(Math.min(...samples.ticks)).toBeGreaterThan(0);
      expect(samples.stateCheck.state).toBe(state);
      expect(samples.disturbances).toHaveLength(5);
      expect(samples.counters.counts).toHaveLength(0);
    },
  );
});

it('blocks and resets are those of a bank of compiled strategies', async () => {
  for (const { name: state } of registry.states) {
    const programs = programsOfLayout(layout, withRecipe.slice(0, 1), { state });
    const { columns: _, structBytes: __, images: ___, ...job } = programs;
    const bank = { ...job, layout: layout.name, guest: 'unpaged', columns: ['field-by-field'] };
    const made = await addon.startPrograms(programs, ignore).samples;
    const compiled = await addon.startBank({ ...bank, guest: 'unpaged' }, ignore).samples;
    expect([made.blocks, made.resetsPerRegion]).toEqual([
      compiled.blocks,
      compiled.resetsPerRegion,
    ]);
    expect(made.stateCheck.method).toBe(compiled.stateCheck.method);
  }
});

describe('a struct of any size', () => {
  it.each([1, 8, 63, 64, 65, 392, 1000, 2048, STRUCT_BYTES])(
    'of %i bytes, written to its end, at every phase',
    async (structBytes) => {
      const steps = rows([
        { kind: 'store-immediate', offset: structBytes - 1, bytes: 1, value: 1 },
        { kind: 'copy-rep-movsq', offset: 0, bytes: structBytes },
      ]);
      for (let phase = 0; phase < 64; phase += 8) {
        const columns = [{ name: 'copy', steps }];
        const request = programsRequest({ structBytes, phase }, columns);
        const samples = await addon.startPrograms(request, ignore).samples;
        expect(Math.min(...samples.ticks)).toBeGreaterThan(0);
        // Whole passes over the blocks, and as many resets however many blocks there is room for.
        expect(samples.resetsPerRegion).toBe(256);
        expect(samples.resetsPerRegion % samples.blocks).toBe(0);
      }
    },
  );

  it('a large one has fewer blocks, so that the state has room for them', async () => {
    const blocks = async (structBytes: number, state: string) => {
      const request = programsRequest({ structBytes, state, rounds: 1 });
      return (await addon.startPrograms(request, ignore).samples).blocks;
    };
    expect(await blocks(STRUCT_BYTES, 'hot')).toBe(1);
    expect(await blocks(STRUCT_BYTES, 'l1-evicted')).toBe(16);
    expect(await blocks(512, 'dram')).toBe(64);
  });
});

it('delays are found again in the columns that have them', async () => {
  const cycles = Uint16Array.of(0, 1000);
  const columns = ['plain', 'delayed'].map((name) => ({ name, steps: rows([]) }));
  const request = programsRequest({ rounds: 200, injectedCycles: cycles }, columns);
  const { ticks, resetsPerRegion } = await addon.startPrograms(request, ignore).samples;
  const least = (column: number) => Math.min(...ticks.filter((_, at) => at % 2 === column));
  const ns = ((least(1) - least(0)) / resetsPerRegion / request.tscHz) * 1e9;
  // A thousand cycles of anything between 1 and 10 GHz.
  expect(ns).toBeGreaterThan(100);
  expect(ns).toBeLessThan(2000);
});

it('counters are counted in some of the rounds', async () => {
  const event = addon.counterEvents().find(({ unavailable }) => unavailable === null);
  if (event === undefined) return;
  const request = programsRequest({ rounds: 4, counters: [event.name] });
  const { counters } = await addon.startPrograms(request, ignore).samples;
  expect(counters.draws).toBe(1);
  expect(counters.counts).toHaveLength(1);
});

it('ends soon after cancel(), with the rounds done so far', async () => {
  const request = programsOfLayout(layout, withRecipe, { state: 'dram', rounds: 100_000 });
  const job = addon.startPrograms(request, ignore);
  await sleep(200);
  const start = performance.now();
  job.cancel();
  const { rounds, ticks } = await job.samples;
  expect(performance.now() - start).toBeLessThan(1000);
  expect(rounds).toBeLessThan(100_000);
  expect(ticks).toHaveLength(rounds * withRecipe.length);
});

it('the request may be changed once the job has begun', async () => {
  const request = programsRequest({ rounds: 50 });
  const job = addon.startPrograms(request, ignore);
  request.columns[0]?.steps.fill(-1);
  request.images.fill(0);
  request.order.fill(0xffff);
  expect((await job.samples).rounds).toBe(50);
});
