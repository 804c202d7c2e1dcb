import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Btf } from '../../src/layout/btf/btf.js';
import { findStruct } from '../../src/layout/btf/find.js';
import { type Choice, flatten } from '../../src/layout/btf/flatten.js';
import { TypeSizes } from '../../src/layout/btf/sizes.js';
import { BtfBuilder, type TestMember } from './btf-builder.js';
import { addBaseTypes } from './btf-samples.js';

const ORIGIN = { file: 'test.btf', part: 'its BTF' };

function fieldsOf(builder: BtfBuilder, struct: string, choice: Partial<Choice> = {}) {
  const sizes = new TypeSizes(new Btf(builder.build(), ORIGIN, null));
  const found = findStruct(sizes, struct);
  if (found === null) throw new Error(`no struct ${struct}`);
  return flatten(sizes, found.struct, { isWhole: () => false, wanted: [], ...choice });
}

const rows = (...args: Parameters<typeof fieldsOf>) =>
  fieldsOf(...args).map(({ name, offset, sizeBytes }) => [name, offset, sizeBytes]);

const at = (name: string, type: number, offset: number): TestMember => ({
  ...{ name, type, bits: 8 * offset },
});

describe('members', () => {
  it('of members have names with dots, of anonymous ones their own', () => {
    const btf = new BtfBuilder();
    const { int, long } = addBaseTypes(btf);
    const inner = btf.struct('inner', 16, [at('x', int, 0), at('y', long, 8)]);
    const hidden = btf.struct('', 8, [at('a', int, 0), at('b', int, 4)]);
    btf.struct('outer', 32, [at('in', btf.typedef('in_t', inner), 0), at('', hidden, 16)]);
    expect(rows(btf, 'outer')).toEqual([
      ['in.x', 0, 4],
      ['in.y', 8, 8],
      ['a', 16, 4],
      ['b', 20, 4],
    ]);
    expect(rows(btf, 'outer', { isWhole: (name) => name === 'in' })[0]).toEqual(['in', 0, 16]);
  });

  it('that are arrays are one field; those without end have no bytes', () => {
    const btf = new BtfBuilder();
    const { int, long } = addBaseTypes(btf);
    const inner = btf.struct('inner', 8, [at('x', long, 0)]);
    btf.struct('outer', 56, [
      at('table', btf.array(btf.array(inner, 3), 2), 0),
      at('count', int, 48),
      at('items', btf.array(long, 0), 56),
    ]);
    expect(
      fieldsOf(btf, 'outer').map(({ name, sizeBytes, alignment }) => [name, sizeBytes, alignment]),
    ).toEqual([
      ['table', 48, 8],
      ['count', 4, 4],
    ]);
  });

  it('whose own members are not known are one field', () => {
    const btf = new BtfBuilder();
    const { int } = addBaseTypes(btf);
    const opaque = btf.struct('opaque', 24, []);
    btf.struct('outer', 32, [at('lock', opaque, 0), at('next', int, 24)]);
    expect(rows(btf, 'outer')).toEqual([
      ['lock', 0, 24],
      ['next', 24, 4],
    ]);
  });

  it('of packed structs are aligned to what their offset allows', () => {
    const btf = new BtfBuilder();
    const { char, long, int } = addBaseTypes(btf);
    btf.struct('packed', 13, [at('tag', char, 0), at('value', long, 1), at('rest', int, 9)]);
    expect(fieldsOf(btf, 'packed').map(({ alignment }) => alignment)).toEqual([1, 1, 1]);
  });

  it('may be pointers of four bytes', () => {
    const btf = new BtfBuilder();
    const long = btf.int('long int', 4);
    btf.struct('pair', 8, [at('one', btf.pointer(long), 0), at('other', btf.pointer(), 4)]);
    expect(rows(btf, 'pair')).toEqual([
      ['one', 0, 4],
      ['other', 4, 4],
    ]);
  });
});

