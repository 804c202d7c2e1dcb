/** H2: what lines that are not near add, level by level, and whose lines they are. */

import { formatInterval } from '../../format.js';
import { linesOf } from '../../layout/lines/writes.js';
import { controlArms, controlsOf } from '../lab/controls.js';
import type { Lab } from '../lab/lab.js';
import { type Arms, addedSaving, cost, saving, trio } from '../lab/trios.js';
import { THREAD_STRATEGY } from '../thread.js';
import type { Hypothesis, Outcome } from './hypothesis.js';

/** From near to far, of all lines. */
const LEVELS = ['hot', 'l1-evicted', 'l2-evicted', 'dram'];
const [NEAREST, FARTHEST] = ['hot', 'dram'];

const SPARED = 'in memory only the lines that the patch spares';
const SHARED = 'in memory only the lines touched anyway';

export const H2: Hypothesis = {
  id: 'H2',
  name: 'misses',
  statement: 'The patch spares a line that would have come from memory.',
  contrast:
    "the patch's saving with only the lines that it spares in memory against none (where it spares none: with all in memory)",
  experiment,
};

async function experiment(lab: Lab): Promise<Outcome> {
  const { registry, coreHz } = lab.setting;
  const place = lab.place();
  const { spared, shared } = linesOfThePatch(lab);
  const settings = [
    ...LEVELS.map((setting) => ({ name: setting, arm: { ...place, setting } })),
    ...[
      { name: SPARED, lines: spared },
      { name: SHARED, lines: shared },
    ]
      .filter(({ lines }) => lines.size > 0)
      .map(({ name, lines }) => ({
        name,
        arm: { ...place, setting: FARTHEST, lines: maskOf(lines) },
      })),
  ];
  const arms: Arms = {};
  for (const { name, arm } of settings) Object.assign(arms, trio(name, arm, registry));
  const decisive = spared.size > 0 ? SPARED : FARTHEST;
  const [{ arm: decisiveArm } = { arm: place }] = settings.filter(({ name }) => name === decisive);
  const control = { ...decisiveArm, strategy: registry.baseline };
  const found = await lab.measure({ ...arms, ...controlArms(control, coreHz) });
  return {
    addsNsPerReset: found.interval(addedSaving(decisive, NEAREST, registry)),
    tooNoisy: found.tooNoisy,
    controls: controlsOf(found, coreHz),
    measurements: settings.flatMap(({ name }) => [
      { name: `cost, ${name}`, nsPerReset: found.interval(cost(name, registry)) },
      { name: `saving, ${name}`, nsPerReset: found.interval(saving(name, registry)) },
    ]),
    ...(spared.size > 0 ? { needs: needsOf(spared, lab.setting.phase) } : {}),
    notes:
      spared.size === 0
        ? ['with this layout and phase the patch spares no line']
        : [
            `with all lines in memory the patch saves ${formatInterval(found.interval(saving(FARTHEST, registry)))} ns ` +
              `of the ${formatInterval(found.interval(saving(SPARED, registry)))} ns that it saves with the spared ` +
              'line alone there',
          ],
  };
}

/** Lines that only the patch spares, and those that a reset writes with or without it. */
function linesOfThePatch({ setting: { addon, registry, layout, phase } }: Lab) {
  const linesWritten = (strategy: string) =>
    linesOf(addon.probeWrites({ layout, guest: 'unpaged', strategy }).writtenBytes, phase);
  const shared = linesWritten(THREAD_STRATEGY);
  const all = linesWritten(registry.baseline);
  return { spared: new Set([...all].filter((line) => !shared.has(line))), shared };
}

function maskOf(lines: ReadonlySet<number>): number {
  return [...lines].reduce((mask, line) => mask + 2 ** line, 0);
}

/** The pointer `mmu` lies just before root_mmu in every kernel known (facts, 1.3). */
const BYTES_OF_MMU_POINTER = 8;

function needsOf(spared: ReadonlySet<number>, phase: number): string {
  const alone = 'the line that the patch spares in memory, and the others near';
  if (!spared.has(0) || phase < BYTES_OF_MMU_POINTER) return alone;
  return (
    `${alone}; but that line also holds the vCPU's pointer to the struct, which KVM reads on its way ` +
    'in and out of the guest, so it is hardly ever the one that is far'
  );
}
