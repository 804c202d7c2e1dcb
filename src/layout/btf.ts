/** Layouts out of BTF: what `layout from-btf` shows, and what `live` is. */

import { existsSync } from 'node:fs';
import { release } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { excerpt, UsageError } from '../errors.js';
import { blocksOf } from './btf/blocks.js';
import type { Btf, BtfType } from './btf/btf.js';
import { fileName } from './btf/btf-error.js';
import { allNames, findMember, findStruct, listingOf, unknownStruct } from './btf/find.js';
import type { FlatField } from './btf/flat-field.js';
import { flatten } from './btf/flatten.js';
import { KERNEL_BTF, openBtf } from './btf/open.js';
import { TypeSizes } from './btf/sizes.js';
import { type WriteSet, writesOf } from './files/writes-file.js';
import type { RoleOf } from './kvm-roles.js';
import { CACHE_LINE_BYTES } from './lines/writes.js';
import type { Layout, LayoutField } from './types.js';

export const KVM_MMU = 'kvm_mmu';
const ROOT_MMU = 'kvm_vcpu.arch.root_mmu';
const KVM_MODULE = 'kvm';

export interface BtfRequest {
  /** Null: the running kernel's. */
  file?: string | null;
  /** What split BTF builds on; null: the running kernel's. */
  base?: string | null;
  /** KVM_MMU if absent. */
  struct?: string;
  /** Of the fields of `struct kvm_mmu`; others have the role that `writes` gives them. */
  roleOf: RoleOf;
  writes?: WriteSet | null;
  /** `STRUCT.member`, where the struct is in what begins with a cache line. */
  container?: string | null;
  /** As `uname -r` says it; of the running kernel it is known. */
  kernel?: string | null;
  /** Of the layout. */
  name?: string;
  /** What the file was made of. */
  shownAs?: string | undefined;
  /** Where the running kernel shows its own. */
  kernelBtf?: string;
}

export interface BtfLayout {
  layout: Layout;
  /** What had to be assumed, a sentence each. */
  notes: string[];
}

/** @throws UsageError where there is no such struct, BtfError where the BTF is damaged */
export function readLayoutFromBtf(request: BtfRequest): BtfLayout {
  const struct = structName(request.struct ?? KVM_MMU);
  const btf = openFor(request, struct);
  const sizes = new TypeSizes(btf);
  const found = findStruct(sizes, struct);
  if (found === null) throw missing(btf, request, struct);
  const isKvm = struct === KVM_MMU;
  const roleOf: RoleOf = isKvm ? request.roleOf : () => null;
  const wanted = [...(request.writes?.fields.keys() ?? [])];
  const fields = flatten(sizes, found.struct, {
    isWhole: (name) =>
      wanted.includes(name) ||
      (roleOf(name) !== null && !wanted.some((each) => each.startsWith(`${name}.`))),
    wanted,
  });
  const container = request.container ?? (isKvm ? ROOT_MMU : null);
  const place = placeOf(sizes, found.struct, struct, container);
  const given = writtenFields(fields, request, listingOf(btf, struct), () =>
    allNames(new TypeSizes(btf), found.struct),
  );
  const kernel = request.kernel ?? (isRunning(btf, request) ? release() : null);
  const { file } = btf.origin;
  const blocks = blocksOf(fields);
  const layout: Layout = {
    name: request.name ?? (isKvm ? (kernel ?? basename(file)) : struct),
    origin: { kind: 'btf', file, struct },
    sizeBytes: found.struct.sizeOrType,
    phase: (place.offset ?? 0) % CACHE_LINE_BYTES,
    rootMmuOffset: isKvm && container === ROOT_MMU ? place.offset : null,
    kernel,
    fields: fields.map((field, index) => layoutField(field, given[index] ?? null, roleOf)),
    ...(blocks.length === 0 ? {} : { blocks }),
  };
  const notes = [
    ...othersNote(struct, found.struct, found.others),
    ...place.notes,
    ...(isKvm ? unknownRoles(layout, given, roleOf) : []),
    ...(request.base && btf.base === null
      ? [`${fileName(file)} builds on no other BTF: --base was not needed`]
      : []),
  ];
  return { layout, notes };
}

