/** A boot's time along its transitions, by strategy. */

import type { BootSamples } from '../measure/types.js';
import { medianInterval } from '../stats/median-interval.js';
import { toPicoseconds } from './estimate.js';
import type { Timeline } from './types.js';

/** @param kept the rounds that count @param control index of its column */
export function timelineOfColumn(
  { timeline, transitions }: Pick<BootSamples, 'timeline' | 'transitions'>,
  column: number,
  control: number,
  kept: readonly number[],
): Timeline | null {
  if (timeline === null) return null;
  const { transitionsPerPart, parts, ns } = timeline;
  const net = (round: number, part: number) => {
    const of = (index: number) => ns[index]?.[round * parts + part] ?? Number.NaN;
    return of(column) - of(control);
  };
  return {
    transitionsPerPart,
    nsPerTransition: Array.from({ length: parts }, (_, part) => {
      const inPart = Math.min(transitionsPerPart, transitions - part * transitionsPerPart);
      return toPicoseconds(median(kept.map((round) => net(round, part))) / inPart);
    }),
  };
}

function median(values: readonly number[]): number {
  return medianInterval(values).estimate;
}
