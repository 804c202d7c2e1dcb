/** Google Benchmark's JSON, as its compare.py reads it. */

import type { Result } from '../report/result.js';
import type { Exported } from './format.js';
import { contextOf } from './google-benchmark/context.js';
import { entriesOf } from './google-benchmark/entries.js';
import { familiesOf } from './google-benchmark/measured.js';
import { jsonList } from './json-list.js';

export function exportGoogleBenchmark(result: Result): Exported {
  const entries = familiesOf(result).flatMap((family, index) =>
    family.flatMap((measured, instance) => entriesOf(measured, index, instance)),
  );
  const context = JSON.stringify(contextOf(result), null, 2);
  const list = jsonList(entries);
  return { text: `{"context": ${context},\n"benchmarks": ${list}}\n`, rows: entries.length };
}
