/** What a comparison says, whatever it is written as: text, Markdown or HTML. */

import type { BootPlace, CellPlace } from '../compare/places.js';
import { crewOf, layoutAtPhase, pathAndScope } from './groups.js';
import type { DataTable } from './html/data-table.js';
import type { Column } from './table.js';

export interface ComparedReport {
  title: string;
  /** What stands against what, and what to beware of. */
  facts: readonly Fact[];
  /** What to take away. */
  answer: readonly string[];
  tables: readonly DataTable[];
  lists: readonly { title: string; items: readonly string[] }[];
  /** What the words in the tables mean. */
  legend: string;
}

export interface Fact {
  label: string;
  text: string;
}

/** As text tables know columns. */
export function columnsOf({ columns }: DataTable): Column[] {
  return columns.map(({ title, numeric }) => ({ head: title, align: numeric ? 'right' : 'left' }));
}

/** `v5.16@40, hot, drained, unpaged guest (tdp, writes)`; the strategy is left to the rows. */
export function placeTitle(place: CellPlace | BootPlace): string {
  const what = 'workload' in place ? [place.workload] : [];
  const whose = 'workload' in place ? crewOf(place) : [`${place.guest} guest`];
  const parts = [...what, layoutAtPhase(place), place.state, place.retirement, ...whose];
  return `${parts.join(', ')} (${pathAndScope(place)})`;
}

export function costTitle(place: CellPlace | BootPlace): string {
  return `cost, ${unitOf(place)}`;
}

export function savingTitle(place: CellPlace | BootPlace): string {
  return `saving, ${unitOf(place)}`;
}

function unitOf(place: CellPlace | BootPlace): string {
  if ('workload' in place) return 'µs per boot';
  return place.calls === 'early' ? 'ns per call' : 'ns per reset';
}