describe('unions', () => {
  function withUnions() {
    const btf = new BtfBuilder();
    const { int, long } = addBaseTypes(btf);
    const pair = btf.struct('pair', 8, [at('lo', int, 0), at('hi', int, 4)]);
    const named = btf.union('number', 8, [
      at('low', int, 0),
      at('all', long, 0),
      at('halves', pair, 0),
    ]);
    const anonymous = btf.union('', 8, [
      at('', btf.struct('', 8, [at('len', int, 0), at('mac', int, 4)]), 0),
      at('both', long, 0),
    ]);
    btf.struct('outer', 16, [at('n', named, 0), at('', anonymous, 8)]);
    return btf;
  }

  it('are read as the first of their largest members', () => {
    expect(rows(withUnions(), 'outer')).toEqual([
      ['n.all', 0, 8],
      ['len', 8, 4],
      ['mac', 12, 4],
    ]);
  });

  it('are read as the member that is asked for', () => {
    expect(rows(withUnions(), 'outer', { wanted: ['n.halves.hi', 'both'] })).toEqual([
      ['n.halves.lo', 0, 4],
      ['n.halves.hi', 4, 4],
      ['both', 8, 8],
    ]);
    expect(rows(withUnions(), 'outer', { wanted: ['n.low'] })[0]).toEqual(['n.low', 0, 4]);
  });
});

describe('bit-fields', () => {
  it('that share bytes are one field, with all their names', () => {
    const btf = new BtfBuilder();
    const { int, char } = addBaseTypes(btf);
    btf.struct('flags', 8, [
      { name: 'a', type: int, bits: 0, width: 3 },
      { name: 'b', type: int, bits: 3, width: 5 },
      { name: 'c', type: int, bits: 8, width: 4 },
      { name: '', type: int, bits: 12, width: 2 },
      { name: 'd', type: int, bits: 14, width: 10 },
      { name: 'e', type: char, bits: 32, width: 0 },
    ]);
    const fields = fieldsOf(btf, 'flags');
    expect(fields.map(({ name, offset, sizeBytes }) => [name, offset, sizeBytes])).toEqual([
      ['a|b', 0, 1],
      ['c|d', 1, 2],
      ['e', 4, 1],
    ]);
    expect(fields[1]?.members).toEqual(['c', 'd']);
  });

  it('of old encoders are known by their type', () => {
    const btf = new BtfBuilder();
    const { int } = addBaseTypes(btf);
    const three = btf.int('unsigned int', 4, 3);
    const late = btf.int('unsigned int', 4, 6, 3);
    btf.struct('flags', 8, [at('a', three, 0), at('b', late, 0), at('c', int, 4)]);
    expect(rows(btf, 'flags')).toEqual([
      ['a|b', 0, 2],
      ['c', 4, 4],
    ]);
  });

  it('of many names have a name that a layout file takes', () => {
    const btf = new BtfBuilder();
    const { char } = addBaseTypes(btf);
    const members = Array.from({ length: 8 }, (_, bit) => ({
      ...{ name: `a_long_name_of_a_bit_field_${bit}`, type: char, bits: bit, width: 1 },
    }));
    btf.struct('flags', 1, members);
    expect(fieldsOf(btf, 'flags')).toMatchObject([
      {
        name: 'a_long_name_of_a_bit_field_0|...|a_long_name_of_a_bit_field_7',
        members: members.map(({ name }) => name),
      },
    ]);
  });
});

