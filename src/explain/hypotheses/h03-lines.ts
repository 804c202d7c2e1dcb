/** H3: the cost follows the number of lines dirtied, which the phase decides. */

import { formatInterval } from '../../format.js';
import type { NativeLayout } from '../../host/native.js';
import { CACHE_LINE_BYTES, linesOf } from '../../layout/lines/writes.js';
import { usualLayouts } from '../../layout/usual.js';
import { type Combination, minus, plus, times } from '../lab/contrast.js';
import { controlArms, controlsOf } from '../lab/controls.js';
import type { Lab } from '../lab/lab.js';
import { type Arms, armName, cost, saving, trio } from '../lab/trios.js';
import { NEXT_LAYOUT, THREAD_LAYOUT, THREAD_STRATEGY } from '../thread.js';
import type { Hypothesis, Outcome } from './hypothesis.js';

const PHASE_STEP = 8;
const PHASES = Array.from({ length: CACHE_LINE_BYTES / PHASE_STEP }, (_, i) => i * PHASE_STEP);
const SETTING = 'dram';

export const H3: Hypothesis = {
  id: 'H3',
  name: 'lines',
  statement: "On the thread's tree the patch saves a line, and so more than on the next release.",
  contrast: `the patch's saving on ${THREAD_LAYOUT} against ${NEXT_LAYOUT}, each at its own phase, in memory`,
  // An arm of about 4 MiB for each of some seventy placements and strategies.
  memoryBytes: 352 * 2 ** 20,
  experiment,
};

async function experiment(lab: Lab): Promise<Outcome> {
  const { registry, coreHz } = lab.setting;
  const layouts = usualLayouts(registry.layouts);
  const arms: Arms = {};
  for (const { layout, phase } of places(layouts)) {
    Object.assign(arms, trio(placeName(layout, phase), armAt(lab, layout, phase), registry));
  }
  const control = armAt(lab, lab.layout(THREAD_LAYOUT), lab.layout(THREAD_LAYOUT).phase);
  const found = await lab.measure({
    ...arms,
    ...controlArms({ ...control, strategy: registry.baseline }, coreHz),
  });
  const own = (name: string) => placeName(lab.layout(name), lab.layout(name).phase);
  const perLine = found.interval(slope(lab));
  return {
    addsNsPerReset: found.interval(
      minus(saving(own(THREAD_LAYOUT), registry), saving(own(NEXT_LAYOUT), registry)),
    ),
    tooNoisy: found.tooNoisy,
    controls: controlsOf(found, coreHz),
    measurements: [
      { name: 'cost of one more line in memory', nsPerReset: perLine },
      ...[THREAD_LAYOUT, NEXT_LAYOUT].map((name) => ({
        name: `saving, ${own(name)}`,
        nsPerReset: found.interval(saving(own(name), registry)),
      })),
    ],
    curves: layouts.flatMap((layout) => {
      const curve = (name: string, of: (place: string) => Combination) => ({
        name: `${name}, ${layout.name}`,
        xName: 'phase, bytes',
        points: PHASES.map((phase) => ({
          x: phase,
          nsPerReset: found.interval(of(placeName(layout, phase))),
        })),
      });
      return [
        curve('cost', (place) => cost(place, registry)),
        curve('saving', (place) => saving(place, registry)),
      ];
    }),
    notes: [
      `over these layouts and all phases a line more costs ${formatInterval(perLine)} ns a reset`,
      ...layouts.map((layout) => {
        const spared = PHASES.map((phase) => sparedLines(lab, layout, phase)).join(', ');
        return `${layout.name}: lines that the patch spares at phase 0, 8, ... 56: ${spared}`;
      }),
    ],
  };
}

function places(layouts: readonly NativeLayout[]) {
  return layouts.flatMap((layout) => PHASES.map((phase) => ({ layout, phase })));
}

function placeName(layout: NativeLayout, phase: number): string {
  return `${layout.name}@${phase}`;
}

function armAt(lab: Lab, layout: NativeLayout, phase: number) {
  return { ...lab.place(), layout: layout.name, phase, setting: SETTING };
}

function dirtied(
  { setting: { addon } }: Lab,
  layout: NativeLayout,
  strategy: string,
  phase: number,
) {
  const probe = addon.probeWrites({ layout: layout.name, guest: 'unpaged', strategy });
  return linesOf(probe.writtenBytes, phase).size;
}

function sparedLines(lab: Lab, layout: NativeLayout, phase: number): number {
  const { baseline } = lab.setting.registry;
  return dirtied(lab, layout, baseline, phase) - dirtied(lab, layout, THREAD_STRATEGY, phase);
}

/**
 * Least squares of time on lines dirtied, over all phases, within a layout and a strategy: both
 * differ in their stores as well. A sum of arms, so it has an interval as any contrast.
 */
function slope(lab: Lab): Combination {
  const { baseline, layouts } = lab.setting.registry;
  const points = usualLayouts(layouts).flatMap((layout) =>
    [baseline, THREAD_STRATEGY].flatMap((strategy) => {
      const own = PHASES.map((phase) => ({
        arm: armName(placeName(layout, phase), strategy),
        lines: dirtied(lab, layout, strategy, phase),
      }));
      const mean = own.reduce((sum, { lines }) => sum + lines, 0) / own.length;
      return own.map(({ arm, lines }) => ({ arm, lines: lines - mean }));
    }),
  );
  const squares = points.reduce((sum, { lines }) => sum + lines ** 2, 0);
  return plus(...points.map(({ arm, lines }) => times({ [arm]: 1 }, lines / squares)));
}
