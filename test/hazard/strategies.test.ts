/** What every strategy leaves stale on the compiled code, on all layouts and paths. */

import { beforeEach, describe, expect, it } from 'vitest';
import { findHazards } from '../../src/hazard/hazards.js';
import { SEQUENCES } from '../../src/hazard/sequences.js';
import type { Hazard } from '../../src/hazard/types.js';
import { loadAddon } from '../../src/host/addon.js';
import { once, skipWithoutAddon } from '../cli/command.js';

const everywhere = once(async () => {
  const addon = loadAddon();
  const registry = addon.registry();
  const strategies = registry.strategies.map(({ name }) => name);
  const hazards = registry.layouts.flatMap(({ name: layout }) =>
    (['tdp', 'npt', 'shadow'] as const).flatMap((path) =>
      findHazards(addon, registry, { layout, path, strategies }),
    ),
  );
  return { registry, hazards };
});

/** Those that leave something stale, of strategies that match. */
async function staleOf(strategies: RegExp): Promise<Hazard[]> {
  const { hazards } = await everywhere();
  const chosen = hazards.filter(({ strategy }) => strategies.test(strategy));
  expect(chosen.length).toBeGreaterThan(0);
  return chosen.filter(({ stale }) => stale.length > 0);
}

/** Where a field begins in each layout that has it. */
async function offsetsOf(field: string): Promise<Map<string, number>> {
  const { registry } = await everywhere();
  const found = registry.layouts.flatMap(({ name, fields }) =>
    fields.flatMap((each): [string, number][] =>
      each.name === field ? [[name, each.offset]] : [],
    ),
  );
  return new Map(found);
}

beforeEach(skipWithoutAddon);

describe('the hazards of a place', () => {
  it('are looked for in every sequence and strategy that can run here, controls left out', async () => {
    const { registry, hazards } = await everywhere();
    const runnable = registry.strategies.filter(
      ({ control, unavailable }) => !control && unavailable === null,
    );
    const places = registry.layouts.length * registry.paths.length;
    expect(registry.paths.map(({ name }) => name)).toEqual(['tdp', 'npt', 'shadow']);
    expect(hazards).toHaveLength(places * SEQUENCES.length * runnable.length);
    expect(new Set(hazards.map(({ strategy }) => strategy))).toEqual(
      new Set(runnable.map(({ name }) => name)),
    );
  });
});

describe("the kernel as it is, and the maintainers' idea", () => {
  it.each([/^field-by-field$/, /^constant-once$/])('%s leaves nothing stale', async (strategy) => {
    expect(await staleOf(strategy)).toEqual([]);
  });
});

describe('the patch of 2022', () => {
  it('leaves the level of the host tables stale on TDP, in every layout that has one', async () => {
    const levels = await offsetsOf('shadow_root_level');
    expect(levels.size).toBeGreaterThan(0);
    expect(levels.has('v6.1')).toBe(false);
    expect(await staleOf(/^init-flag$/)).toEqual(
      [...levels].map(([layout, offset]) => ({
        strategy: 'init-flag',
        sequence: 'maxphyaddr',
        layout,
        path: 'tdp',
        stale: [
          {
            mmu: 'root_mmu',
            field: 'shadow_root_level',
            offset,
            bytes: 1,
            expected: '05',
            found: '04',
          },
        ],
      })),
    );
  });

  it('leaves none on v6.1, which has no such field, nor on NPT and in shadow paging', async () => {
    const stale = await staleOf(/^init-flag$/);
    expect(stale.filter(({ layout, path }) => layout === 'v6.1' || path !== 'tdp')).toEqual([]);
  });
});

describe('a copy of a whole prepared state', () => {
  const COPIES = /^memcpy-(?!constants)/;

  it('goes stale everywhere once CPUID has changed and nobody has prepared it anew', async () => {
    const { registry, hazards } = await everywhere();
    const copies = new Set(
      hazards.map(({ strategy }) => strategy).filter((name) => COPIES.test(name)),
    );
    const stale = await staleOf(COPIES);
    expect(new Set(stale.map(({ sequence }) => sequence))).toEqual(
      new Set(['cpuid, templates kept']),
    );
    expect(stale).toHaveLength(copies.size * registry.layouts.length * registry.paths.length);
  });

  it('then takes the reserved bits of the wider guest for those of the narrower', async () => {
    const checks = await offsetsOf('guest_rsvd_check');
    for (const { layout, stale } of await staleOf(COPIES)) {
      expect(stale).toHaveLength(1);
      expect(stale[0]).toMatchObject({
        mmu: 'root_mmu',
        field: 'guest_rsvd_check',
        // Byte 5 of a mask has bits 40 to 47: all of them reserved above 40 bits, two above 46.
        offset: (checks.get(layout) ?? Number.NaN) + 5,
        // One in each mask of four levels, small pages and large.
        bytes: 8,
        expected: expect.stringMatching(/^ff0f/),
        found: expect.stringMatching(/^c00f/),
      });
    }
  });

  it('is right as long as it is prepared anew', async () => {
    const { hazards } = await everywhere();
    const anew = hazards.filter(
      ({ strategy, sequence }) => COPIES.test(strategy) && sequence === 'cpuid',
    );
    expect(anew.length).toBeGreaterThan(0);
    for (const { stale } of anew) expect(stale).toEqual([]);
  });

  it('of constants only has nothing that could go stale', async () => {
    expect(await staleOf(/^memcpy-constants-/)).toEqual([]);
  });
});
