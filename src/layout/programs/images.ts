/** The struct's bytes in the two states that resets alternate between, for code made at run time. */

import type { NativeRegistry } from '../../host/native.js';
import { knownFields } from './kvm-mmu-fields.js';
import type { ProgramLayout } from './programs.js';

/**
 * Numbers where a reset stores numbers; else made-up bytes, none zero, of which those of
 * role-dependent fields differ between the states. A store takes as long whatever it stores.
 *
 * @returns 2 x sizeBytes, one state after the other
 */
export function structImages(
  { sizeBytes, fields }: ProgramLayout,
  { layouts }: Pick<NativeRegistry, 'layouts'>,
): Uint8Array {
  const known = knownFields(fields, { layouts });
  const images = new Uint8Array(2 * sizeBytes);
  for (const [state, image] of [0, 1].map(
    (index) => [index, images.subarray(index * sizeBytes, (index + 1) * sizeBytes)] as const,
  )) {
    for (const { name, offset, sizeBytes: bytes, role, value } of fields) {
      const number = value ?? known.get(name)?.immediate;
      const field = image.subarray(offset, offset + bytes);
      if (number !== undefined && bytes <= 8) {
        field.set(bytesOf(number, bytes));
      } else {
        field.fill(madeUpByte(offset, role === 'role-dependent' ? state : 0));
      }
    }
  }
  return images;
}

function bytesOf(number: number, bytes: number): Uint8Array {
  const word = new DataView(new ArrayBuffer(8));
  word.setBigInt64(0, BigInt(Math.trunc(number)), true);
  return new Uint8Array(word.buffer, 0, bytes);
}

/** Never zero; another one in the other state. */
const madeUpByte = (offset: number, state: number): number => 1 + ((offset + state) % 255);
