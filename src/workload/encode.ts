/** A workload as flat arrays, the form that crosses into native code. */

import type { BootRequest } from '../host/native.js';
import type { Workload } from './types.js';

export type EncodedWorkload = Pick<BootRequest, 'guestStates' | 'resets' | 'transitions'>;

/** Kinds and causes stay behind: the replay compares roles itself. */
export function encodeWorkload({ transitions }: Pick<Workload, 'transitions'>): EncodedWorkload {
  const rows = new Map<string, number>();
  const states: number[] = [];
  const resets = transitions
    .flatMap((transition) => transition.resets)
    .map(({ registers }) => {
      const row = [registers.cr0, registers.cr4, registers.efer, registers.smm ? 1 : 0];
      const key = row.join();
      const index = rows.get(key) ?? rows.size;
      if (index === rows.size) {
        rows.set(key, index);
        states.push(...row);
      }
      return index;
    });
  return {
    guestStates: Uint32Array.from(states),
    resets: Uint32Array.from(resets),
    transitions: Uint32Array.from(transitions, (transition) => transition.resets.length),
  };
}
