/** What a run says about its own trustworthiness. */

import { formatBound, formatNs, formatPercent, formatValue } from '../../../format.js';
import { crossCheckTable } from '../../checks-tables.js';
import { groupBy, layoutAtPhase } from '../../groups.js';
import type { Result } from '../../result.js';
import type { DataTable } from '../data-table.js';
import { dataTable } from '../data-table.js';
import { type Html, html, NO_HTML } from '../html.js';
import { notes, notShown, ONE_LINE } from '../marks.js';

export function disturbancesTable({
  disturbances,
  measuringShare,
  countingShare,
}: Result): DataTable {
  const { rounds, setAside, causes, repeatedRegions } = disturbances;
  return {
    caption: 'Disturbances of the run; a round may have several causes',
    columns: [{ title: 'what' }, { title: 'count', numeric: true }],
    rows: [
      ['rounds', String(rounds)],
      ['set aside', String(setAside)],
      ...Object.entries(causes).map(([cause, count]) => [`because ${cause}`, String(count)]),
      ['timed regions repeated', String(repeatedRegions)],
      ["jobs' time in timed or state-setting code", formatPercent(100 * measuringShare)],
      ["cells' time in reading counters", formatPercent(100 * countingShare)],
    ],
  };
}

export function noiseFloors({ noiseFloor }: Result): Html {
  if (noiseFloor.length === 0) return NO_HTML;
  return dataTable({
    caption: 'Noise floors: the largest difference of the same code against itself',
    columns: [
      { title: 'scope' },
      { title: 'state' },
      { title: 'retirement' },
      { title: 'ns per reset', numeric: true },
      { title: 'comparisons', numeric: true },
    ],
    rows: noiseFloor.map(({ scope, state, retirement, nsPerReset, comparisons }) => [
      scope,
      state,
      retirement,
      formatBound(nsPerReset),
      String(comparisons),
    ]),
  });
}

/** A second runner, with its own timer and loop, on the same whole boots. */
export function crossChecks(result: Result): Html {
  const checks = result.crossChecks;
  if (checks.length === 0) {
    return notShown('the cross-check by benny: `npm run bench:native` makes it');
  }
  const table = dataTable({
    caption: 'Cross-check by benny, µs per boot, resets back to back',
    columns: [
      { title: 'workload' },
      { title: 'layout' },
      { title: 'strategy' },
      { title: 'benny', numeric: true },
      { title: 'native', numeric: true },
      { title: 'gap', numeric: true },
    ],
    rows: checks.map((check) => [
      check.workload,
      check.layout,
      check.strategy,
      formatValue(check.bennyMicrosecondsPerBoot),
      formatValue(check.nativeMicrosecondsPerBoot),
      formatPercent(check.gapPercent),
    ]),
  });
  const warning = crossCheckTable(result, ONE_LINE).split('\n').slice(-1);
  return html`${table}${notes(warning.filter((line) => line.startsWith('! ')))}`;
}

/** How each place's cache state was proven before it was used. */
export function stateChecks({ cells, boots }: Result): Html {
  const places = groupBy([...cells, ...boots], (row) => [
    layoutAtPhase(row),
    row.state,
    row.retirement,
    row.stateCheck,
  ]);
  if (places.length === 0) return NO_HTML;
  const ns = (value: number) => (value > 0 ? formatNs(value) : '');
  const table = dataTable({
    caption: "Loads of the struct's own lines just before they are used",
    columns: [
      { title: 'layout' },
      { title: 'state' },
      { title: 'retirement' },
      { title: 'load', numeric: true },
      { title: 'should be', numeric: true },
      { title: 'a level nearer', numeric: true },
      { title: 'a level farther', numeric: true },
      { title: 'reached', numeric: true },
      { title: 'made by' },
    ],
    rows: places.map(([{ stateCheck: check, ...place }]) => [
      layoutAtPhase(place),
      place.state,
      place.retirement,
      ns(check.loadLatencyNs),
      ns(check.referenceNs),
      ns(check.nearerNs),
      ns(check.fartherNs),
      `${formatPercent(100 * check.reachedShare)}${check.reached ? '' : ' !'}`,
      check.method,
    ]),
  });
  return html`<details><summary>Cache states: how they were proven</summary>${table}</details>`;
}
