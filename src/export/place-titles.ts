/** What one figure or table shows: all that was measured of one layout, by strategy and state. */

import { crewOf, layoutAtPhase, pathAndScope } from '../report/groups.js';
import type { BootResult, CellResult, Result } from '../report/result.js';
import { firstLooks, summaryGroups } from '../report/summary-table.js';
import { plainText } from './plain-text.js';

/** `v5.16@40, unpaged guest, drained (tdp, writes)` */
export function cellPlaceTitle(cell: CellResult): string {
  const parts = [layoutAtPhase(cell), `${cell.guest} guest`, cell.retirement];
  return plainText(`${parts.join(', ')} (${pathAndScope(cell)})`);
}

/** `thread-600 replayed, v5.16@40, drained (tdp, writes)` */
export function bootPlaceTitle(boot: BootResult): string {
  const parts = [
    `${boot.workload} replayed`,
    layoutAtPhase(boot),
    boot.retirement,
    ...crewOf(boot),
  ];
  return plainText(`${parts.join(', ')} (${pathAndScope(boot)})`);
}

/** The one that the terminal's tables begin with. Null of a result without cells and boots. */
export function firstPlaceTitle(result: Result): string | null {
  const [look] = firstLooks(summaryGroups(result));
  if (look !== undefined) return cellPlaceTitle(look[0]);
  const [boot] = result.boots;
  return boot === undefined ? null : bootPlaceTitle(boot);
}
