/** Limits of the built code, and what was measured beside them. */

import { beforeEach, describe, expect, it } from 'vitest';
import { addonPath, loadAddon } from '../../src/host/addon.js';
import { compareLimits, type MeasuredCell, modelLimits } from '../../src/perf/limit.js';
import { LLVM_MCA, OBJDUMP, toolVersion } from '../../src/perf/tool.js';

const PLACE = { layout: 'v5.17', guest: 'unpaged' } as const;

describe('the built code', () => {
  beforeEach(({ skip }) => {
    skip(addonPath() === null, 'the addon is missing: npm run install builds it');
    skip(toolVersion(LLVM_MCA) === null, 'llvm-mca is missing: install the Debian package llvm');
    skip(toolVersion(OBJDUMP) === null, 'objdump is missing: install the Debian package binutils');
  });

  it('has a limit where it runs straight, which grows with its stores, and else a reason', async () => {
    const { strategies } = loadAddon().registry();
    const plans = strategies
      .filter(({ control }) => !control)
      .map(({ name: strategy }) => ({ ...PLACE, strategy }));
    const limits = await modelLimits(plans, {
      cpu: 'skylake-avx512',
      signal: new AbortController().signal,
    });
    expect(limits.map(({ strategy }) => strategy)).toEqual(plans.map(({ strategy }) => strategy));
    for (const { strategy, atBest, unmodelled } of limits) {
      expect(
        [atBest, unmodelled].filter((each) => each === null),
        strategy,
      ).toHaveLength(1);
    }
    const of = (name: string) => limits.find(({ strategy }) => strategy === name);
    expect(of('memcpy-rep-movsb')?.unmodelled).toContain('rep movs');
    expect(of('memcpy-libc')?.unmodelled).toContain('C library');
    // 22 stores, one in a cycle.
    expect(of('field-by-field')?.atBest?.cyclesPerCall).toBe(22);
    const cycles = ['constant-once', 'init-flag', 'field-by-field'].map(
      (name) => of(name)?.atBest?.cyclesPerCall ?? Number.NaN,
    );
    expect(cycles).toEqual(cycles.toSorted((a, b) => a - b));
  });
});

describe('beside what was measured', () => {
  const limit = {
    ...{ ...PLACE, strategy: 'init-flag', unmodelled: null },
    atBest: { instructionsPerCall: 26, microOpsPerCall: 26, cyclesPerCall: 14 },
  };
  const cell: MeasuredCell = {
    ...{ ...PLACE, strategy: 'init-flag', tooNoisy: false, stateCheck: { reached: true } },
    nsPerReset: { estimate: 7, low: 6, high: 8 },
  };

  it('ns become core cycles, and a ratio', () => {
    expect(compareLimits([limit], [{ ...cell, layout: 'v6.1' }, cell], 3e9)).toEqual([
      {
        ...limit,
        measuredCyclesPerCall: { estimate: 21, low: 18, high: 24 },
        unmeasured: null,
        ratio: 1.5,
      },
    ]);
  });

  it('without a limit there is no ratio', () => {
    const without = { ...limit, atBest: null, unmodelled: 'it loops' };
    expect(compareLimits([without], [cell], 3e9)).toMatchObject([
      { ratio: null, measuredCyclesPerCall: { estimate: 21 } },
    ]);
  });

  it.each([
    [[], 'too few rounds were measured'],
    [[{ ...cell, tooNoisy: true }], 'the measuring thread was interrupted in nearly every round'],
    [
      [{ ...cell, stateCheck: { reached: false } }],
      'the blocks could not be kept in the first-level cache',
    ],
  ])('without a good measurement there is a reason', (cells, unmeasured) => {
    expect(compareLimits([limit], cells, 3e9)).toMatchObject([
      { measuredCyclesPerCall: null, ratio: null, unmeasured },
    ]);
  });
});
