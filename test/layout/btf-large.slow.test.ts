/** Files made to take all the time and memory there is: a count of billions, millions of types, a bomb. */

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { KIND } from '../../src/layout/btf/kinds.js';
import { temporaryFolder } from '../cli/temporary-folder.js';
import { elfFile } from './elf-builder.js';

const CHILD = fileURLToPath(new URL('./btf-large-child.ts', import.meta.url));
const TSX = createRequire(import.meta.url).resolve('tsx');
const MIB = 1024 * 1024;
const MOST_MIB = 100;
/** Of the processor's time; files that are smaller and just as bad are timed by the fuzzers. */
const MOST_SECONDS = 5;

const folder = temporaryFolder();

/** @param words of records, as many times as asked */
function btfOf(records: Uint32Array, strings: Buffer): Buffer {
  const types = Buffer.from(records.buffer);
  const header = Buffer.from(
    Uint32Array.of(0x1_eb9f, 24, 0, types.length, types.length, strings.length).buffer,
  );
  return Buffer.concat([header, types, strings]);
}

const info = (kind: number, elements = 0) => kind * 0x100_0000 + elements;
const NAME = Buffer.from('\0kvm_mmu\0');

/** A record of three words, again and again. */
function repeated(count: number, record: (index: number) => [number, number, number]) {
  const words = new Uint32Array(3 * count);
  for (let index = 0; index < count; index += 1) words.set(record(index), 3 * index);
  return words;
}

const HOSTILE: readonly [string, () => Buffer, string, RegExp][] = [
  [
    'a million structs of one name',
    () =>
      btfOf(
        repeated(1_000_000, () => [1, info(KIND.struct), 8]),
        NAME,
      ),
    'kvm_mm',
    /^BtfError: .*more than 100000 structs/,
  ],
  [
    'more types than a kernel takes',
    () =>
      btfOf(
        repeated(1_100_000, () => [1, info(KIND.forward), 0]),
        NAME,
      ),
    'kvm_mmu',
    /^BtfError: .*more than 1048575 types/,
  ],
  [
    'a struct of two million members',
    () => {
      const members = repeated(2_000_001, () => [1, 2, 0]);
      members.set([1, info(KIND.struct, 2_000_000), 384]);
      const empty = Uint32Array.of(0, info(KIND.struct), 0);
      return btfOf(Uint32Array.from([...members, ...empty]), NAME);
    },
    'kvm_mmu',
    /^BtfError: .*more than 50000 members in members/,
  ],
  [
    'names without end',
    () => {
      const strings = Buffer.concat([
        Buffer.alloc(1),
        Buffer.alloc(20 * MIB, 'x'),
        Buffer.alloc(1),
      ]);
      return btfOf(
        repeated(100_000, (index) => [1 + index, info(KIND.struct), 8]),
        strings,
      );
    },
    'kvm_mm',
    /^BtfError: .*a name of \d+ bytes/,
  ],
  [
    'a section of zeros, packed a thousandfold',
    () =>
      elfFile([{ name: '.BTF', content: Buffer.alloc(32 * MIB), isCompressed: true }], {
        ...{ bits: 64, littleEndian: true },
      }),
    'kvm_mmu',
    /^NoBtfError: .*its magic is missing/,
  ],
  [
    'a section that says it is small, and is not',
    () => {
      const file = elfFile(
        [{ name: '.BTF', content: Buffer.alloc(64 * MIB), isCompressed: true }],
        {
          ...{ bits: 64, littleEndian: true },
        },
      );
      // Its size unpacked, behind the file's header.
      file.writeUInt32LE(1000, 64 + 8);
      return file;
    },
    'kvm_mmu',
    /^BtfError: .*damaged zlib data/,
  ],
];

it.each(HOSTILE)('%s', (name, make, struct, message) => {
  const file = join(folder, name);
  writeFileSync(file, make());
  const said = execFileSync(process.execPath, ['--import', TSX, CHILD, file, struct]);
  const taken: { message: string; mib: number; seconds: number } = JSON.parse(said.toString());
  expect(taken.message).toMatch(message);
  expect(taken.mib).toBeLessThan(MOST_MIB);
  expect(taken.seconds).toBeLessThan(MOST_SECONDS);
});
