/** H1: what issuing the stores takes, against what the core's store port allows. */

import { formatInterval, formatValue } from '../../format.js';
import { storesOfFullReset } from '../../layout/lines/stores.js';
import { controlArms, controlsOf } from '../lab/controls.js';
import type { Lab } from '../lab/lab.js';
import { cost, saving, trio } from '../lab/trios.js';
import type { Hypothesis, Outcome } from './hypothesis.js';

/** Two lengths, so that what a run of stores has besides them drops out. */
const RUNS = { short: 64, long: 320 };
/** Few blocks, many passes: all stays in the first-level cache. */
const HOT = { vcpus: 8, passes: 32 };

export const H1: Hypothesis = {
  id: 'H1',
  name: 'issue',
  statement: 'The eight stores that the patch removes take so long to issue.',
  contrast: 'field-by-field against init-flag, lines hot, resets overlapped: eight stores fewer',
  experiment,
};

async function experiment(lab: Lab): Promise<Outcome> {
  const { registry, coreHz } = lab.setting;
  const place = { ...lab.place(), ...HOT, retirement: 'overlapped' };
  const run = (stores: number) => ({ ...place, strategy: registry.control, stores });
  const found = await lab.measure({
    ...trio('hot', place, registry),
    short: run(RUNS.short),
    long: run(RUNS.long),
    ...controlArms({ ...place, strategy: registry.baseline }, coreHz),
  });
  const spread = 1 / (RUNS.long - RUNS.short);
  const perStore = found.interval({ long: spread, short: -spread });
  const whole = found.interval(cost('hot', registry));
  const stores = storesOfFullReset(lab.layout(lab.setting.layout));
  const limit = perStore.estimate * stores;
  return {
    addsNsPerReset: found.interval(saving('hot', registry)),
    tooNoisy: found.tooNoisy,
    controls: controlsOf(found, coreHz),
    measurements: [
      { name: 'whole reset', nsPerReset: whole },
      { name: 'one store of a long run', nsPerReset: perStore },
    ],
    notes: [
      `a run of stores to hot lines takes ${formatInterval(perStore)} ns a store, ` +
        `${formatValue(1 / (perStore.estimate * coreHz * 1e-9))} stores a cycle: the ${stores} of a ` +
        `reset need ${formatValue(limit)} ns at least, and take ${formatInterval(whole)} ns`,
    ],
  };
}
