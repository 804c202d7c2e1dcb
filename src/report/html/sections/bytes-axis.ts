/** A logarithmic axis of bytes that has a place for none. */

import { formatBytes } from '../../../format.js';
import type { Result } from '../../result.js';
import type { MarkLine } from './mark-lines.js';

type Cache = Result['host']['caches'][number];

/** In doublings: 0 stands by itself. */
const GAP_BEFORE_FIRST = 1.5;
const MOST_LABELS = 11;

export interface BytesAxis {
  /** On the axis, in doublings; 0 bytes at 0. */
  positionOf(bytes: number): number;
  /** Whether it goes so far. */
  has(bytes: number): boolean;
  /** ECharts' own. */
  option: Record<string, unknown>;
}

/** @param sizes at least one, in bytes */
export function bytesAxis(sizes: readonly number[]): BytesAxis {
  const positive = sizes.filter((bytes) => bytes > 0);
  const hasZero = positive.length < sizes.length;
  const smallest = Math.floor(Math.log2(Math.min(...positive, Number.MAX_SAFE_INTEGER)));
  const start = hasZero ? GAP_BEFORE_FIRST : 0;
  const positionOf = (bytes: number): number =>
    bytes <= 0 ? 0 : start + Math.log2(bytes) - smallest;
  const positions = sizes.map(positionOf);
  const least = Math.min(...positions) - 0.5;
  const most = Math.max(...positions) + 0.5;
  const last = Math.max(0, Math.floor(Math.max(...positions) - start));
  const every = Math.ceil((last + 1) / MOST_LABELS);
  const doublings = positive.length === 0 ? [] : Array.from({ length: last + 1 }, (_, i) => i);
  const labels = new Map([
    ...(hasZero ? [[0, formatBytes(0)] as const] : []),
    ...doublings
      // From the largest down: its name is the one that is looked for.
      .filter((doubling) => (last - doubling) % every === 0)
      .map((doubling) => [start + doubling, formatBytes(2 ** (smallest + doubling))] as const),
  ]);
  return {
    positionOf,
    has: (bytes) => positionOf(bytes) >= least && positionOf(bytes) <= most,
    option: {
      type: 'value',
      min: least,
      max: most,
      axisLabel: {
        customValues: [...labels.keys()],
        formatter: (position: number) => labels.get(position) ?? '',
      },
      axisTick: { customValues: [...labels.keys()] },
      splitLine: { show: false },
    },
  };
}

/** The host's data caches as far as the axis goes: `L2 1 MiB`. */
export function cacheMarks(caches: readonly Cache[], axis: BytesAxis): MarkLine[] {
  return caches
    .filter(({ type, sizeBytes }) => type !== 'instruction' && axis.has(sizeBytes))
    .map(({ level, type, sizeBytes }) => ({
      at: axis.positionOf(sizeBytes),
      text: `L${level}${type === 'data' ? 'd' : ''} ${formatBytes(sizeBytes)}`,
    }));
}
