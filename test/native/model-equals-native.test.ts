/** After none to twelve resets of a new vCPU, native code leaves the two structs of the model. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byModel, byNativeCode, differences } from './model/replay.js';
import { replays } from './model/replays.arbitrary.js';
import { registry, runnable } from './support/addon.js';

const equivalent = runnable.filter((strategy) => strategy.equivalent && !strategy.control);

describe('both structs, byte by byte', () => {
  it.each(equivalent)('$name', ({ name }) => {
    fc.assert(
      fc.property(replays(), (replay) => {
        expect(differences(byNativeCode(replay, name), byModel(replay))).toEqual([]);
      }),
      { seed: 6_1, numRuns: 400 },
    );
  });
});

describe('the comparison', () => {
  it('covers every way to run here, and leaves out only what says it is not equivalent', () => {
    const others = runnable.filter(({ control, name }) => {
      return !control && !equivalent.some((strategy) => strategy.name === name);
    });
    expect(others.map(({ name }) => name)).toEqual(['init-flag']);
    expect(equivalent.map(({ name }) => name)).toContain(registry.baseline);
  });

  it('finds out nearly always that a strategy writes nothing', () => {
    const samples = fc.sample(replays(), { seed: 1, numRuns: 100 });
    const noticed = samples.filter((replay) => {
      return differences(byNativeCode(replay, registry.control), byModel(replay)).length > 0;
    });
    // The others end in the state that a vCPU is created in.
    expect(noticed.length).toBeGreaterThan(80);
  });
});
