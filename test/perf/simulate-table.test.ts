/** Simulated counts as text. */

import { describe, expect, it } from 'vitest';
import type { Simulation } from '../../src/perf/simulate.js';
import { simulationReport } from '../../src/report/perf-simulate-table.js';
import { textOptions } from '../../src/report/tables.js';
import { displayWidth } from '../../src/report/text.js';
import { GOLDEN_CACHES } from './simulated-golden.js';

const PLAIN = textOptions(undefined, false);
const PLACE = { layout: 'v5.17', guest: 'unpaged', scope: 'writes' } as const;

const COUNTED: Simulation = {
  ...{ ...PLACE, state: 'l1-evicted', strategy: 'memcpy-constants-rep-movsb' },
  perCall: {
    ...{ instructions: 36, dataReads: 14, dataWrites: 22 },
    ...{ d1ReadMisses: 0, d1WriteMisses: 3.984375, llReadMisses: 0, llWriteMisses: 0 },
  },
  ...{ calls: 64, unavailable: null },
};
const NOT_COUNTED: Simulation = {
  ...{ ...PLACE, state: 'hot', strategy: 'memcpy-avx512' },
  ...{ perCall: null, calls: null, unavailable: "valgrind's simulated CPU has no avx512f" },
};

const text = simulationReport(
  {
    tool: 'valgrind-3.19.0',
    caches: { ...GOLDEN_CACHES, notes: ['LL: rounded'] },
    cells: [COUNTED, NOT_COUNTED],
    skipped: [{ strategy: 'memcpy-avx2', reason: 'needs avx2' }],
  },
  PLAIN,
);

describe('the tables of a simulation', () => {
  it('each say that they are simulated, and of which place', () => {
    expect(text.match(/^Simulated: .*$/gm)).toEqual([
      'Simulated: v5.17, unpaged, writes, l1-evicted',
      'Simulated: v5.17, unpaged, writes, hot',
    ]);
    expect(text).toMatch(/^Simulated by valgrind-3\.19\.0 \(callgrind\), not measured: /);
  });

  it('show whole numbers as such, and what is no number as that, with the reason', () => {
    expect(text).toMatch(/^memcpy-constants-rep-movsb +36 +14 +22 +0 +3\.98 +0 +0$/m);
    expect(text).toMatch(/^memcpy-avx512( +n\/a){7}$/m);
    expect(text).toContain("\nmemcpy-avx512: valgrind's simulated CPU has no avx512f");
  });

  it('come with the geometry, what was rounded and what cannot run here, in 80 columns', () => {
    expect(text.replace(/\s+/g, ' ')).toContain('D1 32 KiB 8-way, LL (L2) 1 MiB 16-way');
    expect(text).toContain('- LL: rounded');
    expect(text).toContain('- memcpy-avx2: needs avx2');
    for (const line of text.split('\n')) {
      expect(displayWidth(line), line).toBeLessThanOrEqual(80);
    }
  });
});
