/** From the counts of runs to counts per call. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Count } from '../../src/perf/stat-output.js';
import { parseReplay, type ReplayRun, summarise } from '../../src/perf/stat-per-call.js';
import { flyPilot, REPETITIONS, resetsPerRun } from '../../src/perf/stat-plan.js';
import type { StatEvent } from '../../src/perf/stat-types.js';

const PLACE = { layout: 'v5.17', state: 'hot', retirement: 'overlapped' };
const RESETS = 1000;

function event(quantity: string, reason: string | null = null): StatEvent {
  return {
    quantity,
    description: quantity,
    event: `${quantity}:u`,
    eventDescription: null,
    reason,
  };
}

function counted(value: number, percentRunning = 100): Count {
  return { value, percentRunning, reason: null };
}

/** One run of each strategy in each repetition, each event in runs of its own. */
function runsOf(
  quantities: readonly string[],
  countOf: (strategy: string, quantity: string, repetition: number) => Count | undefined,
): ReplayRun[] {
  return Array.from({ length: REPETITIONS }, (_, repetition) =>
    ['init-flag', 'empty'].flatMap((strategy) =>
      quantities.map((quantity): ReplayRun => {
        const count = countOf(strategy, quantity, repetition);
        return {
          strategy,
          repetition,
          events: [`${quantity}:u`],
          counts: new Map(count === undefined ? [] : [[quantity, count]]),
          resets: RESETS,
          nsPerReset: strategy === 'empty' ? 4 : 10,
          reached: true,
        };
      }),
    ),
  ).flat();
}

function cellOf(events: StatEvent[], runs: ReplayRun[]) {
  const [cell] = summarise(PLACE, ['empty', 'init-flag'], events, runs);
  if (cell === undefined) throw new Error('no cell');
  return cell;
}

describe('counts per call', () => {
  it('are exactly the difference, whatever each process counts once', () => {
    fc.assert(
      fc.property(fc.nat(1e9), fc.nat(500), fc.nat(500), (fixed, perCall, harness) => {
        const runs = runsOf(['cycles'], (strategy) =>
          counted(fixed + RESETS * (harness + (strategy === 'empty' ? 0 : perCall))),
        );
        const [count] = cellOf([event('cycles')], runs).counts;
        expect(count?.perCall?.estimate).toBeCloseTo(perCall, 5);
      }),
    );
  });

  it('have an interval as wide as what processes count once differs', () => {
    const runs = runsOf(['cycles'], (strategy, _, repetition) =>
      counted(strategy === 'empty' ? 5000 : 25_000 + 100 * repetition),
    );
    const [count] = cellOf([event('cycles')], runs).counts;
    expect(count?.perCall).toMatchObject({ estimate: 20.2, low: 20, high: 20.4 });
    expect(count?.perCall?.confidence).toBeCloseTo(0.9375, 4);
  });

  it('tell the least share of time, of the strategy or of empty', () => {
    const runs = runsOf(['cycles', 'branch-misses'], (strategy, quantity) =>
      counted(5, quantity === 'cycles' ? 100 : strategy === 'empty' ? 66.67 : 80),
    );
    const { counts } = cellOf([event('cycles'), event('branch-misses')], runs);
    expect(counts.map(({ percentRunning }) => percentRunning)).toEqual([100, 66.67]);
  });

  it('are null with the reason if a run lacks one', () => {
    const runs = runsOf(['cycles', 'branch-misses'], (strategy, quantity, repetition) => {
      if (quantity === 'cycles') return strategy === 'empty' ? undefined : counted(5);
      const absent = strategy === 'empty' && repetition === 3;
      return absent ? { value: null, percentRunning: null, reason: '<not counted>' } : counted(5);
    });
    const events = [event('cycles'), event('branch-misses'), event('LLC', 'no PMU')];
    expect(cellOf(events, runs).counts).toEqual([
      {
        ...{ quantity: 'cycles', perCall: null, percentRunning: null },
        reason: 'perf printed no count in 5 of 10 runs',
      },
      {
        ...{ quantity: 'branch-misses', perCall: null, percentRunning: null },
        reason: '<not counted> in 1 of 10 runs',
      },
      { quantity: 'LLC', perCall: null, percentRunning: null, reason: 'no PMU' },
    ]);
  });

  it("stand beside the replay's own time, and say if a state was missed even once", () => {
    const runs = runsOf(['cycles'], () => counted(5));
    expect(cellOf([event('cycles')], runs)).toMatchObject({
      resetsPerRun: RESETS,
      reached: true,
      timedNsPerCall: { estimate: 6, low: 6, high: 6 },
    });
    const missed = runs.map((run, index) => ({ ...run, reached: index !== 1 }));
    expect(cellOf([event('cycles')], missed).reached).toBe(false);
  });
});

describe("the replay's last line", () => {
  it('is read, and nothing else is taken for it', () => {
    expect(
      parseReplay('v5.17 empty dram drained unpaged: 100032 resets, 3.66 ns each, state reached\n'),
    ).toEqual({ resets: 100_032, nsPerReset: 3.66, reached: true });
    expect(parseReplay('a: 64 resets, 5 ns each, state NOT reached\n').reached).toBe(false);
    expect(() => parseReplay('usage: kvm-mmu-replay\n')).toThrow(/printed "usage: kvm/);
  });
});

describe('resets of a run', () => {
  it('take the time there is, after what a process needs to start', () => {
    const pilot = { startSeconds: 0.2, secondsPerReset: 1e-7 };
    // 20 s / 65 runs - 0.2 s, at 100 ns.
    expect(resetsPerRun(pilot, 65)).toBe(1_100_000);
    // No time left, so the least: 0.1 s.
    expect(resetsPerRun(pilot, 400)).toBe(1_000_000);
  });

  it('are tried in runs that grow until they take longer than a start varies', async () => {
    const tried: number[] = [];
    const pilot = await flyPilot(async (resets) => {
      tried.push(resets);
      // A busy machine: the wall clock tells nothing.
      return { wallSeconds: tried.length % 2, cpuSeconds: 0.05 + 1e-7 * resets };
    });
    expect(tried).toEqual([1, 10_000, 50_000, 250_000, 1_250_000]);
    expect(pilot.secondsPerReset).toBeCloseTo(1e-7, 9);
    expect(pilot.startSeconds).toBe(1);
  });

  it('are tried no longer than a run may be, if they take no time at all', async () => {
    const tried: number[] = [];
    await flyPilot(async (resets) => {
      tried.push(resets);
      return { wallSeconds: 0.2, cpuSeconds: 0.2 };
    });
    expect(Math.max(...tried)).toBeLessThanOrEqual(20_000_000);
  });

  it('are a number of them however odd the pilot was', () => {
    const seconds = fc.double({ min: 0, max: 1e4, noNaN: true });
    fc.assert(
      fc.property(seconds, seconds, fc.integer({ min: 1, max: 1e5 }), (one, other, runs) => {
        const resets = resetsPerRun({ startSeconds: one, secondsPerReset: other }, runs);
        expect(resets).toBeGreaterThanOrEqual(1000);
        expect(resets).toBeLessThanOrEqual(20_000_000);
        expect(Number.isInteger(resets)).toBe(true);
      }),
    );
  });
});
