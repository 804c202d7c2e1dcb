/**
 * What happened before a reset shows in the lines that it finds, and in what it costs: orderings
 * and ratios within one job, by margins that are a fraction of what machines show.
 */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ArmRequest } from '../../src/host/native-lab.js';
import { addon } from './support/addon.js';
import { askFor, means, measure, needsOption, RETRY, settingNamed } from './support/lab.js';
import { needs } from './support/needs.js';
import { tscHz } from './support/requests.js';

/** Structs and images of so many stay in any first-level cache. */
const VCPUS = 8;
const MOST_TOUCHED = 64 << 20;

/**
 * For a while a hypervisor may run two virtual CPUs, or a neighbour's, on one core: then they share
 * its caches. Wait until it moves them.
 */
const PATIENT = { retry: { count: 4, delay: 1500 } };

/** Facts of each arm, from a few rounds. */
async function factsOf(arms: Partial<ArmRequest>[]) {
  const few = arms.map((each) => ({ vcpus: VCPUS, ...each }));
  return (await measure(few, 2, { tscHz: tscHz() })).samples.arms;
}

async function latenciesOf(arms: Partial<ArmRequest>[]): Promise<number[]> {
  return (await factsOf(arms)).map(({ loadLatencyNs }) => loadLatencyNs);
}

describe('a setting', () => {
  it.for(means.settings)('$name: runs, or says why not', async (option, context) => {
    const { name: setting, description, unavailable } = option;
    expect(description).toMatch(/\w+ \w+/);
    if (unavailable !== null) expect(unavailable).toMatch(/\w+ \w+/);
    needsOption(context, option);
    const touched: Partial<ArmRequest> = { setting, bytes: 1 << 20 };
    const { samples, ticksPerReset } = await measure([touched, { ...touched, scope: 'init' }], 6);
    expect(samples.rounds).toBe(6);
    expect(Math.min(...samples.ticks)).toBeGreaterThan(0);
    expect(Math.min(...ticksPerReset)).toBeGreaterThan(0);
    for (const { resets, loadLatencyNs, settingNs } of samples.arms) {
      expect(resets).toBe(16);
      expect(loadLatencyNs).toBeGreaterThan(0);
      expect(settingNs).toBeGreaterThan(0);
    }
  });

  it('that there is always, whatever the machine', () => {
    const always = ['hot', 'l1-evicted', 'l2-evicted', 'dram'];
    const anywhere = [...always, 'many-pages', 'few-pages', 'reads', 'writes'];
    expect(anywhere.filter((name) => settingNamed(name).unavailable !== null)).toEqual([]);
  });
});

describe('loads of the lines take longer, the farther a setting leaves them', () => {
  it('hot, in the second level, in memory', PATIENT, async () => {
    const settings = ['hot', 'l1-evicted', 'dram'];
    const latencies = await latenciesOf(settings.map((setting) => ({ setting })));
    const [hot = 0, l1Evicted = 0, dram = 0] = latencies;
    expect(l1Evicted / hot).toBeGreaterThan(1.3);
    expect(dram / l1Evicted).toBeGreaterThan(3);
  });

  it('after a line each of many pages, more than after as many lines of few', RETRY, async () => {
    const [many = 0, few = 0] = await latenciesOf([
      { setting: 'many-pages' },
      { setting: 'few-pages' },
    ]);
    expect(many / few).toBeGreaterThan(1.3);
  });

  it.each(['reads', 'writes'])('after %s of 64 MiB, not of nothing', RETRY, async (setting) => {
    const sizes = [0, MOST_TOUCHED].map((bytes) => ({ setting, bytes }));
    const [nothing, much] = await factsOf(sizes);
    expect((much?.loadLatencyNs ?? 0) / (nothing?.loadLatencyNs ?? 0)).toBeGreaterThan(3);
    expect((much?.settingNs ?? 0) / (nothing?.settingNs ?? 0)).toBeGreaterThan(100);
  });
});

/** Hardware threads of one core share its caches: nothing is remote to the other. */
function shareACore(one: number, other: number): boolean {
  const list = `/sys/devices/system/cpu/cpu${one}/topology/thread_siblings_list`;
  const siblings = readFileSync(list, 'utf8').trim().split(',');
  return siblings.some((range) => {
    const [first = '', last = first] = range.split('-');
    return Number(first) <= other && other <= Number(last);
  });
}

describe('dirty in another core’s cache', () => {
  it('a line is farther than hot, and a reset costs more', PATIENT, async (context) => {
    needsOption(context, settingNamed('remote'));
    const [other = 0] = addon.inspectHost().allowedCpus;
    const request = [{ setting: 'hot' }, { setting: 'remote' }];
    const { samples, ticksPerReset } = await measure(request, 40);
    const together = shareACore(samples.pinnedCpu, other);
    context.skip(together, `CPUs ${samples.pinnedCpu} and ${other} are threads of one core`);
    const [hot = 0, remote = 0] = samples.arms.map(({ loadLatencyNs }) => loadLatencyNs);
    expect(remote / hot).toBeGreaterThan(2);
    expect((ticksPerReset[1] ?? 0) / (ticksPerReset[0] ?? 0)).toBeGreaterThan(1.3);
  });
});

describe('a process that may run on one CPU only', () => {
  it('has no other core, is told so, and a job does not wait for one', (context) => {
    needs('taskset', 'util-linux')(context);
    const cpu = String(addon.inspectHost().allowedCpus.at(-1));
    expect(askFor('remote', ['taskset', '-c', cpu])).toEqual({
      found: expect.stringContaining('needs two CPUs'),
      rejected: expect.stringContaining('CPU'),
    });
  });
});

describe('of one line only', () => {
  const lines = 1;

  it('its loads are slow, the reset waits for this one', PATIENT, async () => {
    const arms = [{ setting: 'hot' }, { setting: 'dram', lines }, { setting: 'dram' }];
    const { samples, ticksPerReset } = await measure(arms, 40);
    const [near = 0, far = 0] = samples.arms.map(({ loadLatencyNs }) => loadLatencyNs);
    expect(far / near).toBeGreaterThan(2);
    const [hot = 0, one = 0, all = 0] = ticksPerReset;
    expect(one / hot).toBeGreaterThan(1.3);
    expect(all / one).toBeGreaterThan(1.1);
  });

  it('that a reset does not write, it costs what hot lines cost', PATIENT, async () => {
    // The last line of v5.17's struct at phase 16: the end of pdptrs.
    const pdptrs = 1 << 6;
    const { samples, ticksPerReset } = await measure(
      [{ setting: 'hot' }, { setting: 'dram', lines: pdptrs }, { setting: 'dram' }],
      40,
    );
    const [near = 0, far = 0] = samples.arms.map(({ loadLatencyNs }) => loadLatencyNs);
    expect(far / near).toBeGreaterThan(2);
    const [hot = 0, untouched = 0, all = 0] = ticksPerReset;
    expect(untouched - hot).toBeLessThan((all - hot) / 4);
  });
});

describe('an exit', () => {
  it('to the hypervisor takes longer than writing hot lines', RETRY, async (context) => {
    needsOption(context, settingNamed('cpuid-exit'));
    const [hot, exit] = await factsOf([
      { setting: 'hot', vcpus: 1 },
      { setting: 'cpuid-exit', vcpus: 1 },
    ]);
    expect((exit?.settingNs ?? 0) / (hot?.settingNs ?? 0)).toBeGreaterThan(2);
  });
});
