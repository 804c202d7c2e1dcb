/** What the run says about its own trustworthiness. */

import { formatBound, formatPercent, formatValue } from '../format.js';
import { groupBy } from './groups.js';
import type { CrossCheck, NoiseFloor, Result } from './result.js';
import type { Row } from './table.js';
import { heading, renderTable } from './table.js';
import type { TextOptions } from './text.js';
import { palette, wrap, wrapPainted } from './text.js';
import { nothing } from './wording.js';

/** Two timers, two loops: beyond this they do not agree on what was measured. */
const WIDEST_GAP_PERCENT = 10;

export function noiseFloorTable(result: Result, options: TextOptions): string {
  if (result.noiseFloor.length === 0) return nothing('Noise floor', options);
  const retirements = [...new Set(result.noiseFloor.map((floor) => floor.retirement))];
  const rows = groupBy(result.noiseFloor, ({ scope, state }) => [scope, state]).map(
    (floors): Row => [
      floors[0].scope === 'writes' ? floors[0].state : `${floors[0].state}, ${floors[0].scope}`,
      ...retirements.map((retirement) => noiseCell(floors, retirement)),
    ],
  );
  const columns = retirements.map((head) => ({ head, align: 'right' as const }));
  const note = `largest difference of the same code against itself in n comparisons`;
  return [
    heading('Noise floor, ns per reset', options),
    renderTable([{ head: 'state', align: 'left' }, ...columns], rows, options),
    wrapPainted(note, options.columns, '  ', palette(options.colour).faint),
  ].join('\n');
}

function noiseCell(floors: readonly NoiseFloor[], retirement: string): string {
  const floor = floors.find((each) => each.retirement === retirement);
  if (floor === undefined) return '';
  return `${formatBound(floor.nsPerReset)} (n ${floor.comparisons})`;
}

export function crossCheckTable(result: Result, options: TextOptions): string {
  const { crossChecks } = result;
  if (crossChecks.length === 0) return nothing('Cross-check by benny', options);
  const groups = groupBy(crossChecks, (check) => [check.workload, check.layout]);
  const tables = groups.map((group) => {
    const [{ workload, layout }] = group;
    const title = `Cross-check, µs per boot: ${workload}, ${layout}, back to back`;
    const rows = group.map((check) => crossCheckRow(check, options));
    return [heading(title, options), renderTable(CROSS_CHECK_COLUMNS, rows, options)].join('\n');
  });
  return [tables.join('\n\n'), ...gapWarning(crossChecks, options)].join('\n');
}

const CROSS_CHECK_COLUMNS = [
  { head: 'strategy', align: 'left' },
  { head: 'benny', align: 'right' },
  { head: 'native', align: 'right' },
  { head: 'gap ', align: 'right' },
] as const;

function crossCheckRow(check: CrossCheck, options: TextOptions): Row {
  const wide = isWide(check);
  const { warning } = palette(options.colour);
  const gap = `${formatPercent(check.gapPercent)}${wide ? '!' : ' '}`;
  return [
    check.strategy,
    formatValue(check.bennyMicrosecondsPerBoot),
    formatValue(check.nativeMicrosecondsPerBoot),
    wide ? { text: gap, paint: warning } : gap,
  ];
}

/** Written so that a gap that is not a number counts as wide. */
function isWide(check: CrossCheck): boolean {
  return !(Math.abs(check.gapPercent) <= WIDEST_GAP_PERCENT);
}

function gapWarning(checks: readonly CrossCheck[], options: TextOptions): string[] {
  const wide = checks.filter(isWide).length;
  if (wide === 0) return [];
  const text =
    `! ${wide} of ${checks.length} gaps exceed ${WIDEST_GAP_PERCENT} %: the two do not measure ` +
    'the same thing here, or the machine was busy during one of them';
  return [wrapPainted(text, options.columns, '  ', palette(options.colour).warning)];
}

export function skippedTable(result: Result, options: TextOptions): string {
  const { skipped } = result.plan;
  if (skipped.length === 0) return nothing('Skipped strategies', options);
  return [
    heading('Skipped strategies', options),
    ...skipped.map(({ strategy, reason }) => wrap(`${strategy}: ${reason}`, options.columns, '  ')),
  ].join('\n');
}

export function warningsBlock(result: Result, options: TextOptions): string {
  if (result.warnings.length === 0) return nothing('Warnings', options);
  const { warning } = palette(options.colour);
  return [
    heading('Warnings', options),
    ...result.warnings.map((text) => wrapPainted(`- ${text}`, options.columns, '  ', warning)),
  ].join('\n');
}
