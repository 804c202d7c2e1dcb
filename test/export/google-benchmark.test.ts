import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { benchmarkName, bootPlace, cellPlace } from '../../src/export/google-benchmark/names.js';
import { exportGoogleBenchmark } from '../../src/export/google-benchmark.js';
import type { CellResult, Result } from '../../src/report/result.js';
import { FIXTURES, fixture } from '../report/fixtures.js';

const entry = z.object({
  name: z.string(),
  run_name: z.string(),
  family_index: z.int(),
  per_family_instance_index: z.int(),
  repetitions: z.int(),
  threads: z.int(),
  iterations: z.int(),
  real_time: z.number(),
  cpu_time: z.number(),
  time_unit: z.literal('ns'),
  label: z.string().optional(),
});
const iteration = entry.extend({ run_type: z.literal('iteration'), repetition_index: z.int() });
const aggregate = entry.extend({
  run_type: z.literal('aggregate'),
  aggregate_name: z.enum(['mean', 'median', 'stddev', 'cv', 'estimate']),
  aggregate_unit: z.enum(['time', 'percentage']),
});
const estimate = z.object({
  low_ns: z.number(),
  high_ns: z.number(),
  saving_ns: z.number(),
  saving_low_ns: z.number(),
  saving_high_ns: z.number(),
  saving_resolved: z.literal([0, 1]),
});
const document = z.object({
  context: z.object({
    date: z.iso.datetime(),
    host_name: z.string(),
    executable: z.string(),
    num_cpus: z.int(),
    mhz_per_cpu: z.int(),
    caches: z.array(
      z.strictObject({
        type: z.enum(['Data', 'Instruction', 'Unified']),
        level: z.int(),
        size: z.int(),
        num_sharing: z.int(),
      }),
    ),
    load_avg: z.array(z.number()),
    library_build_type: z.literal('release'),
    json_schema_version: z.literal(1),
  }),
  benchmarks: z.array(z.union([iteration, aggregate])),
});

function read(result: Result) {
  return document.parse(JSON.parse(exportGoogleBenchmark(result).text));
}

function ownEstimates(result: Result) {
  const { benchmarks } = z
    .object({ benchmarks: z.array(z.looseObject({ name: z.string(), real_time: z.number() })) })
    .parse(JSON.parse(exportGoogleBenchmark(result).text));
  return benchmarks.filter(({ name }) => name.endsWith('_estimate'));
}

describe.each(FIXTURES)('%s', (name) => {
  const result = fixture(name);
  const { benchmarks } = read(result);

  it('names each cell and each boot once', () => {
    const names = new Set(benchmarks.map(({ run_name }) => run_name));
    expect(names.size).toBe(result.cells.length + result.boots.length);
    expect(exportGoogleBenchmark(result).rows).toBe(benchmarks.length);
  });

  it('has as many repetitions as it says, in order, and the statistics of them', () => {
    for (const runName of new Set(benchmarks.map(({ run_name }) => run_name))) {
      const own = benchmarks.filter(({ run_name }) => run_name === runName);
      const repetitions = own.filter(({ run_type }) => run_type === 'iteration');
      for (const each of own) expect(each.repetitions).toBe(repetitions.length);
      expect(
        repetitions.map((each) => 'repetition_index' in each && each.repetition_index),
      ).toEqual(repetitions.map((_, index) => index));
      const times = repetitions.map(({ real_time }) => real_time);
      const mean = own.find((each) => each.name === `${runName}_mean`)?.real_time ?? Number.NaN;
      const sum = times.reduce((total, time) => total + time, 0);
      expect(mean * times.length).toBeCloseTo(sum, 3);
    }
  });
});

