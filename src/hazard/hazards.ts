/** Runs strategies through the sequences and compares what they leave with what the baseline leaves. */

import type { NativeAddon, NativeField, NativeRegistry } from '../host/native.js';
import type { MmuPath } from '../host/native-subject.js';
import { encodeStates } from '../workload/encode.js';
import { SEQUENCES, type Sequence } from './sequences.js';
import type { Hazard, StaleField } from './types.js';

export interface HazardRequest {
  layout: string;
  path: MmuPath;
  /** Those that cannot run here are left out. */
  strategies: readonly string[];
}

/** One for each strategy and sequence, in the order of the registry. */
export function findHazards(
  addon: NativeAddon,
  registry: NativeRegistry,
  { layout, path, strategies }: HazardRequest,
): Hazard[] {
  const fields = registry.layouts.find(({ name }) => name === layout)?.fields ?? [];
  const runnable = registry.strategies.filter(
    ({ name, control, unavailable }) =>
      !control && unavailable === null && strategies.includes(name),
  );
  return SEQUENCES.flatMap((sequence) => {
    const replay = (strategy: string) =>
      addon.replayBytes({ layout, path, scope: 'init', strategy, ...requestOf(sequence) });
    const expected = replay(registry.baseline);
    return runnable.map(({ name }): Hazard => {
      const found = replay(name);
      return {
        strategy: name,
        sequence: sequence.name,
        layout,
        path,
        stale: [
          ...staleFields('root_mmu', fields, expected.root, found.root),
          ...staleFields('nested_mmu', fields, expected.nested, found.nested),
        ],
      };
    });
  });
}

function requestOf({ guests, options }: Sequence) {
  return { ...encodeStates(guests), ...options };
}

function staleFields(
  mmu: StaleField['mmu'],
  fields: readonly NativeField[],
  expected: Uint8Array,
  found: Uint8Array,
): StaleField[] {
  return fields.flatMap(({ name, offset, sizeBytes }) => {
    const bytes = Array.from({ length: sizeBytes }, (_, i) => offset + i);
    const differing = bytes.filter((at) => expected[at] !== found[at]);
    const [first] = differing;
    if (first === undefined) return [];
    const end = (differing.at(-1) ?? first) + 1;
    return [
      {
        mmu,
        field: name,
        offset: first,
        bytes: differing.length,
        expected: hex(expected.subarray(first, end)),
        found: hex(found.subarray(first, end)),
      },
    ];
  });
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
