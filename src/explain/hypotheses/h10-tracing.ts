/** H10: what a tracer around every call would report for the same saving. */

import { minus } from '../lab/contrast.js';
import { controlArms, controlsOf } from '../lab/controls.js';
import type { Lab } from '../lab/lab.js';
import { type Arms, saving, trio } from '../lab/trios.js';
import type { Hypothesis, Outcome } from './hypothesis.js';

const SETTINGS = ['hot', 'dram'];
const READINGS = ['region', 'traced', 'traced-total'] as const;

export const H10: Hypothesis = {
  id: 'H10',
  name: 'tracing',
  statement: 'The number is what timing every call by itself adds to the saving.',
  contrast:
    "the patch's saving as the sum of rdtsc pairs around every reset against the same resets timed as a whole, in memory",
  experiment,
};

function armsName(setting: string, reading: string): string {
  return `${setting}, ${reading}`;
}

async function experiment(lab: Lab): Promise<Outcome> {
  const { registry, coreHz } = lab.setting;
  const place = { ...lab.place(), retirement: 'overlapped' };
  const arms: Arms = {};
  for (const setting of SETTINGS) {
    for (const reading of READINGS) {
      Object.assign(
        arms,
        trio(armsName(setting, reading), { ...place, setting, reading }, registry),
      );
    }
  }
  const control = { ...place, setting: 'dram', strategy: registry.baseline };
  const found = await lab.measure({ ...arms, ...controlArms(control, coreHz) });
  const shown = (setting: string, reading: string) => saving(armsName(setting, reading), registry);
  return {
    addsNsPerReset: found.interval(minus(shown('dram', 'traced'), shown('dram', 'region'))),
    tooNoisy: found.tooNoisy,
    controls: controlsOf(found, coreHz),
    measurements: SETTINGS.flatMap((setting) => [
      ...READINGS.map((reading) => ({
        name: `saving, ${armsName(setting, reading)}`,
        nsPerReset: found.interval(shown(setting, reading)),
      })),
      {
        name: `cost of tracing a reset, ${setting}`,
        nsPerReset: found.interval({
          [`${armsName(setting, 'traced-total')}: ${registry.baseline}`]: 1,
          [`${armsName(setting, 'region')}: ${registry.baseline}`]: -1,
        }),
      },
    ]),
  };
}
