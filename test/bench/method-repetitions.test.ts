import { describe, expect, it } from 'vitest';
import { parseRepetitions } from '../../bench/method/repetitions.js';

/** As Debian's 1.7.1 printed it, with fewer benchmarks and caches. */
const RECORDED = `{
  "context": {
    "date": "2026-11-22T21:14:47+00:00",
    "host_name": "host",
    "executable": "google_benchmark",
    "num_cpus": 2,
    "mhz_per_cpu": 2500,
    "cpu_scaling_enabled": false,
    "caches": [],
    "load_avg": [7.98535,5.7373,3.7666],
    "library_build_type": "debug"
  },
  "benchmarks": [
    {
      "name": "field-by-field",
      "family_index": 0,
      "per_family_instance_index": 0,
      "run_name": "field-by-field",
      "run_type": "iteration",
      "repetitions": 2,
      "repetition_index": 0,
      "threads": 1,
      "iterations": 615,
      "real_time": 1.9478276421645339e+03,
      "cpu_time": 1.9478861788617894e+03,
      "time_unit": "ns",
      "resets_per_iteration": 2.5600000000000000e+02
    },
    {
      "name": "field-by-field",
      "family_index": 0,
      "per_family_instance_index": 0,
      "run_name": "field-by-field",
      "run_type": "iteration",
      "repetitions": 2,
      "repetition_index": 1,
      "threads": 1,
      "iterations": 615,
      "real_time": 3.7898732392624852e+03,
      "cpu_time": 1.9518211382113820e+03,
      "time_unit": "ns",
      "resets_per_iteration": 2.5600000000000000e+02
    },
    {
      "name": "field-by-field_mean",
      "family_index": 0,
      "per_family_instance_index": 0,
      "run_name": "field-by-field",
      "run_type": "aggregate",
      "repetitions": 2,
      "threads": 1,
      "aggregate_name": "mean",
      "aggregate_unit": "time",
      "iterations": 2,
      "real_time": 1.9499235771413291e+03,
      "cpu_time": 1.9498536585365860e+03,
      "time_unit": "ns",
      "resets_per_iteration": 2.5600000000000000e+02
    },
    {
      "name": "empty",
      "family_index": 1,
      "per_family_instance_index": 0,
      "run_name": "empty",
      "run_type": "iteration",
      "repetitions": 1,
      "repetition_index": 0,
      "threads": 1,
      "iterations": 2467,
      "real_time": 2.2061751115713300e+03,
      "cpu_time": 5.7800689096068095e+02,
      "time_unit": "ns",
      "resets_per_iteration": 2.5600000000000000e+02
    }
  ]
}`;

function edited(edit: (document: { benchmarks: Record<string, unknown>[] }) => void): string {
  const document = JSON.parse(RECORDED) as { benchmarks: Record<string, unknown>[] };
  edit(document);
  return JSON.stringify(document);
}

describe("Google Benchmark's JSON", () => {
  it('becomes CPU time per reset of every repetition, without the aggregates', () => {
    const ns = parseRepetitions(RECORDED);
    expect([...ns.keys()]).toEqual(['field-by-field', 'empty']);
    expect(ns.get('field-by-field')).toEqual([1947.8861788617894 / 256, 1951.821138211382 / 256]);
    expect(ns.get('empty')).toEqual([578.006890960681 / 256]);
  });

  it('may use another unit of time', () => {
    const text = edited(({ benchmarks }) => {
      Object.assign(benchmarks[3] ?? {}, { cpu_time: 0.512, time_unit: 'us' });
    });
    expect(parseRepetitions(text).get('empty')).toEqual([2]);
  });

  it('is refused where a benchmark failed, with what it said', () => {
    const text = edited(({ benchmarks }) => {
      Object.assign(benchmarks[3] ?? {}, { error_occurred: true, error_message: 'no room' });
    });
    expect(() => parseRepetitions(text)).toThrow('Google Benchmark: empty failed: no room');
  });

  it('is refused where it lacks the number of resets, naming the place', () => {
    const text = edited(({ benchmarks }) => {
      Object.assign(benchmarks[3] ?? {}, { resets_per_iteration: undefined });
    });
    expect(() => parseRepetitions(text)).toThrow(/benchmarks\.3\.resets_per_iteration/);
  });

  it('is refused where nothing ran, or where it is none', () => {
    expect(() => parseRepetitions('{"context": {}, "benchmarks": []}')).toThrow('no benchmark');
    expect(() => parseRepetitions('Failed to match any benchmarks')).toThrow('not JSON');
  });
});
