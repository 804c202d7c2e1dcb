/** What each strategy dirties of two layouts. */

import type { LineMap } from './line-map.js';
import { linesByStrategy, type StrategyLines } from './line-writes.js';

export type LinesWritten = Pick<StrategyLines, 'bytes' | 'lines'>;

export interface StrategyChange {
  strategy: string;
  /** Null: it cannot be had for that layout. */
  a: LinesWritten | null;
  b: LinesWritten | null;
}

/** In the order of A's strategies, then those that only B has. */
export function strategyChanges(a: LineMap, b: LineMap): StrategyChange[] {
  const [inA, inB] = [writtenOf(a), writtenOf(b)];
  return [...new Set([...inA.keys(), ...inB.keys()])].map((strategy) => ({
    ...{ strategy, a: inA.get(strategy) ?? null, b: inB.get(strategy) ?? null },
  }));
}

function writtenOf(map: LineMap): Map<string, LinesWritten> {
  return new Map(
    // Each by itself: no strategy is the baseline here.
    linesByStrategy(map, '').map(({ strategy, bytes, lines }) => [strategy, { bytes, lines }]),
  );
}
