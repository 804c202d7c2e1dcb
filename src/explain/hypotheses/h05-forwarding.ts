/** H5: loads of what a reset has just stored wait for the stores. */

import { formatNsInterval } from '../../format.js';
import type { ArmRequest } from '../../host/native-lab.js';
import type { Interval } from '../../stats/types.js';
import type { Measurement } from '../explanation.js';
import type { Contrasts } from '../lab/contrast.js';
import { controlArms, controlsOf } from '../lab/controls.js';
import type { Lab } from '../lab/lab.js';
import { type Arms, addedCost, addedSaving, trio } from '../lab/trios.js';
import type { Hypothesis, Outcome } from './hypothesis.js';

const NOTHING = 'nothing';

/** The image just below its destination modulo a page, so that loads look like the stores before. */
const ALIASED_BYTES = -64;
const APART_BYTES = ALIASED_BYTES + 2048;
const COPY = 'memcpy-mov64';

export const H5: Hypothesis = {
  id: 'H5',
  name: 'forwarding',
  statement: 'Reading the struct back after the reset waits for the stores that the patch removes.',
  contrast: "the patch's saving with a reader right after the reset against none",
  experiment,
};

async function experiment(lab: Lab): Promise<Outcome | string> {
  const { means, coreHz, registry } = lab.setting;
  const readers = means.consumers.filter(({ kind }) => kind === 'reads');
  const usual = readers.filter(({ unavailable, isolated }) => unavailable === null && !isolated);
  const [first] = usual;
  if (first === undefined) return 'no reader of this build can run on this CPU';
  const control = { ...eachReset(lab), consumer: first.name, strategy: registry.baseline };
  const found = await lab.measure({
    ...armsOf(
      lab,
      usual.map(({ name }) => name),
    ),
    ...controlArms(control, coreHz),
    ...aliasArms(lab),
  });
  const widest = readers.find(({ unavailable, isolated }) => unavailable === null && isolated);
  // In rounds of its own: 64-byte loads change the core's clock.
  const apart = widest && (await lab.measure(armsOf(lab, [widest.name])));
  const comparisons = usual.length + (widest ? 1 : 0);
  const all = [
    ...usual.map(({ name }) => ({ name, ...addedBy(found, lab, name, comparisons) })),
    ...(widest && apart
      ? [{ name: widest.name, ...addedBy(apart, lab, widest.name, comparisons) }]
      : []),
  ];
  const worst = all.reduce((most, each) =>
    each.saving.estimate > most.saving.estimate ? each : most,
  );
  const aliased = found.interval({ [COPY_ALIASED]: 1, [COPY_APART]: -1 });
  return {
    addsNsPerReset: worst.saving,
    tooNoisy: found.tooNoisy || apart?.tooNoisy === true,
    controls: controlsOf(found, coreHz),
    measurements: [
      ...all.flatMap(({ name, saving, costNs, afterGap }): Measurement[] => [
        { name: `added saving, ${name}`, nsPerReset: saving },
        { name: `added cost, ${name}`, nsPerReset: costNs },
        { name: `added cost, ${name}, buffer empty`, nsPerReset: afterGap },
      ]),
      {
        name: `${COPY} from an image 64 bytes below, modulo 4096, than apart`,
        nsPerReset: aliased,
      },
    ],
    notes: [
      `most is added by ${worst.name}; read after the store buffer is empty, the same reader costs ` +
        `${formatNsInterval(worst.afterGap)} more than without a reset`,
      ...readers.flatMap(({ name, unavailable }) =>
        unavailable === null ? [] : [`${name} left out: ${unavailable}`],
      ),
    ],
  };
}

const COPY_ALIASED = 'copy, aliased';
const COPY_APART = 'copy, apart';

function aliasArms(lab: Lab): Arms {
  const copy = { ...lab.arm(COPY), retirement: 'overlapped', vcpus: 24 };
  return {
    [COPY_ALIASED]: { ...copy, imageDistance: ALIASED_BYTES },
    [COPY_APART]: { ...copy, imageDistance: APART_BYTES },
  };
}

function eachReset(lab: Lab): Omit<ArmRequest, 'strategy'> {
  return { ...lab.place(), retirement: 'overlapped', reading: 'each', vcpus: 32 };
}

function withGap(consumer: string): string {
  return `${consumer} after a gap`;
}

function armsOf(lab: Lab, readers: readonly string[]): Arms {
  const arms: Arms = {};
  for (const consumer of [NOTHING, ...readers]) {
    const arm = { ...eachReset(lab), consumer };
    Object.assign(arms, trio(consumer, arm, lab.setting.registry));
    Object.assign(arms, trio(withGap(consumer), { ...arm, gap: 1 }, lab.setting.registry));
  }
  return arms;
}

interface Added {
  saving: Interval;
  costNs: Interval;
  afterGap: Interval;
}

/** What a reader adds to the saving and the cost of the reset before it. */
function addedBy(found: Contrasts, lab: Lab, reader: string, comparisons: number): Added {
  const { registry } = lab.setting;
  return {
    saving: found.interval(addedSaving(reader, NOTHING, registry), comparisons),
    costNs: found.interval(addedCost(reader, NOTHING, registry)),
    afterGap: found.interval(addedCost(withGap(reader), withGap(NOTHING), registry)),
  };
}
