/** What strategies write of a struct, line by line and side by side. */

import type { ByteRange } from './line-map.js';
import { type PlacedField, splitByLine } from './line-rows.js';

export interface StrategyWrites {
  strategy: string;
  ranges: readonly Readonly<ByteRange>[];
}

export interface StrategyLines extends StrategyWrites {
  bytes: number;
  /** Dirtied, ascending. */
  lines: readonly number[];
  /** Against those that the baseline dirties; null for itself, and where there is none. */
  compared: LinesCompared | null;
}

export interface LinesCompared {
  /** Dirtied by the baseline only. */
  spared: readonly number[];
  /** Not dirtied by the baseline. */
  added: readonly number[];
}

interface WrittenStruct {
  phase: number;
  sizeBytes: number;
  strategies: readonly StrategyWrites[];
}

/** Bytes outside the struct, which no drawing has, are left out. */
export function linesByStrategy(
  { phase, sizeBytes, strategies }: WrittenStruct,
  baseline: string,
): StrategyLines[] {
  const written = strategies.map(({ strategy, ranges }) => {
    const within = withinStruct(ranges, sizeBytes);
    return {
      strategy,
      ranges: within,
      bytes: byteCount(within),
      lines: dirtiedLines(within, phase),
    };
  });
  const base = written.find(({ strategy }) => strategy === baseline);
  return written.map((each) => {
    const compared =
      base === undefined || each === base ? null : compareLines(each.lines, base.lines);
    return { ...each, compared };
  });
}

function byteCount(ranges: readonly Readonly<ByteRange>[]): number {
  return ranges.reduce((sum, [, bytes]) => sum + bytes, 0);
}

/** Ascending. */
export function dirtiedLines(ranges: readonly Readonly<ByteRange>[], phase: number): number[] {
  const lines = new Set(splitByLine(ranges, phase).map(({ line }) => line));
  return [...lines].sort((one, other) => one - other);
}

function compareLines(lines: readonly number[], base: readonly number[]): LinesCompared {
  return {
    spared: base.filter((line) => !lines.includes(line)),
    added: lines.filter((line) => !base.includes(line)),
  };
}

/** Whether any of these bytes is written. */
export function writesAny(
  ranges: readonly Readonly<ByteRange>[],
  { offset, sizeBytes }: PlacedField,
): boolean {
  return ranges.some(([first, bytes]) => first < offset + sizeBytes && offset < first + bytes);
}

function withinStruct(
  ranges: readonly Readonly<ByteRange>[],
  sizeBytes: number,
): Readonly<ByteRange>[] {
  return ranges.flatMap(([first, bytes]): ByteRange[] => {
    const start = Math.max(0, first);
    const end = Math.min(sizeBytes, first + bytes);
    return start < end ? [[start, end - start]] : [];
  });
}
