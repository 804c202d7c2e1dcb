/** Steps of a reset made at run time, in words; encoded for the addon. */

import type { ProgramStepKind } from '../../host/native-programs.js';

export type Step =
  /** A number in the instruction, sign-extended to 8 bytes. */
  | { kind: 'store-immediate'; offset: number; bytes: number; value: number }
  /** One of the state's values, from the same offset. */
  | { kind: 'store-value'; offset: number; bytes: number }
  | { kind: `copy-${string}`; offset: number; bytes: number };

/** Rows of [kind, offset, bytes, value]. @throws RangeError for a kind that the addon has not */
export function encodeSteps(steps: readonly Step[], kinds: readonly ProgramStepKind[]): Int32Array {
  return Int32Array.from(
    steps.flatMap((step) => {
      const kind = kinds.findIndex(({ name }) => name === step.kind);
      if (kind < 0) throw new RangeError(`no step of a program is called ${step.kind}`);
      return [kind, step.offset, step.bytes, step.kind === 'store-immediate' ? step.value : 0];
    }),
  );
}

export interface StoredField {
  offset: number;
  sizeBytes: number;
  /** The number to store; undefined: it is one of the state's values. */
  value?: number | undefined;
}

/** Widths that one instruction stores, the widest first. */
const WIDTHS = [8, 4, 2, 1] as const;

/** One store, or word by word those of a field that no single one covers. */
export function storesOfField({ offset, sizeBytes, value }: StoredField): Step[] {
  if (value !== undefined) {
    const number = asImmediate(value, sizeBytes);
    if (number !== null)
      return [{ kind: 'store-immediate', offset, bytes: sizeBytes, value: number }];
  }
  const stores: Step[] = [];
  for (let done = 0; done < sizeBytes; ) {
    const bytes = WIDTHS.find((width) => width <= sizeBytes - done) ?? 1;
    stores.push({ kind: 'store-value', offset: offset + done, bytes });
    done += bytes;
  }
  return stores;
}

/** As a signed number of 32 bits, or null where no instruction has room for it. */
function asImmediate(value: number, sizeBytes: number): number | null {
  if (!WIDTHS.some((width) => width === sizeBytes) || !Number.isInteger(value)) return null;
  // Of narrower stores the unsigned numbers, too, which are the same bytes.
  const bits = Math.min(8 * sizeBytes, 32);
  const most = sizeBytes === 8 ? 2 ** 31 : 2 ** bits;
  return value >= -(2 ** (bits - 1)) && value < most ? value | 0 : null;
}
