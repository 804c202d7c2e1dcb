import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { exportCsv } from '../../src/export/csv.js';
import { exportVegaLite } from '../../src/export/vega-lite.js';
import { savingRange } from '../../src/report/html/axis.js';
import type { Result } from '../../src/report/result.js';
import { FIXTURES, fixture } from '../report/fixtures.js';
import { readRecords, rearm } from './read-csv.js';

const value = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const step = z.strictObject({
  filter: z.string().optional(),
  calculate: z.string().optional(),
  as: z.string().optional(),
});
const encoding = z.looseObject({
  x: z.unknown().optional(),
  x2: z.unknown().optional(),
  text: z.unknown().optional(),
});
const specification = z.object({
  $schema: z.literal('https://vega.github.io/schema/vega-lite/v6.json'),
  title: z.object({ text: z.object({ expr: z.string() }), subtitle: z.string() }),
  usermeta: z.object({ run: z.record(z.string(), value) }),
  params: z.tuple([
    z.object({
      name: z.string(),
      value: z.string(),
      bind: z.object({ input: z.literal('select'), options: z.array(z.string()) }),
    }),
  ]),
  transform: z.array(step),
  layer: z.array(
    z.object({
      data: z.unknown().optional(),
      mark: z.looseObject({ type: z.string() }),
      transform: z.array(step).default([]),
      encoding,
    }),
  ),
  data: z.object({ values: z.array(z.record(z.string(), value)) }),
});

function read(result: Result) {
  return specification.parse(JSON.parse(exportVegaLite(result).text));
}

/** All strings under the key, however deep. */
function stringsOf(key: string, value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === key && typeof inner === 'string' ? [inner] : stringsOf(key, inner),
  );
}

describe.each(FIXTURES)('%s', (name) => {
  const result = fixture(name);
  const { data, params, layer, transform } = read(result);

  it('has the rows of the CSV, each with the view that shows it', () => {
    const records = readRecords(exportCsv(result).text);
    expect(data.values).toHaveLength(records.length);
    expect(exportVegaLite(result).rows).toBe(records.length);
    data.values.forEach(({ place, ...row }, index) => {
      expect(params[0].bind.options).toContain(place);
      for (const [column, value] of Object.entries(row)) {
        const field = records[index]?.[column];
        const text = typeof value === 'string' ? rearm(field ?? '') : field;
        expect(text).toBe(String(value ?? ''));
      }
    });
  });

  it('draws only what the rows have', () => {
    const given = new Set([
      ...data.values.flatMap((row) => Object.keys(row)),
      ...stringsOf('as', { transform, layer }),
    ]);
    const drawn = stringsOf('field', layer);
    expect(drawn.length).toBeGreaterThan(10);
    if (data.values.length > 0) for (const field of drawn) expect(given).toContain(field);
  });
});

describe('the figure', () => {
  const { layer, params, transform, usermeta, title } = read(fixture('full'));

  it('begins with what the terminal shows first', () => {
    expect(params[0].value).toBe('v5.16@40, unpaged guest, drained (tdp, writes)');
    expect(params[0].bind.options).toContain(
      'thread-600 replayed, v5.16@40, drained (tdp, writes)',
    );
  });

  it('has error bars from the low to the high end', () => {
    const bars = layer.find(
      ({ mark, encoding: { x2 } }) => mark.type === 'rule' && x2 !== undefined,
    );
    expect(bars?.encoding).toMatchObject({
      x: { field: 'savingMicrosecondsPerBootLow' },
      x2: { field: 'savingMicrosecondsPerBootHigh' },
    });
  });

  it("has the thread's 36 µs as a line with its label", () => {
    const lines = layer.filter(({ mark, data }) => mark.type === 'rule' && data !== undefined);
    expect(lines.map((each) => each.encoding.x)).toContainEqual(
      expect.objectContaining({ datum: 36 }),
    );
    const texts = layer.map((each) => each.encoding.text);
    expect(texts).toContainEqual({ value: 'the thread: 36 µs' });
  });

  it('leaves the baseline out, which saves nothing over itself', () => {
    expect(transform[0]?.filter).toContain("datum.strategy !== 'field-by-field'");
  });

  it('tells states apart by colour and by shape', () => {
    const marks = layer.find(({ mark }) => mark.type === 'point');
    const domain = ['hot', 'l1-evicted', 'l2-evicted', 'dram', 'remote'];
    expect(marks?.encoding).toMatchObject({
      stroke: { scale: { domain } },
      shape: { scale: { domain } },
    });
  });

  it('marks a state that was not reached', () => {
    const marks = read(fixture('state-not-reached')).layer.find(
      ({ mark }) => mark.type === 'point',
    );
    expect(marks?.encoding).toMatchObject({ stroke: { scale: { domain: ['hot', 'dram!'] } } });
  });

  it('says which machine, in words and for programs', () => {
    const { host, plan } = fixture('full');
    expect(title.subtitle).toContain(host.cpuModel);
    expect(usermeta.run).toMatchObject({ hostname: host.hostname, seed: plan.seed });
  });

  it('of an interrupted run says so', () => {
    expect(read({ ...fixture('full'), complete: false }).title.subtitle).toMatch(/INTERRUPTED$/);
  });
});

describe('the axis', () => {
  const end = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  const interval = fc
    .tuple(end, end, end)
    .map((ends) => ends.toSorted((a, b) => a - b))
    .map(([low = 0, estimate = 0, high = 0]) => ({ low, estimate, high }));

  it('has zero, the thread and all that is saved on it, and no more of the losses', () => {
    fc.assert(
      fc.property(fc.array(interval), (savings) => {
        const { min: left, max: right } = savingRange(savings, 36);
        expect(left).toBeLessThanOrEqual(0);
        expect(right).toBeGreaterThan(36);
        const least = -Math.max(36, ...savings.map(({ high }) => high));
        for (const { high, low } of savings) {
          expect(right).toBeGreaterThanOrEqual(high);
          expect(left).toBeLessThanOrEqual(Math.max(low, least) + 1e-9);
        }
      }),
    );
  });

  it('cuts what would squeeze the others', () => {
    expect(savingRange([{ low: -260, estimate: -230, high: -200 }], 36)).toMatchObject({
      min: -40,
      max: 40,
    });
  });
});

describe('cells of a struct that no boot resets', () => {
  const full = fixture('full');
  const [first, ...others] = full.cells;
  const foreign = (cells: Result['cells']) =>
    cells.map((cell) => ({ ...cell, bootMicroseconds: null }));

  it('are left out, which is said; the rest is drawn', () => {
    const { rows, note } = exportVegaLite({
      ...full,
      cells: [...foreign(first === undefined ? [] : [first]), ...others],
    });
    expect(rows).toBe(others.length + full.boots.length);
    expect(note).toMatch(/^1 cell is left out: no boot resets that struct/);
  });

  it('leave no empty view behind', () => {
    const { text, rows } = exportVegaLite({ ...full, cells: foreign(full.cells), boots: [] });
    expect(rows).toBe(0);
    expect(specification.parse(JSON.parse(text)).params[0].bind.options).toEqual([]);
  });
});
