/** The hazard of init-flag, exactly: the level of KVM's own tables stays what it was at creation. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guests } from '../workload/guests.js';
import { withDefaults } from './model/guest-state.js';
import {
  afterReset,
  byModel,
  byNativeCode,
  differences,
  type Mmus,
  type Replay,
} from './model/replay.js';
import { replays } from './model/replays.arbitrary.js';
import { hostLevels } from './model/role-words.js';
import { registry } from './support/addon.js';

/** What the kernel leaves, but for the one byte that the flag's second initialisation skips. */
function byModelWithFlag(replay: Replay): Mmus {
  const mmus = byModel(replay);
  const { path, maxTdpLevel } = replay.settings;
  if (path !== 'shadow') {
    const atCreation = hostLevels(path, maxTdpLevel, replay.states[0]);
    mmus.root.put('shadow_root_level', BigInt(atCreation));
  }
  return mmus;
}

const FIVE_LEVEL_EPT = { path: 'tdp', maxTdpLevel: 5 } as const;

describe('init-flag', () => {
  it('leaves the level of the vCPU’s creation, and else what the kernel does', () => {
    fc.assert(
      fc.property(replays(), (replay) => {
        const found = byNativeCode(replay, 'init-flag');
        expect(differences(found, byModelWithFlag(replay))).toEqual([]);
      }),
      { seed: 8, numRuns: 200 },
    );
  });

  it('is equivalent where the host has four levels, with NPT, and on the shadow path', () => {
    const safe = fc.oneof(
      replays({ maxTdpLevel: 4 }),
      replays({ path: 'npt' }),
      replays({ path: 'shadow' }),
    );
    fc.assert(
      fc.property(safe, (replay) => {
        expect(differences(byNativeCode(replay, 'init-flag'), byModel(replay))).toEqual([]);
      }),
      { seed: 9, numRuns: 100 },
    );
  });

  it('is caught in the act by random replays with five-level EPT', () => {
    const samples = fc.sample(replays(FIVE_LEVEL_EPT), { seed: 1, numRuns: 200 });
    const caught = samples.filter((replay) => {
      const found = differences(byNativeCode(replay, 'init-flag'), byModel(replay));
      return found.some((place) => place.startsWith('root.shadow_root_level'));
    });
    expect(caught.length).toBeGreaterThan(5);
  });

  it.each(registry.layouts)('$name: a guest grows from 48 bits of address to 49', (layout) => {
    const { name, fields } = layout;
    const narrow = withDefaults({ ...guests['64-bit, NX'], maxphyaddr: 48 });
    const replay: Replay = {
      ...afterReset(name, narrow, FIVE_LEVEL_EPT),
      states: [narrow, { ...narrow, maxphyaddr: 49 }],
      resets: [0, 1],
    };
    // Since v5.19 the level is part of root_role, which no flag leaves out.
    const hasByte = fields.some((field) => field.name === 'shadow_root_level');
    expect(differences(byNativeCode(replay, 'init-flag'), byModel(replay))).toEqual(
      hasByte ? ['root.shadow_root_level+0: 04, expected 05'] : [],
    );
  });
});
