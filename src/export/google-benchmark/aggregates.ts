/** Google Benchmark's own statistics of a benchmark's repetitions. */

import { sortedMedian } from '../../stats/median-interval.js';

export interface Aggregate {
  name: 'mean' | 'median' | 'stddev' | 'cv';
  unit: 'time' | 'percentage';
  /** In the unit of the repetitions; of a percentage the fraction. */
  value: number;
}

/** As Google Benchmark makes them: none of fewer than two repetitions. No cv where it would mean nothing. */
export function aggregatesOf(values: readonly number[]): Aggregate[] {
  if (values.length < 2) return [];
  const mean = sum(values) / values.length;
  const variance = sum(values.map((value) => (value - mean) ** 2)) / (values.length - 1);
  const stddev = Math.sqrt(variance);
  return [
    { name: 'mean', unit: 'time', value: mean },
    { name: 'median', unit: 'time', value: sortedMedian(Float64Array.from(values).sort()) },
    { name: 'stddev', unit: 'time', value: stddev },
    ...(mean > 0 ? [{ name: 'cv', unit: 'percentage', value: stddev / mean } as const] : []),
  ];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
