/** What of a struct can only be moved as one: from debug information to a layout file and back. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { blocksOf } from '../../src/layout/btf/blocks.js';
import { Btf } from '../../src/layout/btf/btf.js';
import { findStruct } from '../../src/layout/btf/find.js';
import { type Choice, flatten } from '../../src/layout/btf/flatten.js';
import { TypeSizes } from '../../src/layout/btf/sizes.js';
import { readLayoutFromBtf } from '../../src/layout/btf.js';
import {
  layoutDocument,
  layoutFileText,
  readLayoutFile,
  writeLayoutFile,
} from '../../src/layout/files/layout-file.js';
import { layoutProblems } from '../../src/layout/files/layout-file-checks.js';
import { blockStructs } from '../search/block-structs.js';
import { BtfBuilder, type TestMember } from './btf-builder.js';
import { addBaseTypes } from './btf-samples.js';
import { documentField as field, layoutFile } from './support/layout-documents.js';

const folder = mkdtempSync(join(tmpdir(), 'blocks-'));
afterAll(() => rmSync(folder, { recursive: true }));

const at = (name: string, type: number, offset: number): TestMember => ({
  ...{ name, type, bits: 8 * offset },
});

function flattened(btf: BtfBuilder, struct: string, choice: Partial<Choice> = {}) {
  const sizes = new TypeSizes(new Btf(btf.build(), { file: 'test.btf', part: 'its BTF' }, null));
  const found = findStruct(sizes, struct);
  if (found === null) throw new Error(`no struct ${struct}`);
  return flatten(sizes, found.struct, { isWhole: () => false, wanted: [], ...choice });
}

const blocks = (...args: Parameters<typeof flattened>) =>
  blocksOf(flattened(...args)).map((each) => [
    ...[each.name, each.offset, each.sizeBytes, each.alignment],
  ]);

function sample() {
  const btf = new BtfBuilder();
  const { int, long, char } = addBaseTypes(btf);
  const load = btf.struct('load', 16, [at('weight', long, 0), at('inv', int, 8)]);
  const deep = btf.struct('deep', 24, [at('load', load, 0), at('n', char, 16)]);
  const number = btf.union('number', 8, [at('all', long, 0), at('low', int, 0)]);
  const lengths = btf.struct('', 8, [at('len', int, 0), at('mac', int, 4)]);
  const many = btf.struct('', 4, [
    ...['a', 'b', 'c', 'd'].map((name, index) => at(name, char, index)),
  ]);
  btf.struct('outer', 72, [
    ...[at('x', int, 0), at('in', deep, 8), at('u', number, 32), at('', lengths, 40)],
    ...[at('', btf.union('', 8, [at('both', long, 0), at('half', int, 0)]), 48)],
    ...[at('', many, 56), at('list', btf.array(load, 0), 64), at('z', long, 64)],
  ]);
  return btf;
}

describe('blocks of a flattened struct', () => {
  it('are its own members of several fields, of anonymous ones what is in them', () => {
    expect(blocks(sample(), 'outer')).toEqual([
      ['in', 8, 24, 8],
      ['struct {len, mac}', 40, 8, 4],
      ['struct {a, ..., d}', 56, 4, 1],
    ]);
  });

  it('are unions of which a smaller member is shown', () => {
    expect(blocks(sample(), 'outer', { wanted: ['u.low', 'half'] })).toEqual([
      ['in', 8, 24, 8],
      ['u', 32, 8, 8],
      ['struct {len, mac}', 40, 8, 4],
      ['union {half}', 48, 8, 8],
      ['struct {a, ..., d}', 56, 4, 1],
    ]);
  });

  it('are not what is one field, whole or by its only member', () => {
    const isWhole = (name: string) => name === 'in';
    expect(blocks(sample(), 'outer', { isWhole }).map(([name]) => name)).not.toContain('in');
    const names = flattened(sample(), 'outer').map(({ name, block }) => [name, block?.name]);
    expect(names).toContainEqual(['u.all', undefined]);
    expect(names).toContainEqual(['in.load.weight', 'in']);
  });

  it('of packed structs are aligned as their offset and size allow, and so are their fields', () => {
    const btf = new BtfBuilder();
    const { long, int, char } = addBaseTypes(btf);
    const pair = btf.struct('pair', 12, [at('n', int, 0), at('value', long, 4)]);
    btf.struct('packed', 17, [at('pair', pair, 4), at('tag', char, 16)]);
    expect(blocks(btf, 'packed')).toEqual([['pair', 4, 12, 4]]);
    expect(flattened(btf, 'packed').map(({ alignment }) => alignment)).toEqual([4, 4, 1]);
  });

  it.each<[string, (btf: BtfBuilder) => void, string]>([
    [
      'a member in the padding of another',
      (btf) => {
        const { long, int } = addBaseTypes(btf);
        const load = btf.struct('load', 16, [at('weight', long, 0), at('inv', int, 8)]);
        btf.struct('bad', 16, [at('load', load, 0), at('x', int, 12)]);
      },
      'members "load" and "x" on the same bytes',
    ],
    [
      'members of one name',
      (btf) => {
        const { int } = addBaseTypes(btf);
        const pair = btf.struct('pair', 8, [at('a', int, 0), at('b', int, 4)]);
        const other = btf.struct('other', 8, [at('c', int, 0), at('d', int, 4)]);
        btf.struct('bad', 16, [at('x', pair, 0), at('x', other, 8)]);
      },
      'two members called "x"',
    ],
    [
      'a bit-field that reaches into the next member',
      (btf) => {
        const { int } = addBaseTypes(btf);
        const bits = (name: string, from: number, width: number) => ({
          ...{ name, type: int, bits: from, width },
        });
        const flags = btf.struct('flags', 4, [bits('a', 0, 3), bits('b', 8, 3)]);
        const more = btf.struct('more', 4, [bits('c', 0, 12), bits('d', 24, 3)]);
        btf.struct('bad', 8, [at('one', flags, 0), at('other', more, 1)]);
      },
      'beyond the end of "one"|on the same bytes',
    ],
  ])('are refused where there is %s', (_, make, message) => {
    const btf = new BtfBuilder();
    make(btf);
    expect(() => flattened(btf, 'bad')).toThrow(new RegExp(message));
  });
});

describe('a layout file', () => {
  const path = join(folder, 'layout.json');

  it('has the blocks that debug information has', () => {
    const file = join(folder, 'outer.btf');
    writeFileSync(file, sample().build());
    const { layout } = readLayoutFromBtf({ file, struct: 'outer', roleOf: () => null });
    expect(layout.blocks?.map(({ name }) => name)).toEqual([
      ...['in', 'struct {len, mac}', 'struct {a, ..., d}'],
    ]);
    writeLayoutFile(path, layout);
    expect(readLayoutFile(path).blocks).toEqual(layout.blocks);
  });

  it('is written and read again without a loss, a line a block', () => {
    fc.assert(
      fc.property(blockStructs(8), ({ origin: _, ...layout }) => {
        expect(layoutProblems(layoutDocument(layout))).toEqual([]);
        writeLayoutFile(path, layout);
        expect(readLayoutFile(path)).toEqual({ ...layout, origin: { kind: 'file', file: path } });
        const lines = readFileSync(path, 'utf8').split('\n');
        const parts = layout.fields.length + (layout.blocks?.length ?? 0);
        expect(lines.filter((line) => line.includes('"offset"'))).toHaveLength(parts);
      }),
      { numRuns: 50 },
    );
  });

  it('may list its blocks in any order, or none', () => {
    const own = [
      { name: 'late', offset: 16, sizeBytes: 8, alignment: 1 },
      { name: 'early', offset: 0, sizeBytes: 16, alignment: 8 },
    ];
    writeFileSync(path, JSON.stringify(layoutFile({ blocks: own })));
    expect(readLayoutFile(path).blocks).toEqual([...own].reverse());
    writeFileSync(path, layoutFileText(layoutFile({ blocks: [] })));
    expect(readLayoutFile(path)).not.toHaveProperty('blocks');
  });

  const fields = [field('x', 0, 4), field('p', 8, 8), field('y', 16, 2), field('z', 20, 4)];
  const problemsOf = (...own: [string, number, number, number][]) =>
    layoutProblems(
      layoutFile({
        fields,
        blocks: own.map(([name, offset, sizeBytes, alignment]) => ({
          ...{ name, offset, sizeBytes, alignment },
        })),
      }),
    );

  it.each<[string, [string, number, number, number][], string]>([
    ['past the end', [['b', 32, 64, 8]], 'bytes 32..95 pass the end of the struct, sizeBytes 64'],
    [
      'over another',
      [
        ['a', 0, 16, 8],
        ['b', 8, 16, 8],
      ],
      'bytes 8..23 overlap blocks[0], 0..15',
    ],
    ['of a strange alignment', [['b', 24, 12, 12]], 'alignment 12 is no power of two'],
    ['misaligned', [['b', 28, 8, 8]], 'offset 28 is no multiple of its alignment, 8'],
    [
      'with a part of a field',
      [['b', 16, 6, 2]],
      'bytes 16..21 have only a part of fields[3] "z", 20..23',
    ],
    [
      'with a field that needs more',
      [['b', 4, 12, 4]],
      'alignment 4 is less than that of fields[1] "p" in it, 8',
    ],
    [
      'of one name',
      [
        ['b', 0, 8, 4],
        ['b', 32, 8, 4],
      ],
      'has the name of blocks[0]',
    ],
    ['called as a field', [['x', 16, 8, 4]], 'has the name of fields[0], which is not in it'],
  ])('has no block %s', (_, own, problem) => {
    const [last = ['']] = own.slice(-1);
    expect(problemsOf(...own)).toEqual([`blocks[${own.length - 1}] "${last[0]}": ${problem}`]);
  });

  it('may have a block called as a field in it, or with none', () => {
    expect(problemsOf(['y', 16, 8, 4], ['empty', 32, 16, 8])).toEqual([]);
  });
});
