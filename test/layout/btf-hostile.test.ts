/** Whatever its bytes become, BTF is read, or refused in one line that says where. */

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BtfError, NoBtfError } from '../../src/layout/btf/btf-error.js';
import { readLayoutFromBtf } from '../../src/layout/btf.js';
import { type Random, seededRandom } from '../../src/stats/random.js';
import { temporaryFolder } from '../cli/temporary-folder.js';
import { BtfBuilder } from './btf-builder.js';
import { kernelAndModule, kvmBtf } from './btf-samples.js';
import { elfFile } from './elf-builder.js';

const folder = temporaryFolder();
const file = join(folder, 'hostile');
const base = join(folder, 'base.btf');
const CASES = 10_000;
const SEED = 42;

const described = Array.from({ length: 20 }, (): [number, number] => [0, 0]);
const { kernel, module } = kernelAndModule();
writeFileSync(base, kernel.build());

const SEEDS: readonly Buffer[] = [
  kvmBtf().build(),
  kvmBtf({ littleEndian: false }).build(),
  kvmBtf({ kindLengths: described }).build(),
  module.build(),
  ...([32, 64] as const).flatMap((bits) =>
    [true, false].map((littleEndian) =>
      elfFile(
        [
          { name: '.BTF', content: kvmBtf({ littleEndian }).build(), isCompressed: bits === 64 },
          { name: '.BTF.base', content: kernel.build() },
        ],
        { bits, littleEndian },
      ),
    ),
  ),
];

/** Counts, offsets and ids that a reader may fall for, and infos of every kind. */
const WORDS = [
  ...[0, 1, 2, 12, 24, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0xffff_fffc, 0x00ff_ffff],
  ...[0xffff, 0x1_0000, 0xfffff, 0x10_0000],
];

/** One word becomes another; a type's info becomes that of another kind, with many elements. */
function spoilWord(bytes: Buffer, random: Random): void {
  const at = 4 * random.below(Math.max(1, Math.floor(bytes.length / 4)));
  if (at + 4 > bytes.length) return;
  const kinds = random.below(3) === 0;
  const word = kinds
    ? random.below(24) * 0x100_0000 + ((WORDS[random.below(WORDS.length)] ?? 0) % 0x100_0000)
    : (WORDS[random.below(WORDS.length)] ?? 0);
  const near = random.below(4) === 0 ? (bytes.readUInt32LE(at) + random.below(9) - 4) >>> 0 : word;
  if (random.below(4) === 0) bytes.writeUInt32BE(near, at);
  else bytes.writeUInt32LE(near, at);
}

function spoiled(random: Random): Buffer {
  const bytes = Buffer.from(SEEDS[random.below(SEEDS.length)] ?? '');
  for (let times = 1 + random.below(4); times > 0; times -= 1) {
    const way = random.below(8);
    if (way === 0 && bytes.length > 0) bytes[random.below(bytes.length)] = random.below(256);
    else spoilWord(bytes, random);
  }
  return random.below(6) === 0 ? bytes.subarray(0, random.below(bytes.length)) : bytes;
}

/** `read`, or what refused it. @throws what must not be thrown */
function outcome(bytes: Buffer): string {
  // Anew: to write over a file takes some file systems milliseconds.
  rmSync(file, { force: true });
  writeFileSync(file, bytes);
  try {
    const { layout } = readLayoutFromBtf({ file, base, roleOf: () => null });
    const ends = layout.fields.map(({ offset, sizeBytes }) => offset + sizeBytes);
    const overlaps = layout.fields.filter(({ offset }, index) => offset < (ends[index - 1] ?? 0));
    expect([overlaps, (ends.at(-1) ?? 0) <= layout.sizeBytes]).toEqual([[], true]);
    return 'read';
  } catch (error) {
    if (error instanceof BtfError) {
      expect(error.offset).toBeGreaterThanOrEqual(0);
      expect(error.message).toContain(`byte ${error.offset} of ${error.origin.part}`);
      return 'refused';
    }
    // Not BTF at all, or without KVM: there is no place to name.
    if (error instanceof NoBtfError) return 'no BTF';
    if (error instanceof Error && error.message.includes('has no struct kvm_mmu')) return 'no KVM';
    if (error instanceof Error && /^(unknown|"kvm_vcpu\.arch\.root_mmu" is)/.test(error.message)) {
      return 'no vCPU';
    }
    throw error;
  }
}

