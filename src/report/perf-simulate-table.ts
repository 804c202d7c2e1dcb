/** What callgrind simulated, by layout, state and strategy. */

import type { Simulation } from '../perf/simulate.js';
import { describeCache, type SimulatedCaches } from '../perf/simulate-caches.js';
import type { Counts } from '../perf/simulate-profile.js';
import type { Skip } from '../plan/types.js';
import { groupBy } from './groups.js';
import { type Column, heading, renderTable } from './table.js';
import { type TextOptions, wrap } from './text.js';

export interface SimulationReport {
  /** `valgrind-3.19.0` */
  tool: string;
  caches: SimulatedCaches;
  cells: readonly Simulation[];
  /** Strategies that cannot run here. */
  skipped: readonly Skip[];
}

const COUNTS: readonly (readonly [head: string, name: keyof Counts])[] = [
  ['instr', 'instructions'],
  ['reads', 'dataReads'],
  ['writes', 'dataWrites'],
  ['D1mr', 'd1ReadMisses'],
  ['D1mw', 'd1WriteMisses'],
  ['LLmr', 'llReadMisses'],
  ['LLmw', 'llWriteMisses'],
];

/** How callgrind counts what a CPU does otherwise. */
const CAVEATS = [
  'D1mr, D1mw, LLmr, LLmw: read and write misses of the first and of the last level.',
  'rep movs counts once for every element that it copies, as instruction, read and write.',
  'Non-temporal stores are simulated as ordinary ones.',
  "memcpy-libc includes the C library's memcpy, as that chooses for valgrind's CPU.",
];

/** Every table says that its numbers are simulated. */
export function simulationReport(report: SimulationReport, options: TextOptions): string {
  const groups = groupBy(report.cells, ({ layout, guest, scope, state }) => [
    layout,
    guest,
    scope,
    state,
  ]);
  const skips = report.skipped.map(({ strategy, reason }) => `${strategy}: ${reason}`);
  const notes = [...report.caches.notes, ...CAVEATS, ...skips];
  return [
    wrap(introduction(report), options.columns),
    ...groups.map((cells) => simulationTable(cells, options)),
    ['Notes', ...notes.map((note) => wrap(`- ${note}`, options.columns, '  '))].join('\n'),
  ].join('\n\n');
}

function introduction({ tool, caches: { data, last } }: SimulationReport): string {
  return (
    `Simulated by ${tool} (callgrind), not measured: D1 ${describeCache(data)}, LL ` +
    `(L${last.level}) ${describeCache(last)}. Per call, from the strategy's first instruction to its return.`
  );
}

function simulationTable(
  cells: readonly [Simulation, ...Simulation[]],
  options: TextOptions,
): string {
  const [{ layout, guest, scope, state }] = cells;
  const columns: Column[] = [
    { head: 'strategy', align: 'left' },
    ...COUNTS.map(([head]): Column => ({ head, align: 'right' })),
  ];
  const rows = cells.map(({ strategy, perCall }) => [
    strategy,
    ...COUNTS.map(([, name]) => (perCall === null ? 'n/a' : formatCount(perCall[name]))),
  ]);
  const missing = cells.flatMap(({ strategy, unavailable }) =>
    unavailable === null ? [] : [wrap(`${strategy}: ${unavailable}`, options.columns, '  ')],
  );
  return [
    heading(`Simulated: ${layout}, ${guest}, ${scope}, ${state}`, options),
    renderTable(columns, rows, options),
    ...missing,
  ].join('\n');
}

/** Counts of all calls divide evenly, but for misses of blocks that lie differently. */
function formatCount(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(2);
}
