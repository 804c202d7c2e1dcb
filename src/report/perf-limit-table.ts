/** Cycles at best beside cycles measured, by layout and guest. */

import { formatInterval, formatValue } from '../format.js';
import type { Limit } from '../perf/limit.js';
import type { CpuModel } from '../perf/limit-cpu.js';
import type { Skip } from '../plan/types.js';
import { groupBy } from './groups.js';
import { type Column, heading, renderTable } from './table.js';
import { type TextOptions, wrap } from './text.js';

export interface LimitReport {
  /** `Debian LLVM version 14.0.6` */
  tool: string;
  cpuModel: CpuModel;
  /** What turned measured ns into core cycles. */
  coreHz: number;
  limits: readonly Limit[];
  /** Strategies that cannot run here. */
  skipped: readonly Skip[];
  /** Of the measurement. */
  warnings: readonly string[];
}

const COLUMNS: readonly Column[] = [
  { head: 'strategy', align: 'left' },
  { head: 'instr', align: 'right' },
  { head: 'µops', align: 'right' },
  { head: 'at best', align: 'right' },
  { head: 'measured [95 %]', align: 'right' },
  { head: 'ratio', align: 'right' },
];

const ABSENT = 'n/a';

export function limitReport(report: LimitReport, options: TextOptions): string {
  const groups = groupBy(report.limits, ({ layout, guest }) => [layout, guest]);
  const notes = [
    ...(report.cpuModel.note === null ? [] : [report.cpuModel.note]),
    'At best: the return left out, every load and store a hit, none waiting for another one.',
    'Measured: hot, overlapped, call and return taken off; ns times the clock as calibrated.',
    'Ratio near 1: the core cannot do it faster. Above: something is waited for, or the clock was ' +
      'slower. Below: it ran beside the call and return that are taken off, or the model is not ' +
      "quite this CPU's.",
    ...report.skipped.map(({ strategy, reason }) => `${strategy}: ${reason}`),
    ...report.warnings,
  ];
  return [
    wrap(introduction(report), options.columns),
    ...groups.map((limits) => limitTable(limits, options)),
    ['Notes', ...notes.map((note) => wrap(`- ${note}`, options.columns, '  '))].join('\n'),
  ].join('\n\n');
}

function introduction({ tool, cpuModel, coreHz }: LimitReport): string {
  return (
    `Cycles per call at best, as llvm-mca (${tool}) models ${cpuModel.name}, beside core cycles ` +
    `measured at ${formatValue(coreHz / 1e9)} GHz.`
  );
}

function limitTable(limits: readonly [Limit, ...Limit[]], options: TextOptions): string {
  const [{ layout, guest }] = limits;
  const reasons = limits.flatMap(({ strategy, unmodelled, unmeasured }) =>
    [unmodelled, unmeasured].flatMap((reason) => (reason === null ? [] : [{ strategy, reason }])),
  );
  return [
    heading(`Limits: ${layout}, ${guest}, writes`, options),
    renderTable(COLUMNS, limits.map(rowOf), options),
    ...groupBy(reasons, ({ reason }) => reason).map((group) =>
      wrap(
        `${group.map(({ strategy }) => strategy).join(', ')}: ${group[0].reason}`,
        options.columns,
        '  ',
      ),
    ),
  ].join('\n');
}

function rowOf({ strategy, atBest, measuredCyclesPerCall, ratio }: Limit): string[] {
  return [
    strategy,
    atBest === null ? ABSENT : String(atBest.instructionsPerCall),
    atBest === null ? ABSENT : String(atBest.microOpsPerCall),
    atBest === null ? ABSENT : formatValue(atBest.cyclesPerCall),
    measuredCyclesPerCall === null ? ABSENT : formatInterval(measuredCyclesPerCall),
    ratio === null ? ABSENT : formatValue(ratio),
  ];
}
