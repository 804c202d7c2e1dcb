import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandEvents } from '../../src/workload/expand.js';
import { listModels, modelWorkload } from '../../src/workload/models/models.js';
import { recordedBoots } from '../../src/workload/recorded-boots.js';
import { DEFAULT_RULES, findRules, listRules, type ResetRules } from '../../src/workload/rules.js';
import type { MmuPath } from '../../src/workload/types.js';
import { loadWorkload } from '../../src/workload/workloads.js';
import { guests, roundTripEvents } from './guests.js';
import { nestedSequence } from './registers.arbitrary.js';

const OTHER_PATHS: readonly MmuPath[] = ['npt', 'shadow'];

describe.each(listRules())(
  'on every path the same resets are full, by the rules of $name',
  (rules) => {
    it.each(recordedBoots())('of the recorded $id', async ({ id }) => {
      const tdp = await loadWorkload(id, rules.name);
      expect(tdp.counts.full).toBeGreaterThan(0);
      for (const path of OTHER_PATHS) {
        expect((await loadWorkload(id, rules.name, { path })).counts, path).toEqual(tdp.counts);
      }
    });

    const models = listModels().map(({ id }) => id);

    it.each([...models, 'seabios:guest=two-level', 'guest:mode=two-level', 'nested:guests=5'])(
      'of the model %s',
      (text) => {
        const tdp = modelWorkload(text, rules);
        expect(tdp?.transitions.length).toBeGreaterThan(0);
        for (const path of OTHER_PATHS) expect(modelWorkload(text, rules, path)).toEqual(tdp);
      },
    );

    it('of any sequence', () => {
      fc.assert(
        fc.property(nestedSequence, fc.constantFrom(...OTHER_PATHS), (events, path) => {
          expect(expandEvents(events, rules, path)).toEqual(expandEvents(events, rules));
        }),
      );
    });
  },
);

it.each<MmuPath>(['tdp', 'npt', 'shadow'])('roles are those of the %s path alone', (path) => {
  const rules = findRules(DEFAULT_RULES);
  const asked = new Set<MmuPath | undefined>();
  const spied: ResetRules = {
    ...rules,
    role(registers, each) {
      asked.add(each);
      return rules.role(registers, each);
    },
  };
  expandEvents(roundTripEvents(guests['64-bit, NX'], 'SeaBIOS'), spied, path);
  expect([...asked]).toEqual([path]);
});
