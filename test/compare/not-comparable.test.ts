import { describe, expect, it } from 'vitest';
import { compareResults } from '../../src/compare/compare.js';
import type { Comparison } from '../../src/compare/schema.js';
import type { Run } from '../../src/compare/types.js';
import { UsageError } from '../../src/errors.js';
import type { CellResult, HostReport, Result } from '../../src/report/result.js';
import { fixture } from '../report/fixtures.js';
import { altered, run } from './runs.js';

const A = run({ seed: 1 });
const B = run({ seed: 2 });

function onHost(each: Run, changes: Partial<HostReport>): Run {
  return altered(each, { host: { ...each.result.host, ...changes } });
}

function withCells(each: Run, change: (cell: CellResult) => Partial<CellResult>): Run {
  return altered(each, { cells: each.result.cells.map((cell) => ({ ...cell, ...change(cell) })) });
}

function verdicts({ cells, boots }: Comparison): string[] {
  return [...new Set([...cells, ...boots].map(({ verdict }) => verdict))];
}

function differing({ differences }: Comparison): string[] {
  return differences.map(({ what }) => what);
}

describe('nothing is comparable', () => {
  it.each([
    { cpuModel: 'Another Processor' },
    { cpuVendor: 'GenuineIntel' },
    { family: 6 },
    { model: 3 },
    { stepping: 2 },
  ])('on another CPU: %j', (changes) => {
    const comparison = compareResults([A], [onHost(B, changes)]);
    expect(verdicts(comparison)).toEqual(['not comparable']);
    expect(comparison.differences).toMatchObject([{ what: 'CPU', forbids: true }]);
    for (const { reason, nsPerReset } of comparison.cells) {
      expect({ reason, nsPerReset }).toEqual({ reason: 'not the same CPU', nsPerReset: null });
    }
    expect(comparison.isRegression).toBe(false);
  });

  it('of a layout that has other fields under the same name', () => {
    const moved = B.result.lineMaps.map((map) => ({
      ...map,
      fields: map.fields.map((field) => ({ ...field, offset: field.offset + 8 })),
    }));
    const comparison = compareResults([A], [altered(B, { lineMaps: moved })]);
    expect(verdicts(comparison)).toEqual(['not comparable']);
    expect(comparison.cells[0]?.reason).toBe('layout v5.16 has other fields in B than in A');
  });

  it('of boots whose workload makes other resets now', () => {
    const full = (changes: Partial<Result['boots'][number]>, date: string): Run => {
      const result = fixture('full');
      const boots = result.boots.map((boot) => ({ ...boot, ...changes }));
      return { source: date, result: { ...result, date, boots } };
    };
    const comparison = compareResults([full({}, '1')], [full({ fullResets: 300 }, '2')]);
    for (const { verdict, reason } of comparison.boots) {
      expect(verdict).toBe('not comparable');
      expect(reason).toContain('400 full + 200 early resets and 400 transitions, 300 full');
    }
    expect(comparison.cells.every(({ verdict }) => verdict !== 'not comparable')).toBe(true);
  });
});

describe('a cell is not comparable', () => {
  it.each([
    [
      'its state was not reached',
      ({ stateCheck }: CellResult) => ({ stateCheck: { ...stateCheck, reached: false } }),
      'state not reached in run-2.json',
    ],
    [
      'it was too noisy',
      () => ({ tooNoisy: true, setAside: 90 }),
      'too noisy in run-2.json: 90 of 96 rounds set aside',
    ],
    [
      'hardly any round is left',
      () => ({ setAside: 90 }),
      'only 6 undisturbed rounds in run-2.json',
    ],
  ])('where %s', (_, change, reason) => {
    const spoiled = withCells(B, (cell) => (cell.state === 'dram' ? change(cell) : {}));
    const { cells } = compareResults([A], [spoiled]);
    for (const cell of cells) {
      const isSpoiled = cell.state === 'dram';
      expect(cell.verdict === 'not comparable').toBe(isSpoiled);
      expect(cell.leftOut).toEqual(isSpoiled ? [reason] : []);
      if (isSpoiled) expect(cell).toMatchObject({ reason, runs: { a: 1, b: 0 } });
    }
  });

  it('but for its other runs it is, and the one that is left out is told', () => {
    const spoiled = withCells(run({ seed: 3 }), () => ({ tooNoisy: true, setAside: 90 }));
    const { cells } = compareResults([A, spoiled], [B]);
    for (const { verdict, runs, leftOut } of cells) {
      expect(verdict).not.toBe('not comparable');
      expect(runs).toEqual({ a: 1, b: 1 });
      expect(leftOut).toEqual(['too noisy in run-3.json: 90 of 96 rounds set aside']);
    }
  });
});

