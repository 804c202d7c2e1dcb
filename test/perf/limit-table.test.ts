/** Limits and measurements as text. */

import { describe, expect, it } from 'vitest';
import type { Limit } from '../../src/perf/limit.js';
import { limitReport } from '../../src/report/perf-limit-table.js';
import { textOptions } from '../../src/report/tables.js';
import { displayWidth } from '../../src/report/text.js';

const PLAIN = textOptions(undefined, false);
const PLACE = { layout: 'v5.17', guest: 'unpaged' } as const;
const MEASURED = { measuredCyclesPerCall: { estimate: 21, low: 18, high: 24 }, unmeasured: null };

const FULL: Limit = {
  ...{ ...PLACE, ...MEASURED, strategy: 'memcpy-constants-mov64', unmodelled: null, ratio: 1.5 },
  atBest: { instructionsPerCall: 26, microOpsPerCall: 28, cyclesPerCall: 14 },
};
const NO_LIMIT = (strategy: string): Limit => ({
  ...{ ...PLACE, ...MEASURED, strategy, atBest: null, unmodelled: 'it loops', ratio: null },
});
const UNMEASURED: Limit = {
  ...{ ...FULL, strategy: 'init-flag', measuredCyclesPerCall: null },
  ...{ unmeasured: 'too few rounds were measured', ratio: null },
};

const text = limitReport(
  {
    tool: 'LLVM version 14.0.6',
    cpuModel: { name: 'znver3', note: 'this llvm-mca has no model of znver5' },
    coreHz: 3.7e9,
    limits: [FULL, NO_LIMIT('memcpy-mov64'), NO_LIMIT('memcpy-nontemporal'), UNMEASURED],
    skipped: [{ strategy: 'memcpy-avx512', reason: 'needs avx512f' }],
    warnings: ['one CPU only'],
  },
  PLAIN,
);

describe('the table of limits', () => {
  it('has the limit, what was measured and their ratio', () => {
    expect(text).toMatch(/^memcpy-constants-mov64 +26 +28 +14\.0 +21 \[18, 24\] +1\.50$/m);
    expect(text).toMatch(/^Limits: v5\.17, unpaged, writes$/m);
  });

  it('shows what is missing as that, and each reason once', () => {
    expect(text).toMatch(/^memcpy-mov64 +n\/a +n\/a +n\/a +21 \[18, 24\] +n\/a$/m);
    expect(text).toMatch(/^init-flag +26 +28 +14\.0 +n\/a +n\/a$/m);
    expect(text).toMatch(/^memcpy-mov64, memcpy-nontemporal: it loops$/m);
    expect(text).toMatch(/^init-flag: too few rounds were measured$/m);
  });

  it('names the CPU model, why it is not the host’s, the clock and the warnings, in 80 columns', () => {
    const flat = text.replace(/\s+/g, ' ');
    expect(flat).toContain('llvm-mca (LLVM version 14.0.6) models znver3');
    expect(flat).toContain('measured at 3.70 GHz');
    for (const note of ['no model of znver5', 'memcpy-avx512: needs avx512f', 'one CPU only']) {
      expect(flat).toContain(note);
    }
    for (const line of text.split('\n')) {
      expect(displayWidth(line), line).toBeLessThanOrEqual(80);
    }
  });
});
