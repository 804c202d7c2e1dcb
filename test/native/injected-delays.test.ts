/** Delays of known numbers of cycles: what the self-test measures the instrument with. */

import { describe, expect, it } from 'vitest';
import { addon, registry } from './support/addon.js';
import { bankRequest, ignore } from './support/requests.js';

const RETRY = { retry: 2 };
/** In every column, because the first cycles hide beside call and return. */
const COMMON = 256;

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** Median ticks per reset of the baseline with each of these delays. */
async function ticksWith(
  cycles: readonly number[],
  changes: { state?: string; retirement?: string },
) {
  const columns = cycles.map(() => registry.baseline);
  const injectedCycles = Uint16Array.from(cycles, (each) => COMMON + each);
  const request = bankRequest({ columns, rounds: 120, injectedCycles, ...changes });
  const { ticks, resetsPerRegion } = await addon.startBank(request, ignore).samples;
  return cycles.map((_, column) => {
    const own = [...ticks].filter((_tick, index) => index % cycles.length === column);
    return median(own) / resetsPerRegion;
  });
}

describe.each(registry.retirements)('a delay, $name', ({ name: retirement }) => {
  it('takes time in proportion to its cycles', RETRY, async () => {
    const [none = 0, one = 0, two = 0, three = 0] = await ticksWith([0, 1000, 2000, 3000], {
      retirement,
    });
    expect(one).toBeGreaterThan(none);
    expect((two - none) / (one - none)).toBeCloseTo(2, 1);
    expect((three - none) / (one - none)).toBeCloseTo(3, 1);
  });

  it('of few cycles shows as well', RETRY, async () => {
    const [none = 0, few = 0, many = 0] = await ticksWith([0, 64, 640], { retirement });
    expect((many - none) / (few - none)).toBeGreaterThan(8);
    expect((many - none) / (few - none)).toBeLessThan(12);
  });
});

describe('a delay', () => {
  it('is there in every cache state', RETRY, async () => {
    for (const { name: state } of registry.states) {
      const [none = 0, long = 0] = await ticksWith([0, 3000], { state });
      expect(long, state).toBeGreaterThan(1.5 * none);
    }
  });

  it('of no cycles, and the longest that there is, can be asked for', async () => {
    const request = bankRequest({
      columns: [registry.baseline, registry.baseline],
      injectedCycles: Uint16Array.of(0, 4096),
    });
    const { ticks } = await addon.startBank(request, ignore).samples;
    expect(Math.min(...ticks)).toBeGreaterThan(0);
  });
});
