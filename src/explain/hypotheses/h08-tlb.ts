/** H8: the block's page has no translation in the TLB. */

import { controlArms, controlsOf } from '../lab/controls.js';
import type { Lab } from '../lab/lab.js';
import { type Arms, addedSaving, cost, saving, trio } from '../lab/trios.js';
import type { Hypothesis, Outcome } from './hypothesis.js';

/** One block, so that every reset has its own miss. */
const ALONE = { vcpus: 1, repeats: 4 };
const PLACES = [
  { pages: '4-KiB pages', smallPages: 1 },
  { pages: 'huge pages', smallPages: 0 },
] as const;
const SETTINGS = { missing: 'many-pages', there: 'few-pages' };

export const H8: Hypothesis = {
  id: 'H8',
  name: 'tlb',
  statement: "The patch saves a TLB miss, or one page walk's time.",
  contrast:
    "the patch's saving after a line of each of 12288 pages was read against as many lines of 192 pages",
  experiment,
};

async function experiment(lab: Lab): Promise<Outcome> {
  const { registry, coreHz } = lab.setting;
  const arms: Arms = {};
  for (const { pages, smallPages } of PLACES) {
    for (const setting of Object.values(SETTINGS)) {
      const arm = { ...lab.place(), ...ALONE, setting, smallPages };
      Object.assign(arms, trio(`${setting}, ${pages}`, arm, registry));
    }
  }
  const [{ pages: small, smallPages }] = PLACES;
  const control = { ...lab.place(), ...ALONE, setting: SETTINGS.missing, smallPages };
  const found = await lab.measure({
    ...arms,
    ...controlArms({ ...control, strategy: registry.baseline }, coreHz),
  });
  const places = PLACES.flatMap(({ pages }) =>
    Object.values(SETTINGS).map((setting) => `${setting}, ${pages}`),
  );
  return {
    addsNsPerReset: found.interval(
      addedSaving(`${SETTINGS.missing}, ${small}`, `${SETTINGS.there}, ${small}`, registry),
    ),
    tooNoisy: found.tooNoisy,
    controls: controlsOf(found, coreHz),
    measurements: places.flatMap((place) => [
      { name: `cost, ${place}`, nsPerReset: found.interval(cost(place, registry)) },
      { name: `saving, ${place}`, nsPerReset: found.interval(saving(place, registry)) },
    ]),
    notes: ["the page walk's own reads also displace lines: that is in the difference"],
  };
}
