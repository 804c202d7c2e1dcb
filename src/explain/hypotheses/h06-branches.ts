/** H6: calls through pointers that the reset has rewritten stall or are mispredicted. */

import { formatNsInterval } from '../../format.js';
import type { ArmRequest, ConsumerOption } from '../../host/native-lab.js';
import { controlArms, controlsOf } from '../lab/controls.js';
import type { Lab } from '../lab/lab.js';
import { type Arms, addedSaving, cost, trio } from '../lab/trios.js';
import type { Hypothesis, Outcome } from './hypothesis.js';

const NOTHING = 'nothing';
const TARGETS = ['same', 'alternating', 'random'] as const;

export const H6: Hypothesis = {
  id: 'H6',
  name: 'branches',
  statement: 'Calling through a pointer that the reset has just rewritten stalls or mispredicts.',
  contrast:
    "the patch's saving with a call through get_guest_pgd right after the reset against none",
  experiment,
};

async function experiment(lab: Lab): Promise<Outcome | string> {
  const { means, registry, coreHz } = lab.setting;
  const available = means.consumers.filter(({ unavailable }) => unavailable === null);
  const namesOf = (wanted: ConsumerOption['kind']) =>
    available.filter(({ kind }) => kind === wanted).map(({ name }) => name);
  const calls = namesOf('calls');
  const rewrites = namesOf('rewrites');
  const [first] = calls;
  if (first === undefined) return 'no caller of this build can run here';
  const arms: Arms = {};
  for (const consumer of [NOTHING, ...calls]) {
    Object.assign(arms, trio(consumer, { ...eachReset(lab), consumer }, registry));
  }
  for (const consumer of rewrites) {
    for (const targets of TARGETS) {
      arms[targetArm(consumer, targets)] = {
        ...eachReset(lab),
        strategy: registry.control,
        consumer,
        targets,
      };
    }
  }
  const control = { ...eachReset(lab), consumer: first, strategy: registry.baseline };
  const found = await lab.measure({ ...arms, ...controlArms(control, coreHz) });
  const added = calls.map((name) => ({
    name,
    adds: found.interval(addedSaving(name, NOTHING, registry), calls.length),
  }));
  const worst = added.reduce((most, each) =>
    each.adds.estimate > most.adds.estimate ? each : most,
  );
  const than = (consumer: string, targets: string) =>
    found.interval({ [targetArm(consumer, targets)]: 1, [targetArm(consumer, 'same')]: -1 });
  return {
    addsNsPerReset: worst.adds,
    tooNoisy: found.tooNoisy,
    controls: controlsOf(found, coreHz),
    measurements: [
      ...added.map(({ name, adds }) => ({ name: `added saving, ${name}`, nsPerReset: adds })),
      ...[NOTHING, ...calls].map((name) => ({
        name: `cost of the reset before ${name}`,
        nsPerReset: found.interval(cost(name, registry)),
      })),
      ...rewrites.flatMap((name) =>
        ['alternating', 'random'].map((targets) => ({
          name: `${name}, ${targets} targets than always the same`,
          nsPerReset: than(name, targets),
        })),
      ),
    ],
    notes: [
      `most is added by ${worst.name}`,
      ...rewrites
        .slice(0, 1)
        .map(
          (name) =>
            'a reset stores the same pointers again unless the paging mode changes; were the target ' +
            `a random one of two, a plain call would cost ${formatNsInterval(than(name, 'random'))} more`,
        ),
      ...means.consumers.flatMap(({ name, kind, unavailable }) =>
        unavailable !== null && kind !== 'reads' ? [`${name} left out: ${unavailable}`] : [],
      ),
    ],
  };
}

/** Enough calls that random targets cannot be learnt from the ones before. */
function eachReset(lab: Lab): Omit<ArmRequest, 'strategy'> {
  return { ...lab.place(), retirement: 'overlapped', reading: 'each', vcpus: 64 };
}

function targetArm(consumer: string, targets: string): string {
  return `${consumer}, ${targets}`;
}
