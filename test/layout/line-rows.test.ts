import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type LineRow,
  lineCount,
  lineRows,
  type PlacedField,
  splitByLine,
} from '../../src/layout/lines/line-rows.js';
import { CACHE_LINE_BYTES, linesOf } from '../../src/layout/lines/writes.js';

interface Named extends PlacedField {
  name: string;
}

const phases = fc.nat(CACHE_LINE_BYTES - 1);
const field = fc.record({
  name: fc.constantFrom('root', 'mmu_role', 'pdptrs'),
  offset: fc.integer({ min: -80, max: 500 }),
  sizeBytes: fc.nat(100),
});
/** With fields out of order, on each other, outside the struct, and empty ones. */
const structs = fc.record({
  phase: phases,
  sizeBytes: fc.integer({ min: 1, max: 450 }),
  fields: fc.array(field, { maxLength: 12 }),
});
const ranges = fc.array(
  fc.tuple(fc.nat(600), fc.integer({ min: 1, max: 200 })) as fc.Arbitrary<[number, number]>,
  { maxLength: 8 },
);

/** Byte by byte, from the struct's start: whose it is. */
function owners(rows: readonly LineRow<Named>[]): Map<number, Named | string> {
  const found = new Map<number, Named | string>();
  for (const { offset, segments } of rows) {
    for (const { from, bytes, field, kind } of segments) {
      for (let at = from; at < from + bytes; at += 1) found.set(offset + at, field ?? kind);
    }
  }
  return found;
}

describe('the rows of a struct', () => {
  const struct = {
    phase: 40,
    sizeBytes: 60,
    fields: [
      { name: 'get_guest_pgd', offset: 0, sizeBytes: 8 },
      { name: 'mmu_role', offset: 20, sizeBytes: 8 },
      { name: 'direct_map', offset: 28, sizeBytes: 1 },
    ],
  };
  const [mmuRole, directMap] = [struct.fields[1], struct.fields[2]];

  it('begin at its phase; the vCPU has what is before and behind', () => {
    const rows = lineRows(struct);
    const vcpu = { kind: 'vcpu', field: null, continued: false };
    const hole = { kind: 'hole', field: null };
    expect(rows).toEqual([
      {
        line: 0,
        offset: -40,
        segments: [
          { ...vcpu, from: 0, bytes: 40 },
          { kind: 'field', field: struct.fields[0], from: 40, bytes: 8, continued: false },
          { ...hole, from: 48, bytes: 12, continued: false },
          { kind: 'field', field: mmuRole, from: 60, bytes: 4, continued: false },
        ],
      },
      {
        line: 1,
        offset: 24,
        segments: [
          { kind: 'field', field: mmuRole, from: 0, bytes: 4, continued: true },
          { kind: 'field', field: directMap, from: 4, bytes: 1, continued: false },
          { ...hole, from: 5, bytes: 31, continued: false },
          { ...vcpu, from: 36, bytes: 28 },
        ],
      },
    ]);
  });

  it('are all full, each segment where the one before ends', () => {
    fc.assert(
      fc.property(structs, (struct) => {
        const rows = lineRows(struct);
        expect(rows.map(({ line }) => line)).toEqual([...Array(lineCount(struct)).keys()]);
        for (const { line, offset, segments } of rows) {
          expect(offset).toBe(line * CACHE_LINE_BYTES - struct.phase);
          let at = 0;
          for (const { from, bytes } of segments) {
            expect(from).toBe(at);
            expect(bytes).toBeGreaterThan(0);
            at += bytes;
          }
          expect(at).toBe(CACHE_LINE_BYTES);
        }
      }),
    );
  });

  it('give a byte to the first field that has it, else to a hole or the vCPU', () => {
    fc.assert(
      fc.property(structs, (struct) => {
        const byOffset = [...struct.fields].sort((one, other) => one.offset - other.offset);
        const shown = owners(lineRows(struct));
        const expected = [...shown.keys()].map((at) => {
          if (at < 0 || at >= struct.sizeBytes) return 'vcpu';
          const has = (each: Named) => each.offset <= at && at < each.offset + each.sizeBytes;
          return byOffset.find(has) ?? 'hole';
        });
        expect([...shown.values()]).toEqual(expected);
      }),
    );
  });

  it('say of a field only once that it begins', () => {
    fc.assert(
      fc.property(structs, (struct) => {
        const segments = lineRows(struct).flatMap((row) => row.segments);
        const begun = segments.flatMap(({ field, continued }) =>
          field === null || continued ? [] : [field],
        );
        expect(new Set(begun).size).toBe(begun.length);
        for (const { field, continued } of segments) {
          if (continued && field !== null) expect(begun).toContain(field);
        }
      }),
    );
  });

  it('are one more where the phase pushes the struct’s end over a line’s', () => {
    expect(lineCount({ phase: 0, sizeBytes: 384 })).toBe(6);
    expect(lineCount({ phase: 1, sizeBytes: 384 })).toBe(7);
    expect(lineCount({ phase: 40, sizeBytes: 400 })).toBe(7);
  });
});

describe('ranges split by line', () => {
  it('keep every byte, in its place', () => {
    fc.assert(
      fc.property(ranges, phases, (given, phase) => {
        const offsets = given.flatMap(([first, bytes]) =>
          Array.from({ length: bytes }, (_, at) => first + at),
        );
        const again = splitByLine(given, phase).flatMap(({ line, from, bytes }) =>
          Array.from({ length: bytes }, (_, at) => line * CACHE_LINE_BYTES - phase + from + at),
        );
        expect(again).toEqual(offsets);
      }),
    );
  });

  it('stay within their lines, which are those of their bytes', () => {
    fc.assert(
      fc.property(ranges, phases, (given, phase) => {
        const parts = splitByLine(given, phase);
        for (const { from, bytes } of parts) {
          expect(from).toBeGreaterThanOrEqual(0);
          expect(from + bytes).toBeLessThanOrEqual(CACHE_LINE_BYTES);
        }
        const offsets = given.flatMap(([first, bytes]) =>
          Array.from({ length: bytes }, (_, at) => first + at),
        );
        expect(new Set(parts.map(({ line }) => line))).toEqual(linesOf(offsets, phase));
      }),
    );
  });
});
