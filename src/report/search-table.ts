/** The original and its candidates, one row each. */

import { formatInterval } from '../format.js';
import type { SearchOutcome } from '../search/outcome.js';
import type { Gain, GainVerdict } from '../search/verdict.js';
import type { Interval } from '../stats/types.js';
import { type Cell, type Column, type Row, renderTable } from './table.js';
import { palette, type TextOptions } from './text.js';

/** So many fit 80 columns with two spaces between them. */
const MOST_SPACED_COLUMNS = 7;

export function searchTable(outcome: SearchOutcome, options: TextOptions): string {
  const { objective, measured, result } = outcome;
  const { original, candidates } = result;
  const shown = {
    padding: candidates.some(({ paddingBytes }) => paddingBytes > 0),
    baseline: objective === 'saving',
  };
  const columns: Column[] = [
    { head: 'order', align: 'left' },
    ...numbers('moves'),
    ...(shown.padding ? numbers('pad, B') : []),
    ...numbers('lines'),
    ...(shown.baseline ? numbers('base') : []),
    ...(measured === null
      ? []
      : [
          ...numbers(objective === 'saving' ? 'saving, ns' : 'ns/reset', 'gain, ns'),
          { head: '', align: 'left' } as const,
        ]),
  ];
  const rows = [original, ...candidates].map((candidate, index): Row => {
    const samples =
      measured === null ? undefined : [measured.original, ...measured.candidates][index];
    const time = objective === 'saving' ? samples?.savingNsPerReset : samples?.strategyNsPerReset;
    return [
      index === 0 ? 'original' : `candidate ${index}`,
      `${candidate.moves}`,
      ...(shown.padding ? [`${candidate.paddingBytes}`] : []),
      `${candidate.lines.strategy}`,
      ...(shown.baseline ? [`${candidate.lines.baseline}`] : []),
      ...(measured === null ? [] : timeCells(time, measured.gains[index - 1], options)),
    ];
  });
  return renderTable(columns, rows, options, columns.length > MOST_SPACED_COLUMNS ? 1 : 2);
}

function numbers(...heads: string[]): Column[] {
  return heads.map((head) => ({ head, align: 'right' }));
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
