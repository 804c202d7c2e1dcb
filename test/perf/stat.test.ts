/** A whole run, with perf's place taken by a script that counts what is known beforehand. */

import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { countStrategies } from '../../src/perf/stat.js';
import { type Perf, requirePerf } from '../../src/perf/stat-run.js';
import type { StatCount } from '../../src/perf/stat-types.js';
import { perfStatReport } from '../../src/report/perf-stat-table.js';
import { displayWidth } from '../../src/report/text.js';

const DOUBLE = fileURLToPath(new URL('../fixtures/perf/perf-double.sh', import.meta.url));

/** `action` with a PATH whose `perf` is the double. */
async function withDouble<T>(
  whose: string,
  action: (perf: Perf) => Promise<T>,
  signal = new AbortController().signal,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'kvm-mmu-bench-perf-'));
  const { PATH } = process.env;
  try {
    symlinkSync(DOUBLE, join(folder, 'perf'));
    vi.stubEnv('PATH', `${folder}:${PATH}`);
    vi.stubEnv('PERF_DOUBLE', whose);
    return await action(requirePerf(signal));
  } finally {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  }
}

const REQUEST = {
  places: [{ layout: 'v5.17', state: 'hot', retirement: 'overlapped' }],
  strategies: ['field-by-field', 'init-flag'],
  control: 'empty',
  resets: 50_000,
  cpu: -1,
  cpuVendor: 'GenuineIntel',
  countersUnavailable: null,
  onProgress: () => {},
};

function countsByQuantity(counts: readonly StatCount[] = []) {
  return new Map(counts.map((count) => [count.quantity, count]));
}

describe('counting on Intel', () => {
  const steps: number[] = [];
  let result: Awaited<ReturnType<typeof countStrategies>>;

  beforeAll(async () => {
    const onProgress = (done: number, total: number) => steps.push(done / total);
    result = await withDouble('intel', (perf) => countStrategies(perf, { ...REQUEST, onProgress }));
  });

  it('finds groups without multiplexing, and what the double counts per call', () => {
    expect(result).toMatchObject({ perf: '6.1.99', repetitions: 5, warnings: [] });
    // Four counters and the two fixed ones; dTLB-store-misses would spoil any group.
    expect(result.groups).toEqual([
      [
        ...['cycles:u', 'instructions:u', 'resource_stalls.sb:u', 'ld_blocks.store_forward:u'],
        ...['cycle_activity.stalls_l1d_miss:u', 'branch-misses:u'],
        ...['task-clock', 'context-switches', 'page-faults'],
      ],
      ['L1-dcache-load-misses:u', 'LLC-load-misses:u', 'dTLB-load-misses:u'],
      ['dTLB-store-misses:u'],
    ]);
    expect(result.cells.map(({ strategy }) => strategy)).toEqual(REQUEST.strategies);
    const counts = countsByQuantity(result.cells[0]?.counts);
    for (const quantity of ['cycles', 'store-buffer-full', 'L1d-stall', 'page-faults']) {
      expect(counts.get(quantity)).toMatchObject({
        perCall: { estimate: 7, low: 7, high: 7 },
        percentRunning: 100,
        reason: null,
      });
    }
    expect(counts.get('dTLB-store-misses')?.percentRunning).toBe(50);
    expect(counts.get('L1-dcache-store-misses')).toMatchObject({
      perCall: null,
      reason: "<not supported>: this CPU's PMU has no such event",
    });
    expect(countsByQuantity(result.cells[1]?.counts).get('branch-misses')).toMatchObject({
      perCall: null,
      reason: '<not counted> in 5 of 10 runs',
    });
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect(steps.at(-1)).toBeLessThan(1);
  });

  it('reads like this', () => {
    const skipped = [{ strategy: 'memcpy-avx512', reason: 'needs avx512f' }];
    for (const columns of [40, 80]) {
      const text = perfStatReport({ ...result, skipped }, { columns, colour: false });
      for (const line of text.split('\n')) {
        expect(displayWidth(line), line).toBeLessThanOrEqual(columns);
      }
      const words = text.replace(/\s+/g, ' ');
      expect(words).toContain('Counted by perf 6.1.99');
      expect(words).toContain('store-buffer-full (resource_stalls.sb:u): cycles in which');
      expect(words).toContain('perf: Cycles stalled due to no store buffers available.');
      expect(words).toContain('memcpy-avx512: needs avx512f');
      expect(words).toContain('Per call: v5.17, hot, overlapped');
      expect(words).toContain('± the longer arm of the 94 % interval');
      expect(words).toContain('* shared a counter with other events: ran 50.0 % of the time');
      expect(words).toContain(
        'n/a: branch-misses of init-flag (v5.17, hot, overlapped): <not counted> in 5 of 10 runs',
      );
    }
  });
});

it('counting on AMD is by its own events, with as many resets as the time allows', async () => {
  const strategies = ['field-by-field'];
  const places = [{ layout: 'v5.17', state: 'dram', retirement: 'drained' }];
  const request = { ...REQUEST, places, strategies, resets: null, cpuVendor: 'AuthenticAMD' };
  const { events, groups, cells, warnings } = await withDouble('amd', (perf) =>
    countStrategies(perf, request),
  );
  expect(events.find(({ quantity }) => quantity === 'store-buffer-full')).toMatchObject({
    event: 'de_dispatch_stall_cycle_dynamic_tokens_part1.store_queue_rsrc_stall:u',
    eventDescription: expect.stringContaining('store queue tokens'),
    reason: null,
  });
  expect(groups.every((group) => group.length <= 9)).toBe(true);
  expect(warnings).toEqual([expect.stringContaining('fewer misses and cycles per call')]);
  // The double takes no time for any number of them.
  expect(cells[0]?.resetsPerRun).toBeGreaterThanOrEqual(1_000_000);
});

describe('perf that cannot count', () => {
  it.each([
    ['old', /^perf 5\.10\.226 has no stat -j/],
    ['paranoid', /^perf can count nothing here: .*perf_event_paranoid.*CAP_PERFMON/],
    ['garbled', /^cannot read what perf 6\.1\.99 stat -j printed: /],
    ['wrapper', /no version: install the perf of the running kernel/],
  ])('is told in one line: %s', async (whose, message) => {
    const counted = withDouble(whose, (perf) => countStrategies(perf, REQUEST));
    await expect(counted).rejects.toThrow(message);
  });

  it('is told with its package where it is missing', () => {
    vi.stubEnv('PATH', '/nonexistent');
    try {
      expect(() => requirePerf(new AbortController().signal)).toThrow(/apt-get install linux-perf/);
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it('ends at once when aborted', async () => {
    const controller = new AbortController();
    const onProgress = (done: number) => {
      if (done === 3) controller.abort();
    };
    const counted = withDouble(
      'intel',
      (perf) => countStrategies(perf, { ...REQUEST, onProgress }),
      controller.signal,
    );
    await expect(counted).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
  });
});
