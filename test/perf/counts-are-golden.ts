/** Tests that simulated counts are what they were when the golden ones were taken. */

import { expect, it } from 'vitest';
import { loadAddon } from '../../src/host/addon.js';
import { type SimulationPlan, simulateAll } from '../../src/perf/simulate.js';
import { GOLDEN_CACHES, goldenPlans, lineOf, placeOf, readGolden } from './simulated-golden.js';

/** A test for each strategy. @param chosen which of the golden places */
export function countsAreGolden(chosen: (plan: SimulationPlan) => boolean): void {
  const addon = loadAddon();
  const registry = addon.registry();
  const golden = readGolden();
  const plans = goldenPlans(registry).filter(chosen);

  it.for([...new Set(plans.map(({ strategy }) => strategy))])(
    '%s',
    { timeout: 180_000 },
    async (name, { skip }) => {
      const lacking = registry.strategies.find((strategy) => strategy.name === name)?.unavailable;
      skip(typeof lacking === 'string', `this CPU cannot run ${name}: ${lacking}`);
      skip(
        registry.compiler !== golden.compiler,
        `golden counts are of ${golden.compiler}, this build's of ${registry.compiler}`,
      );
      const wanted = plans.filter(({ strategy }) => strategy === name);
      const found = await simulateAll(wanted, {
        caches: GOLDEN_CACHES,
        cpus: addon.inspectHost().allowedCpus,
        signal: new AbortController().signal,
      });
      const lines = Object.fromEntries(found.map((each) => [placeOf(each), lineOf(each)]));
      const places = new Set(wanted.map(placeOf));
      const known = Object.entries(golden.perCall).filter(([place]) => places.has(place));
      expect(lines).toEqual(Object.fromEntries(known.map(([place, of]) => [place, of[name]])));
    },
  );
}
