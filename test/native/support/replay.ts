/** The structs' bytes after a sequence of resets, comparable between calls. */

import type { ReplayedBytes, ReplayRequest } from '../../../src/host/native.js';
import type { GuestRegisters } from '../../../src/workload/types.js';
import { addon, fieldNamed, layoutNamed, PATHS, registry } from './addon.js';
import { type Sequence, sequenceOf } from './guests.arbitrary.js';

/** What is replayed, but for the strategy and the resets. */
export type Subject = Omit<ReplayRequest, 'strategy' | keyof Sequence>;

/** Every layout on every path: the stores alone, and whole calls by each of the layout's rules. */
export const subjects: readonly Subject[] = registry.layouts.flatMap(({ name: layout, rules }) =>
  PATHS.flatMap((path): Subject[] => [
    { layout, path, scope: 'writes' },
    ...rules.map((each): Subject => ({ layout, path, scope: 'init', rules: each })),
  ]),
);

export const titleOf = ({ layout, path, scope, rules }: Subject): string =>
  [layout, path, scope, rules].filter((part) => part !== undefined).join(' ');

const ROOT_TABLES = ['pae_root', 'pml4_root', 'pml5_root'];

export function bytesAfter(
  subject: Subject,
  strategy: string,
  resets: Sequence | readonly GuestRegisters[],
): ReplayedBytes {
  const sequence = 'resets' in resets ? resets : sequenceOf(resets);
  const { root, nested } = addon.replayBytes({ ...subject, strategy, ...sequence });
  return {
    root: withRelativeTables(subject.layout, root),
    nested: withRelativeTables(subject.layout, nested),
  };
}

/**
 * The vCPU's root tables are where its block is, which depends on how many states its arena is for:
 * they are given relative to the first of them.
 */
function withRelativeTables(layoutName: string, bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const layout = layoutNamed(layoutName);
  const offsets = ROOT_TABLES.map((name) => fieldNamed(layout, name).offset);
  const tables = offsets.map((offset) => view.getBigUint64(offset, true));
  for (const [index, offset] of offsets.entries()) {
    view.setBigUint64(offset, (tables[index] ?? 0n) - (tables[0] ?? 0n), true);
  }
  return bytes;
}

export function differences(a: Uint8Array, b: Uint8Array): number[] {
  return [...a.keys()].filter((byte) => a[byte] !== b[byte]);
}

/** Offsets at which either struct differs. */
export function structDifferences(a: ReplayedBytes, b: ReplayedBytes) {
  return { root: differences(a.root, b.root), nested: differences(a.nested, b.nested) };
}

export const NO_DIFFERENCES = { root: [], nested: [] };
