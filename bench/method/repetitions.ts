/** Google Benchmark's JSON, reduced to ns per reset by benchmark and repetition. */

import { z } from 'zod';

/** Set by google_benchmark.cc: Google Benchmark's own unit is the iteration. */
const RESETS_COUNTER = 'resets_per_iteration';

const NS_PER_UNIT = { ns: 1, us: 1e3, ms: 1e6, s: 1e9 };

const repetitionSchema = z.object({
  run_name: z.string(),
  run_type: z.literal('iteration'),
  error_occurred: z.boolean().optional(),
  error_message: z.string().optional(),
  iterations: z.number().positive(),
  cpu_time: z.number().positive(),
  time_unit: z.enum(['ns', 'us', 'ms', 's']),
  [RESETS_COUNTER]: z.number().positive(),
});

/** Means and deviations of repetitions: computed here instead, over all processes together. */
const aggregateSchema = z.object({ run_type: z.literal('aggregate') });

const documentSchema = z.object({
  benchmarks: z.array(z.discriminatedUnion('run_type', [repetitionSchema, aggregateSchema])),
});

/**
 * By benchmark, in the order of Google Benchmark's report: CPU time of each repetition, ns per reset.
 *
 * @throws Error with one line that says what is wrong with the text
 */
export function parseRepetitions(text: string): Map<string, number[]> {
  const { benchmarks } = parseDocument(text);
  const nsPerReset = new Map<string, number[]>();
  for (const benchmark of benchmarks) {
    if (benchmark.run_type === 'aggregate') continue;
    const { run_name, cpu_time, time_unit } = benchmark;
    if (benchmark.error_occurred) {
      throw new Error(`Google Benchmark: ${run_name} failed: ${benchmark.error_message ?? ''}`);
    }
    const ns = (cpu_time * NS_PER_UNIT[time_unit]) / benchmark[RESETS_COUNTER];
    nsPerReset.set(run_name, [...(nsPerReset.get(run_name) ?? []), ns]);
  }
  if (nsPerReset.size === 0) throw new Error('Google Benchmark ran no benchmark');
  return nsPerReset;
}

function parseDocument(text: string): z.infer<typeof documentSchema> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new Error('Google Benchmark printed something that is not JSON', { cause });
  }
  const parsed = documentSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(
    `Google Benchmark's JSON is not as expected: ${issue?.path.join('.')}: ${issue?.message}`,
  );
}
