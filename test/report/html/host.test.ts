import { describe, expect, it } from 'vitest';
import { HOST } from '../../../src/report/html/sections/host.js';
import type { Result } from '../../../src/report/result.js';
import { fixture } from '../fixtures.js';
import { expectHarmless, NASTY, rowsOf, shown } from './explained.js';

const full = fixture('full');
const page = shown(HOST, full);
const rows = rowsOf(page);

describe('the host and the run', () => {
  it('begin with the warnings', () => {
    expect(page.indexOf('remote: only one other CPU')).toBeGreaterThan(0);
    expect(page.indexOf('remote: only one other CPU')).toBeLessThan(page.indexOf('How to repeat'));
    expect(shown(HOST, { ...full, warnings: [] })).toContain('The run gave no warnings.');
  });

  it('say how to repeat the run: command, seed, plan', () => {
    expect(page).toContain(
      '<code>kvm-mmu-bench run --layout v5.16 --output results/latest.json</code>',
    );
    expect(page).toContain('<code>kvm-mmu-bench run --replan FILE</code>');
    expect(rows).toContainEqual(['seed', '36']);
  });

  it('do not offer a plan that the result has not', () => {
    expect(shown(HOST, fixture('no-cells'))).not.toContain('--replan');
  });

  it('name the machine, its clocks and its caches', () => {
    expect(rows).toContainEqual([
      'CPU',
      'Example Processor 9005 with sixteen cores (AuthenticAMD 26/2/1)',
    ]);
    expect(rows).toContainEqual(['core clock', '3.731 GHz']);
    expect(rows).toContainEqual(['TSC', '2.596 GHz, in steps of 10.0 ns']);
    expect(rows).toContainEqual(['L1', 'data', '48 KiB', '12', '64', '64 B']);
    expect(rows).toContainEqual(['hypervisor', 'none: bare metal']);
    expect(rows).toContainEqual([
      'no hardware counters',
      'ENOENT: this virtual machine exposes no performance counters',
    ]);
  });

  it('name versions, build and what the kernel does to addresses', () => {
    expect(rows).toContainEqual(['tool', 'kvm-mmu-bench 0.1.0, gcc 12.2.0, Node v20.20.2']);
    expect(rows).toContainEqual(['addon (SHA-256)', '0123456789abcdef'.repeat(4)]);
    expect(rows).toContainEqual(['address randomisation', 'on']);
    expect(rows).toContainEqual(['took', '51 s']);
    expect(rowsOf(shown(HOST, { ...full, complete: false }))).toContainEqual([
      'took',
      '51 s, INTERRUPTED',
    ]);
  });

  it('name strategies that were skipped, with the reason', () => {
    expect(page).toContain('<li>memcpy-avx2: left out by --strategy</li>');
  });
});

describe('the trust in a run', () => {
  it('is told by its disturbances', () => {
    const { rounds, setAside, causes } = full.disturbances;
    expect(rows).toContainEqual(['rounds', String(rounds)]);
    expect(rows).toContainEqual(['set aside', String(setAside)]);
    for (const [cause, count] of Object.entries(causes)) {
      expect(rows).toContainEqual([`because ${cause}`, String(count)]);
    }
    expect(rows).toContainEqual(["jobs' time in timed or state-setting code", '87.4 %']);
  });

  it('is told by the noise floors', () => {
    expect(rows).toContainEqual(['writes', 'dram', 'drained', '±9.1', '3']);
  });

  it('is told by benny, whose gaps are judged as in the terminal', () => {
    const [, , wide] = full.crossChecks;
    expect(rows.find(([, , name]) => name === wide?.strategy)?.at(-1)).toBe('14.2 %');
    expect(page).toContain('! 1 of 4 gaps exceed 10 %');
    expect(shown(HOST, { ...full, crossChecks: [] })).toMatch(
      /Not shown: the cross-check by benny: <code>npm run bench:native<\/code> makes it/,
    );
  });

  it('is told by how cache states were proven', () => {
    const missed = rowsOf(shown(HOST, fixture('state-not-reached')));
    expect(
      missed.find(([layout, state]) => layout === 'v5.16@40' && state === 'dram')?.slice(3, 8),
    ).toEqual(['14.2 ns', '104 ns', '71.0 ns', '', '12.5 % !']);
  });
});

describe('the counters', () => {
  const REASON = 'perf_event_open(cycles): No such file or directory: no PMU';
  const COUNTED = {
    event: 'instructions',
    perReset: { estimate: 22.4, low: 22.1, high: 22.7 },
    reason: null,
    countedShare: 0.5,
  };

  /** Instructions were counted, two other events were not. */
  function withCounters(result: Result): Result {
    const missed = { event: 'cycles', perReset: null, reason: REASON, countedShare: 0 };
    const uncounted = [
      { event: 'cycles', reason: REASON },
      { event: 'LLC-misses', reason: REASON.replace('cycles', 'LLC-misses') },
    ];
    const plan = { ...result.plan, counters: [COUNTED.event], uncounted };
    const cells = result.cells.map((cell) => ({ ...cell, counters: [COUNTED, missed] }));
    return { ...result, plan, cells, countingShare: 0.012 };
  }

  it('are shown by state and strategy with their intervals and the share of regions', () => {
    const counted = shown(HOST, withCounters(full));
    expect(rowsOf(counted)).toContainEqual(['state', 'strategy', 'instructions']);
    expect(rowsOf(counted)).toContainEqual(['dram', 'init-flag', '22.4 [22.1, 22.7] (50.0 %)']);
    expect(counted).toContain('1.2 %');
  });

  it('name what could not be counted once, with its reason', () => {
    const counted = shown(HOST, withCounters(full));
    expect(counted.match(/no PMU/g)).toHaveLength(1);
    expect(counted).toContain(`<li>cycles, LLC-misses: ${REASON}</li>`);
  });

  it('are left out with how to get them', () => {
    expect(page).toMatch(/Not shown: events: none were counted; <code>.*--counters auto/);
  });
});

describe('names and texts of a result', () => {
  it('are text', () => {
    expectHarmless(shown(HOST, fixture('hostile')));
    const nasty: Result = {
      ...full,
      command: NASTY,
      warnings: [NASTY],
      host: { ...full.host, hostname: NASTY, features: [NASTY] },
      plan: { ...full.plan, skipped: [{ strategy: NASTY, reason: NASTY }] },
    };
    expectHarmless(shown(HOST, nasty));
  });
});
