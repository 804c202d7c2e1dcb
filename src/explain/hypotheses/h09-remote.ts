/** H9: the lines are dirty in another core's cache, because the vCPU's thread was moved. */

import { formatNs } from '../../format.js';
import { controlArms, controlsOf } from '../lab/controls.js';
import type { Lab } from '../lab/lab.js';
import { addedSaving, armName, cost, saving, trio } from '../lab/trios.js';
import type { Hypothesis, Outcome } from './hypothesis.js';

const REMOTE = 'remote';
const HOT = 'hot';

/** Lines of another core's are farther than those of the own second level. */
const FARTHER = 'l1-evicted';
const LEAST_RATIO = 1.5;

export const H9: Hypothesis = {
  id: 'H9',
  name: 'remote',
  statement: "The patch spares lines that another core has dirty, where the vCPU's thread was.",
  contrast: "the patch's saving with all lines dirty in another core's cache against all lines hot",
  experiment,
};

async function experiment(lab: Lab): Promise<Outcome | string> {
  const unavailable = lab.settingUnavailable(REMOTE);
  if (unavailable !== null) return unavailable;
  const { registry, coreHz } = lab.setting;
  const place = lab.place();
  const arm = (setting: string) => ({ ...place, setting });
  const found = await lab.measure({
    ...trio(HOT, arm(HOT), registry),
    ...trio(REMOTE, arm(REMOTE), registry),
    [FARTHER]: { ...arm(FARTHER), strategy: registry.baseline },
    ...controlArms({ ...arm(REMOTE), strategy: registry.baseline }, coreHz),
  });
  const latency = (name: string) => found.arm(name).loadLatencyNs;
  const remote = latency(armName(REMOTE, registry.baseline));
  const reached = remote > LEAST_RATIO * latency(FARTHER);
  const outcome: Outcome = {
    addsNsPerReset: found.interval(addedSaving(REMOTE, HOT, registry)),
    tooNoisy: found.tooNoisy,
    controls: controlsOf(found, coreHz),
    measurements: [HOT, REMOTE].flatMap((name) => [
      { name: `cost, ${name}`, nsPerReset: found.interval(cost(name, registry)) },
      { name: `saving, ${name}`, nsPerReset: found.interval(saving(name, registry)) },
    ]),
    notes: [
      `loads of the lines take ${formatNs(remote)}, of lines in the own second-level cache ` +
        `${formatNs(latency(FARTHER))}`,
    ],
  };
  return reached
    ? outcome
    : {
        ...outcome,
        undecided: 'loads show no line in another core: the two CPUs may share a cache',
      };
}
