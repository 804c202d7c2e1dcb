import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { exportCsv } from '../../src/export/csv.js';
import type { BootResult, CellResult, Result } from '../../src/report/result.js';
import { FIXTURES, fixture, ofBoot } from '../report/fixtures.js';
import { readCsv, readRecords, rearm } from './read-csv.js';

function records(result: Result) {
  return readRecords(exportCsv(result).text);
}

function header(result: Result): string[] {
  return readCsv(exportCsv(result).text)[0] ?? [];
}

/** Numbers as the file has them, text as it was. */
function value(field: string | undefined): string | number | boolean | null {
  if (field === undefined || field === '') return null;
  if (field === 'true' || field === 'false') return field === 'true';
  return field.trim() !== '' && Number.isFinite(Number(field)) ? Number(field) : rearm(field);
}

function expectRow(record: Record<string, string> | undefined, expected: Record<string, unknown>) {
  const found = Object.keys(expected).map((name) => [name, value(record?.[name])]);
  expect(Object.fromEntries(found)).toEqual(expected);
}

describe.each(FIXTURES)('%s', (name) => {
  const result = fixture(name);

  it('has a row for each cell and each boot, cells first', () => {
    const kinds = records(result).map(({ kind }) => kind);
    expect(kinds).toEqual([...result.cells.map(() => 'cell'), ...result.boots.map(() => 'boot')]);
    expect(exportCsv(result).rows).toBe(kinds.length);
  });

  it('has the columns that every result has', () => {
    expect(header(result)).toEqual(header(fixture('full')));
  });
});

describe('a cell', () => {
  it('has its numbers with all their digits, and what belongs to boots is empty', () => {
    const result = fixture('full');
    const rows = records(result);
    result.cells.forEach((cell, index) => {
      expectRow(rows[index], {
        layout: cell.layout,
        phaseBytes: cell.phase,
        guest: cell.guest,
        calls: cell.calls,
        workload: result.plan.workload,
        strategy: cell.strategy,
        ...ends('nsPerReset', cell.nsPerReset),
        ...ends('savingNsPerReset', cell.savingNsPerReset),
        ...ends('savingMicrosecondsPerBoot', ofBoot(cell)),
        linesDirtied: cell.linesDirtied,
        placementSdNs: cell.placementSdNs,
        noiseFloorNsPerReset: floorOf(cell, result),
        microsecondsPerBoot: null,
        transitions: null,
        vcpus: null,
      });
    });
  });

  it('of the baseline has nothing resolved, because it has nothing to resolve', () => {
    const resolved = records(fixture('full')).map(({ strategy, resolved }) => ({
      strategy,
      resolved,
    }));
    for (const row of resolved) {
      expect(row.resolved === '').toBe(row.strategy === 'field-by-field');
    }
  });
});

describe('a boot', () => {
  it('has its numbers, and what belongs to cells is empty', () => {
    const result = fixture('full');
    const rows = records(result).slice(result.cells.length);
    expect(rows.length).toBeGreaterThan(0);
    result.boots.forEach((boot: BootResult, index) => {
      expectRow(rows[index], {
        workload: boot.workload,
        state: boot.state,
        ...ends('microsecondsPerBoot', boot.microsecondsPerBoot),
        ...ends('savingMicrosecondsPerBoot', boot.savingMicrosecondsPerBoot),
        fullResets: boot.fullResets,
        vcpus: boot.vcpus,
        nsPerReset: null,
        guest: null,
        noiseFloorNsPerReset: null,
      });
    });
  });
});

describe('a state that was not reached', () => {
  it('says so in its rows, with how far it was', () => {
    const result = fixture('state-not-reached');
    const missed = records(result).filter(({ stateReached }) => stateReached === 'false');
    expect(missed.length).toBeGreaterThan(0);
    for (const { stateReachedShare } of missed) expect(Number(stateReachedShare)).toBeLessThan(1);
  });
});

describe('the host', () => {
  it('stands in every row, so that files of many hosts can be put together', () => {
    const result = fixture('full');
    for (const row of records(result)) {
      expectRow(row, {
        hostname: result.host.hostname,
        cpuModel: result.host.cpuModel,
        kernel: result.host.kernel,
        date: result.date,
        seed: result.plan.seed,
        toolVersion: value(result.tool.version),
        complete: result.complete,
      });
    }
  });

  it('may call itself anything', () => {
    const names = ['=cmd|"/c calc"!A1', 'a,b', 'a"b', 'a\r\nb', '@home', "'host'", '\u001b[31mred'];
    for (const hostname of names) {
      const result = { ...fixture('one-strategy'), host: { ...fixture('full').host, hostname } };
      const shown = hostname.replace('\r\n', ' ').replace('\u001b', '?');
      const found = records(result).map(({ hostname: field = '' }) => rearm(field));
      expect(new Set(found)).toEqual(new Set([shown]));
    }
  });
});

it('is explained column by column in docs/export.md', () => {
  const docs = readFileSync(new URL('../../docs/export.md', import.meta.url), 'utf8');
  for (const column of header(fixture('full'))) expect(docs).toContain(`\`${column}\``);
});

function ends(name: string, { estimate, low, high }: CellResult['nsPerReset']) {
  return { [name]: estimate, [`${name}Low`]: low, [`${name}High`]: high };
}

function floorOf({ scope, state, retirement }: CellResult, { noiseFloor }: Result): number {
  const floors = noiseFloor.filter(
    (floor) => floor.scope === scope && floor.state === state && floor.retirement === retirement,
  );
  return floors[0]?.nsPerReset ?? Number.NaN;
}
