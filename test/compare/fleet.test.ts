import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { summariseFleet } from '../../src/compare/fleet.js';
import { fleetSchema } from '../../src/compare/fleet-schema.js';
import type { Run } from '../../src/compare/types.js';
import type { HostReport } from '../../src/report/result.js';
import { altered, COSTS, run } from './runs.js';

function host(seed: number, changes: Partial<HostReport>, factor = 1): Run {
  const each = run({ seed, factor, roundSd: 0, placementSd: 0 });
  const named = { hostname: `node-${seed}`, ...changes };
  return altered(each, { host: { ...each.result.host, ...named } });
}

const ZEN = { cpuModel: 'AMD EPYC', cpuVendor: 'AuthenticAMD' };
const XEON = { cpuModel: 'Xeon', cpuVendor: 'GenuineIntel' };

describe('a fleet', () => {
  const runs = [host(1, ZEN), host(2, XEON, 2), host(3, ZEN, 1.5), host(4, ZEN, 1.25)];
  const fleet = summariseFleet(runs);

  it('is grouped by CPU model, in the order of the files', () => {
    expect(fleet.groups.map(({ cpu, files }) => [cpu, files])).toEqual([
      ['AMD EPYC (AuthenticAMD 26/2/1)', ['run-1.json', 'run-3.json', 'run-4.json']],
      ['Xeon (GenuineIntel 26/2/1)', ['run-2.json']],
    ]);
  });

  it('has by group and cell the median and the farthest hosts, of costs and of savings', () => {
    const [zen, xeon] = fleet.groups;
    const cell = (strategy: string, cells = zen?.cells) =>
      cells?.find((each) => each.strategy === strategy && each.state === 'hot');
    expect(cell('init-flag')).toMatchObject({
      hosts: 3,
      nsPerReset: { median: 100, least: 80, most: 120 },
      savingNsPerReset: { median: 25, least: 20, most: 30 },
    });
    expect(cell('field-by-field')?.savingNsPerReset).toBeNull();
    expect(cell('constant-once', xeon?.cells)?.nsPerReset).toEqual({
      median: 120,
      least: 120,
      most: 120,
    });
  });

  it('tells of every host what it is', () => {
    expect(fleet.hosts.map(({ hostname, kernel }) => [hostname, kernel])).toEqual(
      [1, 2, 3, 4].map((each) => [`node-${each}`, '6.12.9']),
    );
    expect(fleet.warnings).toEqual([]);
  });

  it('is a document that its schema knows', () => {
    expect(fleetSchema.parse(JSON.parse(JSON.stringify(fleet)))).toEqual(fleet);
  });

  it('leaves out what did not reach its state, and says so', () => {
    const spoiled = host(5, ZEN);
    const cells = spoiled.result.cells.map((cell) => ({
      ...cell,
      stateCheck: { ...cell.stateCheck, reached: cell.state === 'hot' },
    }));
    const [zen] = summariseFleet([host(1, ZEN), altered(spoiled, { cells })]).groups;
    for (const { state, hosts, leftOut } of zen?.cells ?? []) {
      expect(hosts).toBe(state === 'hot' ? 2 : 1);
      expect(leftOut).toEqual(state === 'hot' ? [] : ['state not reached in run-5.json']);
    }
  });

  it('counts a run once, and warns of hosts that have one name', () => {
    const same = { ...host(1, ZEN), source: 'copy.json' };
    const { hosts, warnings } = summariseFleet([
      host(1, ZEN),
      same,
      host(2, { ...ZEN, hostname: 'node-1' }),
    ]);
    expect(hosts.map(({ file }) => file)).toEqual(['run-1.json', 'run-2.json']);
    expect(warnings).toEqual([
      'copy.json is left out: the same run as run-1.json',
      '2 files say that their host is node-1: counted as 2 hosts',
    ]);
  });

  it('warns where a name stands for several layouts', () => {
    const other = host(2, ZEN);
    const lineMaps = other.result.lineMaps.map((map) => ({ ...map, sizeBytes: 999 }));
    const { warnings } = summariseFleet([host(1, ZEN), altered(other, { lineMaps })]);
    expect(warnings).toEqual([
      'layout v5.16 has not the same fields in all files: its rows mix layouts',
    ]);
  });

  it('of any size has its median between its ends', () => {
    const factors = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(factors, (each) => {
        const [group] = summariseFleet(each.map((factor, seed) => host(seed, ZEN, factor))).groups;
        const sorted = [...each].sort((a, b) => a - b).map((factor) => factor * COSTS['init-flag']);
        const cell = group?.cells.find(({ strategy }) => strategy === 'init-flag');
        const { median = 0, least = 0, most = 0 } = cell?.nsPerReset ?? {};
        const middle =
          (sorted[Math.floor((sorted.length - 1) / 2)] ?? 0) +
          (sorted[Math.floor(sorted.length / 2)] ?? 0);
        expect(least).toBeCloseTo(sorted[0] ?? 0, 6);
        expect(median).toBeCloseTo(middle / 2, 6);
        expect(most).toBeCloseTo(sorted.at(-1) ?? 0, 6);
      }),
      { numRuns: 30 },
    );
  });
});
