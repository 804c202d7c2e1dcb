/** Structs some of whose members are structs or unions, as a compiler lays them out. */

import fc from 'fast-check';
import type { FieldRole } from '../../src/host/native-programs.js';
import type { Layout, LayoutBlock, LayoutField } from '../../src/layout/types.js';
import { alignUp } from '../../src/search/alignment.js';

interface Word {
  sizeBytes: number;
  alignment: number;
  role: FieldRole;
  /** In a block: bytes that no field says anything of, before it. */
  bare: number;
}

/** A field of its own, or a block of some and of bytes behind them. */
type Member = Word | { words: readonly Word[]; bare: number };

const ROLES = ['constant', 'role-dependent', 'root', 'untouched', 'metadata'] as const;

const word: fc.Arbitrary<Word> = fc
  .record({
    alignment: fc.constantFrom(1, 2, 4, 8),
    count: fc.constantFrom(1, 1, 1, 3, 9),
    role: fc.constantFrom(...ROLES),
    bare: fc.constantFrom(0, 0, 0, 1, 5, 8, 24),
  })
  .map(({ count, ...each }) => ({ ...each, sizeBytes: count * each.alignment }));

const member: fc.Arbitrary<Member> = fc.oneof(
  word,
  fc.record({
    words: fc.array(word, { minLength: 1, maxLength: 4 }),
    bare: fc.constantFrom(0, 0, 1, 4, 12, 70),
  }),
);

/** Fields are called a, b, c, ..., blocks A, B, C, ... */
export function blockStructOf(members: readonly Member[], phase = 0): Layout {
  const fields: LayoutField[] = [];
  const blocks: LayoutBlock[] = [];
  const add = ({ sizeBytes, alignment, role }: Word, offset: number) => {
    const name = String.fromCharCode('a'.charCodeAt(0) + fields.length);
    fields.push({ name, offset, sizeBytes, role, alignment });
    return offset + sizeBytes;
  };
  let [end, widest] = [0, 1];
  for (const each of members) {
    const words = 'words' in each ? each.words : [{ ...each, bare: 0 }];
    const alignment = Math.max(...words.map((one) => one.alignment));
    const offset = alignUp(end, alignment);
    end = offset;
    for (const one of words) end = add(one, alignUp(end + one.bare, one.alignment));
    if ('words' in each) {
      end = alignUp(end + each.bare, alignment);
      const name = String.fromCharCode('A'.charCodeAt(0) + blocks.length);
      blocks.push({ name, offset, sizeBytes: end - offset, alignment });
    }
    widest = Math.max(widest, alignment);
  }
  return {
    ...{ name: 'blocks', origin: { kind: 'file', file: 'blocks.json' }, phase, kernel: null },
    ...{ rootMmuOffset: null, sizeBytes: alignUp(end, widest), fields },
    ...(blocks.length === 0 ? {} : { blocks }),
  };
}

export function blockStructs(most: number, least = 1): fc.Arbitrary<Layout> {
  return fc
    .tuple(fc.array(member, { minLength: least, maxLength: most }), fc.integer({ min: 0, max: 7 }))
    .map(([members, step]) => blockStructOf(members, step * 8));
}
