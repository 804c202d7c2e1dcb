import { describe, expect, it } from 'vitest';
import { DISTURBANCES } from '../../src/host/native-jobs.js';
import type { Model } from './model.js';
import { selfTest } from './model.js';

async function failuresOf(lie: Partial<Model>): Promise<string[]> {
  const { passed, failures } = (await selfTest(lie)).result;
  expect(passed).toBe(failures.length === 0);
  return failures;
}

/** Chains this long or longer serve as the self-test's clock. */
const CLOCK_CYCLES = 3000;
/** What every column has, besides its delay. */
const COMMON_CYCLES = 256;
const lost = (cycles: number) => COMMON_CYCLES + 0.9 * (cycles - COMMON_CYCLES);

describe('delays of which a tenth is lost', () => {
  it('are missed, and named one by one', async () => {
    const lie = { cyclesOf: (cycles: number) => (cycles < CLOCK_CYCLES ? lost(cycles) : cycles) };
    const failures = await failuresOf(lie);
    const delays = [1, 5, 20, 60, 200];
    expect(failures).toHaveLength(delays.length);
    for (const [index, nominal] of delays.entries()) {
      expect(failures[index]).toMatch(/^injection: of /);
      expect(failures[index]).toContain(`(nominally ${nominal})`);
    }
  });

  it('only above 100 ns are missed there', async () => {
    const lie = {
      cyclesOf: (cycles: number) => (cycles > 700 && cycles < CLOCK_CYCLES ? lost(cycles) : cycles),
    };
    const failures = await failuresOf(lie);
    expect(failures).toHaveLength(1);
    expect(failures[0]).toContain('(nominally 200)');
  });

  it('of a tick scale that is wrong for everything show in the clock', async () => {
    // The longest chain is the clock for the others, so they agree with it.
    const { result } = await selfTest({ cyclesOf: (cycles) => 0.9 * cycles });
    expect(result.clock.coreHzInRounds / result.clock.coreHz).toBeCloseTo(1 / 0.9, 2);
  });

  // Fails while the two clocks are shown but not compared.
  it('all over fail the test too', async () => {
    const failures = await failuresOf({ cyclesOf: (cycles) => 0.9 * cycles });
    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatch(/^clock: /);
  });
});

describe('a clock that runs faster in the rounds than when it was calibrated', () => {
  it('is no lie: delays are cycles, and these are found', async () => {
    const { result } = await selfTest({ coreHz: 2.5e9, coreHzInRounds: 3.7e9 });
    expect(result.failures.filter((failure) => failure.startsWith('injection'))).toEqual([]);
    expect(result.clock.coreHzInRounds / 3.7e9).toBeCloseTo(1, 2);
    expect(result.clock.coreHz).toBe(2.5e9);
  });
});

describe('the same code that differs by its column', () => {
  it('is found, and the failure says how often', async () => {
    // The second to the fifth of each A/A job; the first and the sixth make its noise floor.
    const lie: Partial<Model> = {
      biasNs: (column, { columns }) =>
        columns.includes('empty') && column >= 1 && column <= 4 ? 12 : 0,
    };
    const { result } = await selfTest(lie);
    expect(result.passed).toBe(false);
    expect(result.aa.significant / result.aa.comparisons).toBeGreaterThan(0.9);
    expect(result.failures).toEqual([
      `A/A: ${result.aa.significant} of ${result.aa.comparisons} comparisons of the same code ` +
        'were called different, at most 5 % may be',
    ]);
  });

  it('is no verdict where the A/A column differs as much, but the resolution says so', async () => {
    const biasNs: Model['biasNs'] = (column, { columns }) =>
      columns.includes('empty') && column === 0 ? 12 : 0;
    const { result } = await selfTest({ biasNs });
    expect(result.aa.significant / result.aa.comparisons).toBeLessThanOrEqual(0.05);
    expect(result.aa.excludingZero / result.aa.comparisons).toBeGreaterThan(0.9);
    for (const { nsPerFullReset } of result.resolution) {
      expect(nsPerFullReset).toBeGreaterThan(11);
    }
  });
});

describe('probes that cost nothing', () => {
  /** ns of each probe, which are in no other column. */
  const probes = (cost: (strategy: string) => number): Partial<Model> => ({
    extraNs: (strategy) => (strategy.startsWith('probe-') ? cost(strategy) : 0),
  });

  it.each([
    ['probe-extra-store', ['probe-extra-store in state hot']],
    ['probe-extra-line', ['probe-extra-line in state hot', 'probe-extra-line in state dram']],
  ])('%s is missed, and named', async (free, named) => {
    const failures = await failuresOf(probes((strategy) => (strategy === free ? 0 : 5)));
    expect(failures).toHaveLength(named.length);
    for (const [index, name] of named.entries()) {
      expect(failures[index]).toContain(`probe: ${name} was not seen to cost more`);
    }
  });

  it('or less than the baseline are missed too: it is the sign that counts', async () => {
    const failures = await failuresOf(probes(() => -5));
    expect(failures).toHaveLength(3);
    for (const failure of failures) expect(failure).toMatch(/^probe: .*\(-\d/);
  });
});

describe('a state that the host does not give', () => {
  it('is no failure, and said', async () => {
    const { result } = await selfTest({ reached: (state) => state !== 'l2-evicted' });
    expect(result.failures).toEqual([]);
    expect(result.states.map(({ state, reached }) => [state, reached])).toEqual([
      ['hot', true],
      ['l1-evicted', true],
      ['l2-evicted', false],
      ['dram', true],
    ]);
    const shares = result.states.map(({ reachedShare }) => reachedShare);
    expect(shares).toEqual([1, 1, 0.25, 1]);
  });
});

describe('a host that disturbs nearly every round', () => {
  it('gives no verdict on the same code, so none that is wrong', async () => {
    const switched = 1 << DISTURBANCES.indexOf('switched');
    const { result } = await selfTest({
      disturbed: (round) => (round < 4 ? 0 : switched),
      biasNs: (column) => (column % 2 === 0 ? 0 : 5),
    });
    expect(result.aa.significant).toBe(0);
    expect(result.aa.comparisons).toBeGreaterThanOrEqual(200);
  });
});
