/** What turns ns per reset into µs per boot. */

import { scale } from '../explain/estimate.js';
import type { Interval } from '../stats/types.js';
import type { CellResult, NoiseFloor, Result } from './result.js';

/** A cell of a struct that boots reset: what it saves of one is known. */
export interface BootCell extends CellResult {
  bootMicroseconds: Interval;
}

export function isOfBoots(cell: CellResult): cell is BootCell {
  return cell.bootMicroseconds !== null;
}

/** How many resets of a cell's kind the plan's workload has; null where no boot of it tells. */
export function resetsPerBoot(
  { boots, plan }: Result,
  { rules, calls }: Pick<CellResult, 'rules' | 'calls'>,
): number | null {
  const boot = boots.find((each) => each.workload === plan.workload && each.rules === rules);
  if (boot === undefined) return null;
  return calls === 'full' ? boot.fullResets : boot.earlyResets;
}

/** All of the workload's resets of the cell's kind, µs: no saving exceeds it. */
export function wholeMicroseconds(result: Result, cell: CellResult): Interval | null {
  const resets = resetsPerBoot(result, cell);
  return resets === null ? null : scale(cell.nsPerReset, resets / 1000);
}

/** Of the cell's scope, state and retirement. */
export function noiseFloorOf(
  { noiseFloor }: Result,
  { scope, state, retirement }: Pick<CellResult, 'scope' | 'state' | 'retirement'>,
): NoiseFloor | undefined {
  return noiseFloor.find(
    (floor) => floor.scope === scope && floor.state === state && floor.retirement === retirement,
  );
}
