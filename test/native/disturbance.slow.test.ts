/** What else runs on the machine must not change the answer: it may only make it coarser. */

import { beforeEach, describe, expect, it } from 'vitest';
import type { CellSamples } from '../../src/measure/types.js';
import type { Interval } from '../../src/stats/types.js';
import { addon } from './support/addon.js';
import { besideBusy, type Found, measureSaving, WAKING } from './support/load.js';
import { needs } from './support/needs.js';

const { allowedCpus } = addon.inspectHost();
const cpu = allowedCpus.at(-1) ?? 0;
const other = allowedCpus.find((each) => each !== cpu);

const SECONDS = 1.5;
const OPTIONS = { retry: 1, timeout: 60_000 };

/** Clocks change with the load of the whole package, and the real neighbours come and go. */
const SLACK = 0.25;

/** From the lowest to the highest end, and a quarter of these beyond. */
function union(...intervals: readonly Interval[]) {
  const low = Math.min(...intervals.map((each) => each.low));
  const high = Math.max(...intervals.map((each) => each.high));
  return { low: low - SLACK * Math.abs(low), high: high + SLACK * Math.abs(high) };
}

/** The quiet truth just before and just after, and what was found in between. */
async function sandwiched(between: () => Promise<Found>) {
  const before = await measureSaving(cpu, SECONDS, 1);
  const found = await between();
  const after = await measureSaving(cpu, SECONDS, 2);
  return { truth: union(before.saving, after.saving), quiet: [before, after], found };
}

function expectTheTruth({ truth, found }: Awaited<ReturnType<typeof sandwiched>>): void {
  if (found.tooNoisy) return;
  const { low, high } = found.saving;
  const text = `found ${low} to ${high}, truth within ${truth.low} to ${truth.high}`;
  expect(low, text).toBeLessThanOrEqual(truth.high);
  expect(high, text).toBeGreaterThanOrEqual(truth.low);
}

/** A slice lasts milliseconds: over the 256 resets of a region, ten microseconds and more a reset. */
const SLICE_NS_PER_RESET = 5_000;

function longestKeptNs({ columns, disturbances }: CellSamples): number {
  const kept = columns.flatMap(({ ns }) => [...ns].filter((_, round) => disturbances[round] === 0));
  return kept.reduce((longest, each) => Math.max(longest, each), 0);
}

beforeEach(needs('taskset', 'util-linux'));

describe('a program that competes for the measuring CPU', () => {
  it('leaves the saving what it is, and no kept region holds a slice of it', OPTIONS, async () => {
    const all = await sandwiched(() => besideBusy([cpu], () => measureSaving(cpu, SECONDS, 3)));
    expectTheTruth(all);
    const { samples } = all.found;
    expect(samples.pinnedCpu).toBe(cpu);
    expect(longestKeptNs(samples)).toBeLessThan(SLICE_NS_PER_RESET);
  });

  it('is noticed within regions, which are measured again', OPTIONS, async () => {
    const action = () => measureSaving(cpu, SECONDS, 3);
    const { samples } = await besideBusy([cpu], action, WAKING);
    expect(samples.repeatedRegions).toBeGreaterThan(10);
  });

  it('takes far more of the job’s time than it spoils of the rounds', OPTIONS, async () => {
    const { samples, setAside } = await besideBusy([cpu], () => measureSaving(cpu, SECONDS));
    expect(samples.rounds).toBeGreaterThan(100);
    // Half of the time is the other program's, and a round is a small part of a time slice.
    expect(setAside / samples.rounds).toBeLessThan(0.25);
  });
});

describe('a program on another CPU', () => {
  beforeEach(({ skip }) => skip(other === undefined, 'there is one CPU only'));

  it('leaves the saving what it is', OPTIONS, async () => {
    expectTheTruth(
      await sandwiched(() => besideBusy([other ?? 0], () => measureSaving(cpu, SECONDS, 3))),
    );
  });

  it('and one on each CPU, too', OPTIONS, async () => {
    const all = await sandwiched(() =>
      besideBusy([cpu, other ?? 0], () => measureSaving(cpu, SECONDS, 3)),
    );
    expectTheTruth(all);
    expect(longestKeptNs(all.found.samples)).toBeLessThan(SLICE_NS_PER_RESET);
  });
});
