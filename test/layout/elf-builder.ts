/** Makes ELF files of nothing but sections, of 32 or 64 bits, in either byte order. */

import { deflateSync } from 'node:zlib';

export interface TestSection {
  name: string;
  content: Buffer;
  /** As linkers do with --compress-debug-sections=zlib. */
  isCompressed?: boolean;
}

export interface ElfShape {
  bits: 32 | 64;
  littleEndian: boolean;
}

const COMPRESSED = 0x800;

export function elfFile(sections: readonly TestSection[], shape: ElfShape): Buffer {
  const { bits } = shape;
  const headerBytes = bits === 64 ? 64 : 52;
  const names = { name: '.shstrtab', content: Buffer.from('') };
  const all: TestSection[] = [{ name: '', content: Buffer.from('') }, ...sections, names];
  const places = all.map((_, index) =>
    all.slice(0, index).reduce((sum, { name }) => sum + name.length + 1, 0),
  );
  names.content = Buffer.from(all.map(({ name }) => `${name}\0`).join(''));
  const contents = all.map((section) => packed(section, shape));
  const offsets = contents.map((_, index) =>
    contents.slice(0, index).reduce((sum, { length }) => sum + length, headerBytes),
  );
  const sectionsAt = offsets.reduce(
    (sum, offset, index) => Math.max(sum, offset + (contents[index]?.length ?? 0)),
    headerBytes,
  );
  const headers = all.map(({ isCompressed }, index) => {
    const [offset = 0, content] = [offsets[index], contents[index]];
    const flags = isCompressed ? COMPRESSED : 0;
    return numbers(shape, [
      ...[
        [4, places[index] ?? 0],
        [4, index === 0 ? 0 : 1],
        ['word', flags],
        ['word', 0],
      ],
      ...[
        ['word', offset],
        ['word', content?.length ?? 0],
        [4, 0],
        [4, 0],
        ['word', 1],
        ['word', 0],
      ],
    ] as Field[]);
  });
  return Buffer.concat([
    Buffer.from([0x7f, 0x45, 0x4c, 0x46, bits / 32, shape.littleEndian ? 1 : 2, 1]),
    Buffer.alloc(9),
    numbers(shape, [
      ...[
        [2, 1],
        [2, 62],
        [4, 1],
        ['word', 0],
        ['word', 0],
        ['word', sectionsAt],
        [4, 0],
      ],
      ...[
        [2, headerBytes],
        [2, 0],
        [2, 0],
        [2, bits === 64 ? 64 : 40],
        [2, all.length],
      ],
      [2, all.length - 1],
    ] as Field[]),
    ...contents,
    ...headers,
  ]);
}

type Field = [bytes: 2 | 4 | 'word', value: number];

function packed({ content, isCompressed }: TestSection, shape: ElfShape): Buffer {
  if (!isCompressed) return content;
  const head: Field[] =
    shape.bits === 64
      ? [
          [4, 1],
          [4, 0],
        ]
      : [[4, 1]];
  return Buffer.concat([
    numbers(shape, [...head, ['word', content.length], ['word', 1]]),
    deflateSync(content),
  ]);
}

function numbers({ bits, littleEndian }: ElfShape, fields: readonly Field[]): Buffer {
  return Buffer.concat(
    fields.map(([bytes, value]) => {
      const length = bytes === 'word' ? bits / 8 : bytes;
      const buffer = Buffer.alloc(length);
      if (littleEndian) buffer.writeUIntLE(value, 0, Math.min(6, length));
      else buffer.writeUIntBE(value, length - Math.min(6, length), Math.min(6, length));
      return buffer;
    }),
  );
}
