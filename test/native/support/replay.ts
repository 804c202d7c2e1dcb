/** The struct's bytes after a sequence of resets, comparable between calls. */

import type { GuestRegisters } from '../../../src/workload/types.js';
import { addon, fieldNamed, layoutNamed } from './addon.js';
import { type Sequence, sequenceOf } from './guests.arbitrary.js';

const ROOT_TABLES = ['pae_root', 'pml4_root', 'pml5_root'];

/**
 * The vCPU's root tables are where its block is, which each call may place anew: they are given
 * relative to the first of them.
 */
export function bytesAfter(
  layoutName: string,
  strategy: string,
  resets: Sequence | readonly GuestRegisters[],
): Uint8Array {
  const sequence = 'resets' in resets ? resets : sequenceOf(resets);
  const bytes = addon.replayBytes(layoutName, strategy, sequence.guestStates, sequence.resets);
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
