/** Which measurements are made, and which are set beside each other. */

import { pickStrategies } from '../../src/plan/options.js';
import type { Setting } from '../../src/run/setting.js';
import { type Comparison, compare } from './compare.js';
import { GoogleBenchmark, type Variant, type View } from './google-benchmark.js';
import { Harness } from './harness.js';
import type { Cell, Measurement, Running } from './types.js';

/** google_benchmark.cc has the same ones built in. */
export const CELL: Cell = {
  layout: 'v5.17',
  guest: 'unpaged',
  state: 'hot',
  retirement: 'overlapped',
};

const GOOGLE = 'Google Benchmark, its own loop, placement drawn per repetition';

export interface InstrumentOptions {
  setting: Setting;
  /** Compiled google_benchmark.cc. */
  path: string;
  cpu: number;
  onProgress(): void;
}

export function instruments({ setting, path, cpu, onProgress }: InstrumentOptions): Running[] {
  const { registry } = setting;
  // Those that may share rounds; strategies that change the clock are measured apart by run, too.
  const [strategies = []] = pickStrategies('all', registry).groups;
  const harness = (id: string, description: string, names: readonly string[]) =>
    new Harness({ id, description }, { setting, cell: CELL, strategies: names, cpu, onProgress });
  const google = (views: readonly View[], variant: Variant) =>
    new GoogleBenchmark(views, { ...registry, path, cpu, strategies }, variant);
  return [
    harness('harness', 'this harness, as run measures', strategies),
    google(
      [
        { id: 'google', description: `${GOOGLE}: means`, centre: 'mean' },
        { id: 'google-robust', description: GOOGLE, centre: 'hodges-lehmann' },
      ],
      { loop: 'own', placement: 'drawn' },
    ),
    google(
      [
        {
          id: 'google-harness-loop',
          description: "Google Benchmark around the harness's timed loop",
          centre: 'hodges-lehmann',
        },
      ],
      { loop: 'harness', placement: 'drawn' },
    ),
    google(
      [
        {
          id: 'google-one-place',
          description: 'Google Benchmark, its own loop, one placement, code as linked',
          centre: 'hodges-lehmann',
        },
      ],
      { loop: 'own', placement: 'fixed' },
    ),
  ];
}

/** The first one is the comparison; each later one changes one thing, to find out what it does. */
export function comparisons(measurements: readonly Measurement[]): Comparison[] {
  const named = (id: string): Measurement => {
    const measurement = measurements.find((each) => each.id === id);
    if (measurement === undefined) throw new Error(`${id} was not measured`);
    return measurement;
  };
  const ours = named('harness');
  const robust = named('google-robust');
  return [
    compare(ours, named('google'), 'as is'),
    compare(ours, robust, 'centre'),
    compare(ours, named('google-harness-loop'), 'loop'),
    compare(ours, named('google-one-place'), 'place'),
  ];
}
