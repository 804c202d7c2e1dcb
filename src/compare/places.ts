/** Everything that says what a cell or a boot is: what is equal in all of it may be compared. */

import type { z } from 'zod';
import { BASELINE } from '../report/groups.js';
import { resultSchema } from '../report/result.js';

export const cellPlace = resultSchema.shape.cells.element.pick({
  layout: true,
  phase: true,
  path: true,
  scope: true,
  rules: true,
  guest: true,
  calls: true,
  state: true,
  retirement: true,
  strategy: true,
});

export const bootPlace = resultSchema.shape.boots.element.pick({
  workload: true,
  layout: true,
  phase: true,
  path: true,
  scope: true,
  rules: true,
  vcpus: true,
  threads: true,
  state: true,
  retirement: true,
  strategy: true,
});

export type CellPlace = z.infer<typeof cellPlace>;
export type BootPlace = z.infer<typeof bootPlace>;

export type Place = { kind: 'cell'; at: CellPlace } | { kind: 'boot'; at: BootPlace };

/** Also of a plan's cell, with a strategy. */
export function placeOfCell(cell: CellPlace): Place {
  return { kind: 'cell', at: cellPlace.parse(cell) };
}

export function placeOfBoot(boot: BootPlace): Place {
  return { kind: 'boot', at: bootPlace.parse(boot) };
}

/** Equal exactly where the places are. */
export function keyOf(place: Place): string {
  return JSON.stringify(place);
}

/** Where what its saving is a difference to was measured. */
export function baselineOf(place: Place): Place {
  return place.kind === 'cell'
    ? placeOfCell({ ...place.at, strategy: BASELINE })
    : placeOfBoot({ ...place.at, strategy: BASELINE });
}

export function isBaseline({ at }: Place): boolean {
  return at.strategy === BASELINE;
}
