/** H7: one memcpy instead of the stores; what a copy costs to start. */

import type { CopyArm } from '../../host/native-lab.js';
import type { Curve } from '../explanation.js';
import type { Contrasts } from '../lab/contrast.js';
import { controlArms, controlsOf } from '../lab/controls.js';
import type { Lab } from '../lab/lab.js';
import { THREAD_COPY } from '../thread.js';
import type { Hypothesis, Outcome } from './hypothesis.js';

const HOT = { vcpus: 8, passes: 32 };

/** Dense where structs are: every quadword to 128 bytes, every half line to 512. */
const SIZES = [
  ...steps(8, 128, 8),
  ...steps(160, 512, 32),
  ...[640, 768, 1024, 1536, 2048, 3072, 4096],
];
const ALIGNMENTS = [
  { name: 'aligned', toOffset: 0, fromOffset: 0 },
  { name: 'unaligned', toOffset: 13, fromOffset: 7 },
];
const STRING_COPY = 'rep-movsb';
const RIVALS = ['mov64', 'libc'];

export const H7: Hypothesis = {
  id: 'H7',
  name: 'memcpy',
  statement: 'One memcpy of a prepared struct, as the author wished, would save so much.',
  contrast: `field-by-field against ${THREAD_COPY}, lines hot, drained`,
  experiment,
};

async function experiment(lab: Lab): Promise<Outcome | string> {
  const { registry, coreHz, means } = lab.setting;
  const unavailable = registry.strategies.find(({ name }) => name === THREAD_COPY)?.unavailable;
  const routines = means.copyRoutines.filter((each) => each.unavailable === null);
  if (unavailable) return `${THREAD_COPY} cannot run here: ${unavailable}`;
  const place = { ...lab.place(), ...HOT };
  const fields = { ...place, strategy: registry.baseline };
  const found = await lab.measure({
    fields,
    copy: { ...place, strategy: THREAD_COPY },
    ...controlArms(fields, coreHz),
  });
  // Afterwards, because vector copies leave the core with another clock for a while.
  const curves = await copyCurves(lab, routines);
  return {
    addsNsPerReset: found.interval({ fields: 1, copy: -1 }),
    tooNoisy: found.tooNoisy,
    controls: controlsOf(found, coreHz),
    curves,
    notes: [
      ...RIVALS.flatMap((rival) => crossingNotes(curves, rival)),
      ...means.copyRoutines.flatMap((each) =>
        each.unavailable === null ? [] : [`${each.name} left out: ${each.unavailable}`],
      ),
    ],
  };
}

interface Routine {
  name: string;
  isolated: boolean;
}

/** Isolated routines in rounds of their own, each with its own call that copies nothing. */
async function copyCurves(lab: Lab, routines: readonly Routine[]): Promise<Curve[]> {
  const groups = [
    routines.filter(({ isolated }) => !isolated),
    ...routines.filter(({ isolated }) => isolated).map((each) => [each]),
  ];
  const curves: Curve[] = [];
  for (const group of groups) {
    const found = await lab.copies(copyArms(group));
    curves.push(
      ...group.flatMap(({ name }) => ALIGNMENTS.map((each) => curve(found, name, each.name))),
    );
  }
  return curves;
}

const NO_COPY = 'no copy';

function copyArms(routines: readonly Routine[]): Record<string, CopyArm> {
  const arms: Record<string, CopyArm> = { [NO_COPY]: { routine: null, bytes: 0 } };
  for (const { name } of routines) {
    for (const { name: alignment, toOffset, fromOffset } of ALIGNMENTS) {
      for (const bytes of SIZES) {
        arms[copyName(name, alignment, bytes)] = { routine: name, bytes, toOffset, fromOffset };
      }
    }
  }
  return arms;
}

function copyName(routine: string, alignment: string, bytes: number): string {
  return `${routine} ${alignment} ${bytes}`;
}

function curve(found: Contrasts, routine: string, alignment: string): Curve {
  return {
    name: `copy, ${routine}, ${alignment}`,
    xName: 'bytes',
    points: SIZES.map((bytes) => ({
      x: bytes,
      nsPerReset: found.interval({ [copyName(routine, alignment, bytes)]: 1, [NO_COPY]: -1 }),
    })),
  };
}

/** From where on, for all sizes measured, the string copy surely takes no longer. */
function crossingNotes(curves: readonly Curve[], rival: string): string[] {
  const aligned = (routine: string) =>
    curves.find(({ name }) => name === `copy, ${routine}, aligned`)?.points;
  const own = aligned(STRING_COPY);
  const others = aligned(rival);
  if (own === undefined || others === undefined) return [];
  const losing = own.findLastIndex(
    ({ nsPerReset }, index) =>
      nsPerReset.low > (others[index]?.nsPerReset.high ?? Number.POSITIVE_INFINITY),
  );
  const from = SIZES[losing + 1];
  return from === undefined
    ? [`${STRING_COPY} takes longer than ${rival} at ${SIZES.at(-1)} bytes still`]
    : [`from ${from} bytes on ${STRING_COPY} does not take longer than ${rival}`];
}

function steps(from: number, to: number, by: number): number[] {
  return Array.from({ length: (to - from) / by + 1 }, (_, i) => from + i * by);
}
