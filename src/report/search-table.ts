/** The original and its candidates, one row each. */

import { formatInterval } from '../format.js';
import type { SearchOutcome } from '../search/outcome.js';
import type { Candidate } from '../search/types.js';
import type { Gain, GainVerdict } from '../search/verdict.js';
import type { Interval } from '../stats/types.js';
import { type Cell, type Column, type Row, renderTable } from './table.js';
import { palette, type TextOptions } from './text.js';

const COUNTS: readonly Column[] = [
  { head: 'order', align: 'left' },
  { head: 'moves', align: 'right' },
  { head: 'padding', align: 'right' },
  { head: 'lines', align: 'right' },
];

export function searchTable(outcome: SearchOutcome, options: TextOptions): string {
  const { objective, measured, result, baseline, measuring } = outcome;
  const { original, candidates } = result;
  const comparesBaseline = objective === 'saving' && measuring.strategy !== baseline;
  const value = objective === 'saving' ? 'saving, ns' : 'ns/reset';
  const columns: Column[] = [
    ...COUNTS,
    ...(comparesBaseline ? [{ head: 'baseline', align: 'right' } as const] : []),
    ...(measured === null
      ? []
      : ([
          { head: value, align: 'right' },
          { head: 'gain, ns', align: 'right' },
          { head: '', align: 'left' },
        ] as const)),
  ];
  const rows = [original, ...candidates].map((candidate, index): Row => {
    const samples =
      measured === null ? undefined : [measured.original, ...measured.candidates][index];
    const time = objective === 'saving' ? samples?.savingNsPerReset : samples?.strategyNsPerReset;
    return [
      ...countCells(candidate, index),
      ...(comparesBaseline ? [`${candidate.lines.baseline}`] : []),
      ...(measured === null ? [] : timeCells(time, measured.gains[index - 1], options)),
    ];
  });
  return renderTable(columns, rows, options);
}

function countCells({ moves, paddingBytes, lines }: Candidate, index: number): Row {
  return [
    index === 0 ? 'original' : `candidate ${index}`,
    `${moves}`,
    `${paddingBytes} B`,
    `${lines.strategy}`,
  ];
}

function timeCells(time: Interval | undefined, gain: Gain | undefined, options: TextOptions): Row {
  return [
    time === undefined ? '' : formatInterval(time),
    gain === undefined ? '' : formatInterval(gain.gainNsPerReset, gain.verdict !== 'not-resolved'),
    gain === undefined ? '' : verdictCell(gain.verdict, options),
  ];
}

function verdictCell(verdict: GainVerdict, options: TextOptions): Cell {
  const { good, bad, faint } = palette(options.colour);
  if (verdict === 'not-resolved') return { text: '?', paint: faint };
  return verdict === 'faster' ? { text: 'better', paint: good } : { text: 'worse', paint: bad };
}
