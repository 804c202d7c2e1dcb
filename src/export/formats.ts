/** The registry of export formats. */

import { unknownName } from '../errors.js';
import type { ExportFormat } from './format.js';

export const FORMATS: readonly ExportFormat[] = [
  {
    name: 'google-benchmark',
    description: "Google Benchmark's JSON, for its compare.py",
    load: async () => (await import('./google-benchmark.js')).exportGoogleBenchmark,
  },
  {
    name: 'csv',
    description: 'a row for each cell and boot, with host and run (RFC 4180)',
    load: async () => (await import('./csv.js')).exportCsv,
  },
  {
    name: 'vega-lite',
    description: 'a figure of the µs saved per boot, with its data',
    load: async () => (await import('./vega-lite.js')).exportVegaLite,
  },
  {
    name: 'markdown',
    description: 'the answer, savings by cache state, hypotheses, as tables',
    load: async () => (await import('./markdown.js')).exportMarkdown,
  },
];

/** @throws UsageError that guesses what was meant */
export function pickFormat(name: string): ExportFormat {
  const format = FORMATS.find((each) => each.name === name);
  if (format !== undefined) return format;
  const names = FORMATS.map((each) => each.name);
  throw unknownName('format', name, names, 'export --help');
}