/** Of the file, or of that of the running kernel's own which has the struct. */
function openFor(
  { file = null, base = null, shownAs, kernelBtf = KERNEL_BTF }: BtfRequest,
  struct: string,
): Btf {
  if (file !== null) return openBtf(file, base, shownAs);
  if (!existsSync(kernelBtf)) {
    throw new UsageError(
      `${fileName(kernelBtf)}: no such file: this kernel shows no BTF (CONFIG_DEBUG_INFO_BTF); give ` +
        'a file that has some, a vmlinux or a kvm.ko',
    );
  }
  const btf = openBtf(kernelBtf, null);
  const module = join(dirname(kernelBtf), KVM_MODULE);
  if (findStruct(new TypeSizes(btf), struct) !== null || !existsSync(module)) return btf;
  return openBtf(module, kernelBtf);
}

/** People write it as in C. */
function structName(text: string): string {
  const name = text.replace(/^struct\s+/, '').trim();
  if (name === '') throw new UsageError(`--struct ${excerpt(text)}: expected the name of a struct`);
  return name;
}

function isRunning(btf: Btf, { kernelBtf = KERNEL_BTF }: BtfRequest): boolean {
  return dirname(resolve(btf.origin.file)) === dirname(kernelBtf);
}

function missing(btf: Btf, request: BtfRequest, struct: string): UsageError {
  if (struct !== KVM_MMU) return unknownStruct(btf, struct);
  const file = fileName(btf.origin.file);
  return new UsageError(
    isRunning(btf, request)
      ? `${file} has no struct ${KVM_MMU}: KVM is not built into this kernel; where it is a module, ` +
          `'modprobe ${KVM_MODULE}' shows its BTF in ${join(dirname(btf.origin.file), KVM_MODULE)}`
      : `${file} has no struct ${KVM_MMU}: a kernel with KVM as a module has it in kvm.ko: ` +
          `layout from-btf kvm.ko --base ${file}`,
  );
}

interface Place {
  /** In the container, in bytes; null where there is none. */
  offset: number | null;
  notes: string[];
}

function placeOf(sizes: TypeSizes, struct: BtfType, name: string, container: string | null): Place {
  if (container === null) return { offset: null, notes: [] };
  const [holder = ''] = container.split('.');
  if (container === ROOT_MMU && findStruct(sizes, holder) === null) {
    return { offset: null, notes: [`no struct ${holder}: the phase is not known, 0 is assumed`] };
  }
  const { type, bitOffset } = findMember(sizes, container);
  const isSame = type.id === struct.id || (struct.name !== '' && type.name === struct.name);
  if (!isSame) {
    throw new UsageError(`${excerpt(container)} is no struct ${excerpt(name)}`);
  }
  if (bitOffset % 8 !== 0) throw type.error(`it begins at bit ${bitOffset}`, 'whole bytes');
  return { offset: bitOffset / 8, notes: [] };
}

function writtenFields(
  fields: readonly FlatField[],
  { writes = null }: BtfRequest,
  listing: string,
  all: () => string[],
) {
  return writes === null ? [] : writesOf(writes, fields, listing, all);
}

function layoutField(
  { name, offset, sizeBytes, alignment }: FlatField,
  write: ReturnType<typeof writesOf>[number],
  roleOf: RoleOf,
): LayoutField {
  return {
    ...{ name, offset, sizeBytes, role: write?.role ?? roleOf(name) ?? 'untouched' },
    ...(write?.value === undefined ? {} : { value: write.value }),
    alignment,
  };
}

function othersNote(name: string, struct: BtfType, others: readonly number[]): string[] {
  if (others.length === 0) return [];
  const sizes = [...new Set(others)].slice(0, 4).join(', ');
  return [
    `${others.length} more structs are called ${excerpt(name)}, of ${sizes} bytes: the first was ` +
      `taken, of ${struct.sizeOrType}`,
  ];
}

const MOST_NAMED = 4;

function unknownRoles({ fields }: Layout, given: readonly unknown[], roleOf: RoleOf): string[] {
  const unknown = fields
    .filter(({ name }, index) => roleOf(name) === null && (given[index] ?? null) === null)
    .map(({ name }) => name);
  if (unknown.length === 0) return [];
  const more = unknown.length - MOST_NAMED;
  const shown = unknown.slice(0, MOST_NAMED).map((name) => excerpt(name, 30));
  const names = [...shown, ...(more > 0 ? [`and ${more} more`] : [])];
  return [`no built-in layout has ${names.join(', ')}: taken as untouched by a reset`];
}
