/**
 * Writes test/perf/simulated.golden.json anew, in three minutes or so:
 *
 *   npx tsx test/perf/update-simulated.ts
 *
 * Run it after a change of the strategies' code that is meant to change what they do, with the
 * compiler that the file shall name; needs valgrind and a built kvm-mmu-replay. Look at the
 * difference: it is the change in instructions and writes.
 */

import { writeFileSync } from 'node:fs';
import { loadAddon } from '../../src/host/addon.js';
import { simulateAll } from '../../src/perf/simulate.js';
import { requireTool, VALGRIND } from '../../src/perf/tool.js';
import {
  GOLDEN_CACHES,
  GOLDEN_FILE,
  type Golden,
  goldenPlans,
  lineOf,
  placeOf,
} from './simulated-golden.js';

async function update(): Promise<void> {
  const addon = loadAddon();
  const registry = addon.registry();
  const valgrind = requireTool(VALGRIND, 'this script');
  const plans = goldenPlans(registry);
  const simulations = await simulateAll(plans, {
    caches: GOLDEN_CACHES,
    cpus: addon.inspectHost().allowedCpus,
    signal: new AbortController().signal,
    onDone: (done, plan) =>
      process.stderr.write(`${done}/${plans.length} ${placeOf(plan)} ${plan.strategy}\n`),
  });
  const missing = simulations.find(({ unavailable }) => unavailable !== null);
  if (missing !== undefined) throw new Error(`${missing.strategy}: ${missing.unavailable}`);
  const perCall: Golden['perCall'] = {};
  for (const each of simulations) {
    const place = placeOf(each);
    perCall[place] = { ...perCall[place], [each.strategy]: lineOf(each) };
  }
  const columns = Object.keys(simulations[0]?.perCall ?? {}).join(' ');
  const golden: Golden = { compiler: registry.compiler, valgrind, columns, perCall };
  writeFileSync(GOLDEN_FILE, `${JSON.stringify(golden, null, 2)}\n`);
}

await update();