describe('what is told and forbids nothing', () => {
  it.each([
    ['kernel', onHost(B, { kernel: '6.13.0' })],
    ['host', onHost(B, { hostname: 'other' })],
    ['hypervisor', onHost(B, { hypervisor: 'KVMKVMKVM' })],
    ['huge pages', onHost(B, { hugePages: 'none' })],
    ['caches', onHost(B, { caches: B.result.host.caches.slice(0, 2) })],
    ['core clock', onHost(B, { coreHz: B.result.host.coreHz * 1.1 })],
    ['compiler', altered(B, { tool: { ...B.result.tool, compiler: 'gcc 14' } })],
    ['tool', altered(B, { tool: { ...B.result.tool, version: '9.9.9' } })],
    [
      'compiled code',
      altered(B, { fingerprint: { ...B.result.fingerprint, addon: 'f'.repeat(64) } }),
    ],
    [
      'address randomisation',
      altered(B, { fingerprint: { ...B.result.fingerprint, addressRandomisation: 'off' } }),
    ],
    ['measuring CPU', altered(B, { plan: { ...B.result.plan, cpu: 2 } })],
    ['counters', altered(B, { plan: { ...B.result.plan, counters: ['cycles'] } })],
  ])('%s', (what, other) => {
    const comparison = compareResults([A], [other]);
    expect(differing(comparison)).toEqual([what]);
    expect(verdicts(comparison)).not.toContain('not comparable');
  });

  it('a clock that wanders by a per cent is not worth a word', () => {
    expect(
      differing(compareResults([A], [onHost(B, { coreHz: 1.01 * A.result.host.coreHz })])),
    ).toEqual([]);
  });

  it('runs of one side that differ are told, too', () => {
    const { differences } = compareResults([A, onHost(run({ seed: 3 }), { kernel: '7.0' })], [B]);
    expect(differences).toEqual([
      { what: 'kernel', a: '6.12.9 / 7.0', b: '6.12.9', forbids: false },
    ]);
  });

  it('an interrupted run, and a file that does not say what its layouts are', () => {
    const { warnings } = compareResults(
      [altered(A, { lineMaps: [] })],
      [altered(B, { complete: false })],
    );
    expect(warnings).toEqual([
      'run-2.json was interrupted: fewer rounds than planned',
      'run-1.json: holds no layouts, so equal names are taken for equal layouts',
    ]);
  });
});

describe('places of one side', () => {
  it('are listed, each in its list, and the rest is compared', () => {
    const { cells, onlyInA, onlyInB } = compareResults(
      [A],
      [
        altered(B, {
          cells: B.result.cells.map((cell) =>
            cell.state === 'dram' ? { ...cell, phase: 0 } : cell,
          ),
        }),
      ],
    );
    expect(cells.map(({ state }) => state)).toEqual(['hot', 'hot', 'hot']);
    for (const [only, phase] of [[onlyInA, 40] as const, [onlyInB, 0] as const]) {
      expect(only.boots).toEqual([]);
      expect(only.cells.map((cell) => [cell.state, cell.phase, cell.strategy])).toEqual(
        ['field-by-field', 'init-flag', 'constant-once'].map((name) => ['dram', phase, name]),
      );
    }
  });

  it.each(['layout', 'path', 'scope', 'rules', 'guest', 'calls', 'retirement'] as const)(
    'a cell with another %s is another cell',
    (field) => {
      const values = {
        layout: 'v6.1',
        path: 'npt',
        scope: 'init',
        rules: 'v6.1',
        guest: 'pae',
        calls: 'early',
        retirement: 'overlapped',
      } as const;
      const other = withCells(B, ({ state }) =>
        state === 'dram' ? { [field]: values[field] } : {},
      );
      const { onlyInA, onlyInB } = compareResults([A], [other]);
      expect([onlyInA.cells.length, onlyInB.cells.length]).toEqual([3, 3]);
    },
  );
});

describe('what cannot be compared at all is an error that says what to do', () => {
  const cases: [string, Run[], Run[], RegExp][] = [
    [
      'no place in common',
      [A],
      [withCells(B, () => ({ layout: 'v6.1' }))],
      /^no cell or boot is in both: A has "v5\.16@40 hot drained field-by-field" and 5 more, B has "v6\.1@40 .*run --replan run-1\.json$/,
    ],
    ['no cells', [A], [altered(B, { cells: [] })], /^run-2\.json holds no cells and no boots/],
    [
      'one run twice on a side',
      [A, { ...A, source: 'copy.json' }],
      [B],
      /^copy\.json holds the same run as run-1\.json/,
    ],
    [
      'a place twice in a file',
      [altered(A, { cells: [...A.result.cells, ...A.result.cells] })],
      [B],
      /^run-1\.json measures a place twice/,
    ],
  ];
  it.each(cases)('%s', (_, a, b, message) => {
    expect(() => compareResults(a, b)).toThrow(UsageError);
    expect(() => compareResults(a, b)).toThrow(message);
  });

  it("hostile names stay on the message's line", () => {
    const hostile = fixture('hostile');
    const compared = () => compareResults([A], [{ source: 'h', result: hostile }]);
    expect(compared).toThrow(UsageError);
    try {
      compared();
    } catch (error) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
      expect(String(error)).not.toMatch(/[\u0000-\u001f]/);
    }
  });
});