describe('a struct that cannot be', () => {
  const refused = (make: (btf: BtfBuilder) => void, message: string) => {
    const btf = new BtfBuilder();
    make(btf);
    expect(() => fieldsOf(btf, 'bad')).toThrow(message);
  };

  it.each<[string, (btf: BtfBuilder) => void, string]>([
    [
      'a member past the end',
      (btf) => btf.struct('bad', 4, [at('x', btf.int('int', 4), 2)]),
      'member "x" of 32 bits from bit 16 on, expected one within the 4 bytes',
    ],
    [
      'a member in the middle of a byte',
      (btf) => btf.struct('bad', 8, [{ name: 'x', type: btf.int('int', 4), bits: 3 }]),
      'member "x" from bit 3 on, expected one from a byte on',
    ],
    [
      'members on each other',
      (btf) => {
        const int = btf.int('int', 4);
        btf.struct('bad', 8, [at('x', int, 0), at('y', int, 2)]);
      },
      'members "x" and "y" on the same bytes',
    ],
    [
      'a member on bit-fields',
      (btf) => {
        const int = btf.int('int', 4);
        btf.struct('bad', 8, [
          { name: 'x', type: int, bits: 0, width: 9 },
          { name: 'y', type: int, bits: 8 },
        ]);
      },
      'members "x" and "y" on the same bytes',
    ],
    [
      'two members of a name',
      (btf) => {
        const int = btf.int('int', 4);
        btf.struct('bad', 8, [at('x', int, 0), at('x', int, 4)]);
      },
      'two members called "x"',
    ],
    [
      'a member of a type that is only declared',
      (btf) => btf.struct('bad', 8, [at('x', btf.record(7, 'file', 0), 0)]),
      'a type without a size',
    ],
    ['a void member', (btf) => btf.struct('bad', 8, [at('x', 0, 0)]), 'void in a struct'],
    [
      'a member of no type',
      (btf) => btf.struct('bad', 8, [at('x', 4_000_000_000, 0)]),
      'a reference to type 4000000000',
    ],
    [
      'itself in itself',
      (btf) => btf.struct('bad', 8, [at('x', btf.nextId, 0)]),
      'types within more than 32 others',
    ],
    [
      'typedefs in a circle',
      (btf) => {
        const first = btf.typedef('a', btf.nextId + 1);
        btf.typedef('b', first);
        btf.struct('bad', 8, [at('x', first, 0)]);
      },
      'a type behind more than 32 others',
    ],
    [
      'an array of itself',
      (btf) => btf.struct('bad', 8, [at('x', btf.array(btf.nextId, 1), 0)]),
      'an array of more than 32 dimensions',
    ],
    [
      'billions of elements',
      (btf) => btf.struct('bad', 8, [at('x', btf.array(btf.int('long', 8), 0xffff_ffff), 0)]),
      'an array of 34359738360 bytes',
    ],
    [
      'four billion bytes',
      (btf) => btf.struct('bad', 0xffff_ffff, []),
      'a struct of 4294967295 bytes',
    ],
  ])('has %s', (_, make, message) => refused(make, message));

  it('is of empty structs that hold each other a thousandfold', () => {
    refused((btf) => {
      let type = btf.struct('', 0, []);
      for (let depth = 0; depth < 20; depth += 1) {
        const of = type;
        type = btf.struct(
          '',
          0,
          Array.from({ length: 100 }, () => at('', of, 0)),
        );
      }
      btf.struct('bad', 8, [at('', type, 0)]);
    }, 'more than 50000 members in members');
  });
});

/** What a compiler would make of it. */
type Shape = { kind: 'word'; bytes: number } | { kind: 'struct'; named: boolean; members: Shape[] };

const shapes = fc.letrec<{ shape: Shape }>((tie) => ({
  shape: fc.oneof(
    { depthSize: 'small' },
    fc.record({ kind: fc.constant('word' as const), bytes: fc.constantFrom(1, 2, 4, 8) }),
    fc.record({
      kind: fc.constant('struct' as const),
      named: fc.boolean(),
      members: fc.array(tie('shape'), { minLength: 1, maxLength: 4 }),
    }),
  ),
})).shape;

interface Laid {
  type: number;
  bytes: number;
  alignment: number;
  /** Of its words, from its start. */
  leaves: { name: string; offset: number; sizeBytes: number }[];
}

function lay(btf: BtfBuilder, shape: Shape, names: { next: number }, name = ''): Laid {
  if (shape.kind === 'word') {
    const { bytes } = shape;
    const type = btf.int(`u${bytes}`, bytes);
    return { type, bytes, alignment: bytes, leaves: [{ name: '', offset: 0, sizeBytes: bytes }] };
  }
  const members: TestMember[] = [];
  const leaves: Laid['leaves'] = [];
  let [end, alignment] = [0, 1];
  for (const each of shape.members) {
    const own = each.kind === 'word' || each.named ? `m${names.next++}` : '';
    const laid = lay(btf, each, names);
    const offset = Math.ceil(end / laid.alignment) * laid.alignment;
    members.push({ name: own, type: laid.type, bits: 8 * offset });
    for (const leaf of laid.leaves) {
      const path = [own, leaf.name].filter((part) => part !== '').join('.');
      leaves.push({ ...leaf, name: path, offset: leaf.offset + offset });
    }
    end = offset + laid.bytes;
    alignment = Math.max(alignment, laid.alignment);
  }
  const bytes = Math.ceil(end / alignment) * alignment;
  return { type: btf.struct(name, bytes, members), bytes, alignment, leaves };
}

it('whatever a compiler lays out is found again', () => {
  fc.assert(
    fc.property(
      fc.array(shapes, { minLength: 1, maxLength: 6 }),
      fc.boolean(),
      (members, littleEndian) => {
        const btf = new BtfBuilder({ littleEndian });
        const laid = lay(btf, { kind: 'struct', named: true, members }, { next: 0 }, 'outer');
        const found = fieldsOf(btf, 'outer');
        expect(found.map(({ name, offset, sizeBytes }) => ({ name, offset, sizeBytes }))).toEqual(
          laid.leaves,
        );
        expect(found.every(({ sizeBytes, alignment }) => alignment === sizeBytes)).toBe(true);
      },
    ),
  );
});
