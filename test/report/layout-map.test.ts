import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ByteRange, LineMap } from '../../src/layout/lines/line-map.js';
import { lineRows } from '../../src/layout/lines/line-rows.js';
import type { Layout } from '../../src/layout/types.js';
import { layoutMapText } from '../../src/report/layout-map.js';
import { textOptions } from '../../src/report/tables.js';
import { displayWidth } from '../../src/report/text.js';

const PLAIN = textOptions(80, false);

const LAYOUT: Layout = {
  ...{ name: 'small', origin: { kind: 'file', file: 'small.json' }, sizeBytes: 40, phase: 48 },
  ...{ rootMmuOffset: null, kernel: '6.1.0' },
  fields: [
    { name: 'handler', offset: 0, sizeBytes: 8, role: 'constant' },
    { name: 'roots', offset: 8, sizeBytes: 16, role: 'root' },
    { name: 'level', offset: 24, sizeBytes: 1, role: 'role-dependent' },
    { name: 'role', offset: 32, sizeBytes: 8, role: 'role-dependent' },
  ],
};

const STRATEGIES: LineMap['strategies'] = [
  {
    strategy: 'field-by-field',
    ranges: [
      [0, 8],
      [24, 1],
      [32, 8],
    ],
  },
  {
    strategy: 'init-flag',
    ranges: [
      [24, 1],
      [32, 8],
    ],
  },
  {
    strategy: 'the-same',
    ranges: [
      [0, 8],
      [24, 1],
      [32, 8],
    ],
  },
];

function textOf(
  layout = LAYOUT,
  strategies = STRATEGIES,
  more: { notes?: string[]; skipped?: { strategy: string; reason: string }[] } = {},
): string {
  const { name, phase, sizeBytes, fields } = layout;
  const map: LineMap = {
    ...{ layout: name, phase, sizeBytes, fields, strategies, path: 'tdp', guest: 'unpaged' },
  };
  const about = { baseline: 'field-by-field', notes: more.notes ?? [] };
  return layoutMapText(layout, { map, skipped: more.skipped ?? [] }, about, PLAIN);
}

describe('the map of a struct as text', () => {
  it('draws its lines byte by byte, with who writes them', () => {
    const blocks = textOf().split('\n\n').slice(-2);
    expect(blocks.map((block) => block.split('\n'))).toEqual([
      [
        'line 0: bytes -48 to 15',
        '        0       8       16      24      32      40      48      56',
        '        ................................................CcccccccPppppppp',
        'a 8 B                                                   ########',
        'not dirtied by b',
        '0+8 handler, 8+16 roots',
      ],
      [
        'line 1: bytes 16 to 79',
        '        0       8       16      24      32      40      48      56',
        '        ppppppppR-------Rrrrrrrr........................................',
        'a 9 B           #       ########',
        'b 9 B           #       ########',
        '…8+16 roots, 24+1 level, 25+7 hole, 32+8 role',
      ],
    ]);
  });

  it('sums up the lines of each strategy, those that write the same under one letter', () => {
    const [, table = ''] = textOf().split('\n\n');
    expect(table.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['full reset by', 'map', 'bytes', 'lines', 'dirtied', 'spared', 'added'],
      [expect.stringMatching(/^-+$/)],
      ['field-by-field', 'a', '17', '2', '0–1', 'baseline'],
      ['the-same', 'a', '17', '2', '0–1', 'none', 'none'],
      ['init-flag', 'b', '9', '1', '1', '0', 'none'],
    ]);
  });

  it('says what the struct is, of which kernel, and how much of it is holes', () => {
    const [head = ''] = textOf().split('\n\n');
    expect(head.replace(/\s+/g, ' ')).toBe(
      'Layout small 40 bytes at phase 48, 2 cache lines; 7 bytes in holes ' +
        'read from small.json, kernel 6.1.0: code is made at run time',
    );
  });

  it('explains the letters of the roles that it has, and no other', () => {
    const [, , legend = ''] = textOf().split('\n\n');
    expect(legend).toMatch(/^C constant: .*\nP .*\nR role-dependent: /m);
    expect(legend).not.toMatch(/^[ZMU] /m);
  });

  it('has notes, and what was left out with the reason', () => {
    const [head = ''] = textOf(LAYOUT, STRATEGIES, {
      notes: ['phase 4 misaligns "x"'],
      skipped: [{ strategy: 'memcpy-new', reason: 'no recipe' }],
    }).split('\n\n');
    expect(head).toMatch(/^note: phase 4 misaligns "x"\nleft out: memcpy-new: no recipe$/m);
  });

  it('shows no control character of a name, and breaks no field over two lines', () => {
    const fields = [{ ...LAYOUT.fields[0], name: 'a\u001b[31m\nb' }].flatMap((field) =>
      Array.from({ length: 5 }, (_, at) => ({
        ...{ role: 'root' as const, sizeBytes: 8 },
        name: `${field.name}${'x'.repeat(30)}`,
        offset: 8 * at,
      })),
    );
    const text = textOf({ ...LAYOUT, fields });
    expect(text).not.toContain('\u001b');
    expect(text.split('\n').filter((line) => /^\d+\+8 .*x,?$/.test(line)).length).toBe(5);
  });

  const structs = fc
    .record({
      phase: fc.nat(63),
      sizes: fc.array(fc.integer({ min: 1, max: 80 }), { minLength: 1, maxLength: 10 }),
      names: fc.string({ minLength: 1, maxLength: 30 }),
      ranges: fc.array(fc.tuple(fc.nat(300), fc.integer({ min: 1, max: 90 })), { maxLength: 5 }),
    })
    .map(({ phase, sizes, names, ranges }): [Layout, LineMap['strategies']] => {
      let at = 0;
      const fields = sizes.map((sizeBytes, index) => {
        const offset = at;
        at += sizeBytes + (index % 3);
        const role = index % 2 === 0 ? ('constant' as const) : ('untouched' as const);
        return { name: `${names}${index}`, offset, sizeBytes, role };
      });
      const within = ranges.map(([first, bytes]): ByteRange => [first % at, bytes]);
      return [
        { ...LAYOUT, phase, sizeBytes: at, fields },
        [{ strategy: 'field-by-field', ranges: within }],
      ];
    });

  it('is never wider than 80 columns', () => {
    fc.assert(
      fc.property(structs, ([layout, strategies]) => {
        for (const line of textOf(layout, strategies).split('\n')) {
          expect(displayWidth(line), line).toBeLessThanOrEqual(80);
        }
      }),
    );
  });

  it('has a row of 64 bytes a line, and as many marks as bytes are written', () => {
    fc.assert(
      fc.property(structs, ([layout, strategies]) => {
        const text = textOf(layout, strategies);
        const rows = text.split('\n').filter((line) => /^ {8}[-.A-Za-z]{64}$/.test(line));
        expect(rows).toHaveLength(lineRows(layout).length);
        const bytes = new Set(
          (strategies[0]?.ranges ?? []).flatMap(([first, count]) =>
            Array.from({ length: count }, (_, at) => first + at),
          ),
        );
        const within = [...bytes].filter((at) => at < layout.sizeBytes).length;
        const marks = text.split('\n').filter((line) => /^a \d+ B +#/.test(line));
        expect(marks.join('').split('#').length - 1).toBe(within);
      }),
    );
  });
});
