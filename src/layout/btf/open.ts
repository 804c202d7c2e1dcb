/** BTF of a file, wherever in it: raw, as the kernel shows its own, or a section of an ELF file. */

import { existsSync } from 'node:fs';
import { Btf } from './btf.js';
import { fileName, NoBtfError, type Origin } from './btf-error.js';
import { Elf, isElf } from './elf.js';
import { isBtf } from './header.js';
import { type ByteSource, MOST_BYTES, withSource } from './source.js';

/** The running kernel's. */
export const KERNEL_BTF = '/sys/kernel/btf/vmlinux';

const SECTION = '.BTF';
/** What a module that was compiled elsewhere needs of the kernel's. */
const BASE_SECTION = '.BTF.base';
const DWARF_SECTION = '.debug_info';

/**
 * @param base of split BTF; null: the module's own if it brings one, else the running kernel's
 * @param shownAs what the file was made of
 * @throws UsageError where a file cannot be read, BtfError where it is damaged
 */
export function openBtf(file: string, base: string | null, shownAs = file): Btf {
  const parts = withSource(file, btfParts);
  const origin: Origin = { file: shownAs, part: 'its BTF' };
  if (!isSplit(parts.btf)) return new Btf(parts.btf, origin, null);
  if (base === null && parts.base !== null) {
    const own = new Btf(parts.base, { file, part: `its section ${BASE_SECTION}` }, null);
    return new Btf(parts.btf, origin, own);
  }
  const baseFile = base ?? KERNEL_BTF;
  if (base === null && !existsSync(KERNEL_BTF)) {
    throw new NoBtfError(file, `its BTF builds on that of its kernel: give a vmlinux with --base`);
  }
  const built = new Btf(parts.btf, origin, openBase(baseFile, file));
  const misplaced = built.misplacedName();
  if (misplaced === null) return built;
  throw new NoBtfError(
    file,
    `its BTF does not build on that of ${fileName(baseFile)}: the name of type ${misplaced} begins ` +
      'within another; give the vmlinux of the same kernel with --base',
  );
}

function openBase(file: string, split: string): Btf {
  const { btf } = withSource(file, btfParts);
  if (!isSplit(btf)) return new Btf(btf, { file, part: 'its BTF' }, null);
  throw new NoBtfError(
    file,
    `its BTF builds on another, as that of ${fileName(split)} does: give a vmlinux with --base`,
  );
}

export interface BtfParts {
  btf: Buffer;
  /** What it builds on, where the file has that too. */
  base: Buffer | null;
}

export function btfParts(source: ByteSource): BtfParts {
  const head = source.read(0, HEAD_BYTES);
  if (isBtf(head)) return { btf: rawBtf(source), base: null };
  if (!isElf(head)) throw new NoBtfError(source.file, foreign(head));
  const elf = new Elf(source);
  const btf = elf.section(SECTION);
  if (btf !== null) return { btf, base: elf.section(BASE_SECTION) };
  throw elf.has(DWARF_SECTION)
    ? new NoBtfError(source.file, `DWARF, but no ${SECTION} section`, true)
    : new NoBtfError(
        source.file,
        `no ${SECTION} section, and no DWARF to make one of: compile it with -g, a kernel with ` +
          'CONFIG_DEBUG_INFO_BTF',
      );
}

function rawBtf(source: ByteSource): Buffer {
  if (source.sizeBytes <= MOST_BYTES) return source.read(0, MOST_BYTES);
  throw new NoBtfError(
    source.file,
    `${source.sizeBytes} bytes are too many for BTF: at most ${MOST_BYTES}`,
  );
}

const STRINGS_AT = 16;

/** Strings of a base begin with the empty one, which what builds on it need not repeat. */
export function isSplit(btf: Buffer): boolean {
  if (btf.length < STRINGS_AT + 8 || !isBtf(btf)) return false;
  const number = (at: number) => (btf[0] === 0x9f ? btf.readUInt32LE(at) : btf.readUInt32BE(at));
  const start = number(4) + number(STRINGS_AT);
  return number(STRINGS_AT + 4) === 0 || (btf[start] ?? 0) !== 0;
}

const HEAD_BYTES = 1024;

/** By their first bytes, what people may take for a kernel with BTF. */
const FOREIGN: readonly { magic: string; at: number; found: string }[] = [
  { magic: 'HdrS', at: 0x202, found: 'a bzImage: the kernel tree has scripts/extract-vmlinux' },
  { magic: '\xfd7zXZ', at: 0, found: 'xz data: unpack it first, with xz -dk' },
  { magic: '\x28\xb5\x2f\xfd', at: 0, found: 'zstd data: unpack it first, with zstd -dk' },
  { magic: '\x1f\x8b', at: 0, found: 'gzip data: unpack it first, with gzip -dk' },
];

function foreign(head: Buffer): string {
  const text = head.toString('latin1');
  const known = FOREIGN.find(({ magic, at }) => text.startsWith(magic, at));
  const expected = 'expected BTF, or an ELF file that has it';
  if (known !== undefined) return `${known.found}; ${expected}`;
  return head.length === 0 ? `empty; ${expected}` : `neither BTF nor ELF; ${expected}`;
}