describe('the estimate', () => {
  it("is the result's own, with its interval and the saving's", () => {
    const result = fixture('full');
    const estimates = ownEstimates(result);
    expect(estimates).toHaveLength(result.cells.length + result.boots.length);
    result.cells.forEach(({ nsPerReset, savingNsPerReset, resolved }, index) => {
      const found = estimates[index];
      expect(found?.real_time).toBe(nsPerReset.estimate);
      expect(estimate.parse(found)).toEqual({
        low_ns: nsPerReset.low,
        high_ns: nsPerReset.high,
        saving_ns: savingNsPerReset.estimate,
        saving_low_ns: savingNsPerReset.low,
        saving_high_ns: savingNsPerReset.high,
        saving_resolved: resolved ? 1 : 0,
      });
    });
  });

  it('of a boot is in ns as all the rest', () => {
    const result = fixture('full');
    const estimates = ownEstimates(result).slice(result.cells.length);
    result.boots.forEach(({ microsecondsPerBoot }, index) => {
      expect(estimates[index]?.real_time).toBeCloseTo(1000 * microsecondsPerBoot.estimate, 6);
    });
  });

  it('is all that a cell without samples has', () => {
    const whole = fixture('one-strategy');
    const cells = whole.cells.slice(0, 1).map((cell) => ({ ...cell, samples: [] }));
    const { benchmarks } = read({ ...whole, cells, boots: [] });
    expect(benchmarks.map(({ name }) => name)).toEqual([
      'v5.16@40/tdp/writes/unpaged/hot/overlapped/field-by-field_estimate',
    ]);
  });
});

describe('a name', () => {
  it('is made of the cell', () => {
    const [cell] = fixture('full').cells;
    expect(cell && benchmarkName(cellPlace(cell), cell.strategy)).toBe(
      'v5.16@40/tdp/writes/unpaged/hot/overlapped/field-by-field',
    );
  });

  it('of whole calls says whose, and of early returns that they are', () => {
    const places = new Set(fixture('whole-calls').cells.map(cellPlace));
    const whole = [...places].filter((place) => place.includes('/init/'));
    expect(whole.length).toBeGreaterThan(0);
    for (const place of whole) expect(place).toMatch(/\/init\/rules:v\d\.\d+\//);
    expect(whole.filter((place) => place.includes('/early/')).length).toBeGreaterThan(0);
  });

  it('of a boot begins with its workload', () => {
    const [boot] = fixture('full').boots;
    if (boot === undefined) throw new Error('the fixture has no boot');
    expect(bootPlace(boot)).toBe('boot:thread-600/v5.16@40/tdp/writes/rules:v5.17/hot/drained');
    expect(bootPlace({ ...boot, vcpus: 4, threads: 2 })).toMatch(
      /^boot:thread-600\/vcpus:4\/threads:2\//,
    );
  });

  it('differs where cells differ, whatever they are called, and can be printed', () => {
    const [cell] = fixture('full').cells;
    if (cell === undefined) throw new Error('the fixture has no cell');
    const oddity = fc.constantFrom(
      'a',
      '/',
      '%',
      '2',
      'F',
      '\n',
      '\u001b',
      '\u200b',
      '@',
      ':',
      'é',
    );
    const text = fc.string({ unit: oddity });
    const named = fc.record({ layout: text, state: text, strategy: text });
    const nameOf = (names: Pick<CellResult, 'layout' | 'state' | 'strategy'>) =>
      benchmarkName(cellPlace({ ...cell, ...names }), names.strategy);
    fc.assert(
      fc.property(named, named, (one, other) => {
        expect(nameOf(one) === nameOf(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
        expect(nameOf(one)).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      }),
    );
  });

  it('with half a character in it still has an encoding', () => {
    const whole = fixture('one-strategy');
    const strategy = 'half \ud83d';
    const text = exportGoogleBenchmark({
      ...whole,
      cells: whole.cells.map((cell) => ({ ...cell, strategy })),
    }).text;
    expect(text).toContain('/half \ufffd_estimate');
    expect(text).not.toMatch(/\\ud83d/i);
  });
});

describe('a label', () => {
  it('says what to beware of', () => {
    const labels = new Set(read(fixture('full')).benchmarks.map(({ label }) => label));
    expect(labels).toEqual(new Set([undefined, 'not equivalent']));
  });

  it('names several things at once', () => {
    const whole = fixture('one-strategy');
    const cells = whole.cells.map((cell) => ({
      ...cell,
      equivalent: false,
      tooNoisy: true,
      stateCheck: { ...cell.stateCheck, reached: false },
    }));
    const { benchmarks } = read({ ...whole, cells, boots: [] });
    for (const { label } of benchmarks) {
      expect(label).toBe('not equivalent, state not reached, too noisy');
    }
  });
});
