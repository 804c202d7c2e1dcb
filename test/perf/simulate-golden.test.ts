/** The golden counts are complete, and agree with what is known of the kernel's stores. */

import { beforeEach, describe, expect, it } from 'vitest';
import { addonPath, loadAddon } from '../../src/host/addon.js';
import { goldenPlans, placeOf, readGolden } from './simulated-golden.js';

beforeEach(({ skip }) =>
  skip(addonPath() === null, 'the addon is missing: npm run install builds it'),
);

const golden = readGolden();

describe('the golden counts of simulations', () => {
  it('are of every layout and strategy: else run test/perf/update-simulated.ts', () => {
    const expected: Record<string, string[]> = {};
    for (const plan of goldenPlans(loadAddon().registry())) {
      expected[placeOf(plan)] = [...(expected[placeOf(plan)] ?? []), plan.strategy];
    }
    const found = Object.entries(golden.perCall).map(([place, lines]) => [
      place,
      Object.keys(lines),
    ]);
    expect(Object.fromEntries(found)).toEqual(expected);
  });

  // Counted in the disassembly of a kernel: reference facts of v5.17.
  it.each([
    ['v5.17 unpaged', 22],
    ['v5.17 four-level', 48],
  ])('%s: field-by-field makes the %i stores of the kernel', (place, stores) => {
    const line = golden.perCall[place]?.['field-by-field']?.split(' ');
    expect(golden.columns.split(' ')[2]).toBe('dataWrites');
    expect(Number(line?.[2])).toBe(stores);
  });
});