it(`${CASES} spoiled files are read or refused`, { timeout: 120_000 }, () => {
  const random = seededRandom(SEED);
  const outcomes = new Map<string, number>();
  for (let number = 0; number < CASES; number += 1) {
    const found = outcome(spoiled(random));
    outcomes.set(found, (outcomes.get(found) ?? 0) + 1);
  }
  for (const each of ['read', 'refused', 'no BTF', 'no KVM', 'no vCPU']) {
    expect(outcomes.get(each), each).toBeGreaterThan(50);
  }
});

it('no bytes behind a header are taken for more than they are', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (tail, littleEndian) => {
      const magic = littleEndian
        ? [0x9f, 0xeb, 1, 0, 24, 0, 0, 0]
        : [0xeb, 0x9f, 1, 0, 0, 0, 0, 24];
      outcome(Buffer.concat([Buffer.from(magic), tail]));
    }),
  );
});

it('every file is refused that ends too early', () => {
  const [whole] = SEEDS;
  for (let length = 2; length < (whole?.length ?? 0); length += 1) {
    expect(outcome(whole?.subarray(0, length) ?? Buffer.alloc(0))).toBe('refused');
  }
});

describe('a header', () => {
  const refusal = (change: (btf: Buffer) => void) => {
    const btf = kvmBtf().build();
    change(btf);
    writeFileSync(file, btf);
    try {
      readLayoutFromBtf({ file, roleOf: () => null });
    } catch (error) {
      if (error instanceof BtfError) return [error.offset, error.message.replace(`${file}: `, '')];
      throw error;
    }
    throw new Error('it was read');
  };

  it.each<[string, (btf: Buffer) => void, number, RegExp]>([
    ['of another version', (btf) => btf.writeUInt8(2, 2), 2, /version 2, expected 1$/],
    ['with flags', (btf) => btf.writeUInt8(1, 3), 3, /flags 1, expected 0$/],
    ['that is too short', (btf) => btf.writeUInt32LE(8, 4), 4, /a header of 8 bytes/],
    ['that is longer than all', (btf) => btf.writeUInt32LE(1e9, 4), 4, /a header of 1000000000 b/],
    ['with types beyond the end', (btf) => btf.writeUInt32LE(4e9, 12), 12, /4000000000|multiple/],
    [
      'with types elsewhere',
      (btf) => btf.writeUInt32LE(0xffff_fff0, 8),
      8,
      /a section of \d+ bytes/,
    ],
    ['with crooked types', (btf) => btf.writeUInt32LE(2, 8), 8, /2, expected a multiple of 4/],
    ['with strings elsewhere', (btf) => btf.writeUInt32LE(4e9, 16), 16, /a section of \d+ bytes/],
  ])('%s is refused at its byte', (_, change, offset, message) => {
    const [found, text] = refusal(change);
    expect(text).toMatch(message);
    expect(found).toBe(text?.toString().includes('section') && offset === 12 ? 8 : offset);
  });

  it('whose strings do not end is refused at the last', () => {
    const btf = kvmBtf().build();
    const [offset, text] = refusal((each) => each.writeUInt8(0x41, each.length - 1));
    expect([offset, text]).toEqual([
      btf.length - 1,
      `byte ${btf.length - 1} of its BTF: the last string does not end, expected a NUL`,
    ]);
  });

  it('of names beyond the strings is refused at the type', () => {
    const builder = new BtfBuilder();
    const int = builder.int('int', 4);
    builder.struct('kvm_mmu', 4, [{ name: 'x', type: int, bits: 0 }]);
    const btf = builder.build();
    // Behind the header and an int of 16 bytes: the struct's record, then its member's name.
    btf.writeUInt32LE(1e9, 24 + 16 + 12);
    writeFileSync(file, btf);
    expect(() => readLayoutFromBtf({ file, roleOf: () => null })).toThrow(
      'byte 40 of its BTF: a name at byte 1000000000 of the strings, expected one below',
    );
  });
});
