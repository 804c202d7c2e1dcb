/** H4: stores wait for room in the store buffer when missed stores fill it. */

import { formatNsInterval } from '../../format.js';
import type { ArmRequest } from '../../host/native-lab.js';
import { storesOfFullReset } from '../../layout/lines/stores.js';
import type { Interval } from '../../stats/types.js';
import type { Contrasts } from '../lab/contrast.js';
import { controlArms, controlsOf } from '../lab/controls.js';
import type { Lab } from '../lab/lab.js';
import { type Arms, addedCost, addedSaving, cost, saving, trio } from '../lab/trios.js';
import type { Hypothesis, Outcome } from './hypothesis.js';

/** Missed stores queued just before the reset. */
const QUEUED = [0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48, 56, 64, 96, 128];
const DRAINED_TOO = [0, 32, 64];
const CONTROL_QUEUED = 32;

/** More of a reset's cost than this is waiting for stores to end; a few queued ones only slow it. */
const KNEE_NS = 30;

export const H4: Hypothesis = {
  id: 'H4',
  name: 'store buffer',
  statement: 'The stores wait for a store buffer that is full of missed stores.',
  contrast: "the patch's saving with so many missed stores queued before the reset against none",
  memoryBytes: 288 * 2 ** 20,
  experiment,
};

function overlapped(queued: number): string {
  return `${queued} queued`;
}

function drained(queued: number): string {
  return `${queued} queued, drained`;
}

async function experiment(lab: Lab): Promise<Outcome> {
  const { registry, coreHz } = lab.setting;
  const place = { ...lab.place(), reading: 'each' } as const;
  const arms: Arms = {};
  const add = (name: string, arm: Omit<ArmRequest, 'strategy'>) =>
    Object.assign(arms, trio(name, arm, registry));
  for (const queuedMisses of QUEUED) {
    add(overlapped(queuedMisses), { ...place, retirement: 'overlapped', queuedMisses });
  }
  for (const queuedMisses of DRAINED_TOO) add(drained(queuedMisses), { ...place, queuedMisses });
  const control = {
    ...place,
    retirement: 'overlapped',
    queuedMisses: CONTROL_QUEUED,
    strategy: registry.baseline,
  };
  const found = await lab.measure({ ...arms, ...controlArms(control, coreHz) });
  const worst = worstCase(found, lab);
  const knee = kneeOf(found, lab);
  return {
    addsNsPerReset: worst.added,
    tooNoisy: found.tooNoisy,
    controls: controlsOf(found, coreHz),
    measurements: [
      { name: 'saving, none queued', nsPerReset: found.interval(saving(overlapped(0), registry)) },
      {
        name: 'saving, none queued, drained',
        nsPerReset: found.interval(saving(drained(0), registry)),
      },
      ...DRAINED_TOO.filter((queued) => queued > 0).map((queued) => ({
        name: `saving, ${drained(queued)}`,
        nsPerReset: found.interval(saving(drained(queued), registry)),
      })),
    ],
    curves: [
      {
        name: 'cost',
        xName: 'missed stores queued',
        points: QUEUED.map((x) => ({
          x,
          nsPerReset: found.interval(cost(overlapped(x), registry)),
        })),
      },
      {
        name: 'saving',
        xName: 'missed stores queued',
        points: QUEUED.map((x) => ({
          x,
          nsPerReset: found.interval(saving(overlapped(x), registry)),
        })),
      },
    ],
    needs:
      `${worst.queued} missed stores queued just before it, and nobody who waits for them; whether KVM ` +
      'comes to a reset so cannot be seen from user space',
    notes: [
      kneeNote(knee, storesOfFullReset(lab.layout(lab.setting.layout))),
      `most is added with ${worst.queued} queued; waiting until the buffer is empty again, the patch ` +
        `saves ${formatNsInterval(found.interval(saving(drained(64), registry)))} with 64 queued`,
    ],
  };
}

/** How many queued stores add most, at a confidence that makes up for the choice. */
function worstCase(found: Contrasts, lab: Lab): { queued: number; added: Interval } {
  const { registry } = lab.setting;
  const added = QUEUED.filter((queued) => queued > 0).map((queued) => ({
    queued,
    added: found.interval(
      addedSaving(overlapped(queued), overlapped(0), registry),
      QUEUED.length - 1,
    ),
  }));
  return added.reduce((worst, each) => (each.added.estimate > worst.added.estimate ? each : worst));
}

/** The first number of queued stores at which the reset waits; null: none of those measured. */
function kneeOf(found: Contrasts, lab: Lab): number | null {
  const { registry } = lab.setting;
  const waits = (queued: number) =>
    found.interval(addedCost(overlapped(queued), overlapped(0), registry)).low > KNEE_NS;
  return QUEUED.find((queued) => queued > 0 && waits(queued)) ?? null;
}

function kneeNote(knee: number | null, stores: number): string {
  if (knee === null) return `with up to ${QUEUED.at(-1)} queued the reset never waits`;
  return (
    `the reset begins to wait with ${knee} queued: with its own ${stores} stores that is a buffer ` +
    `of about ${knee + stores} entries (a busy sibling on the same core takes half of one)`
  );
}
