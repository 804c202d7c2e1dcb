/** A workload as flat arrays, the form that crosses into native code. */

import { DEFAULT_MAXPHYADDR } from './registers.js';
import type { GuestRegisters, Transition, Workload } from './types.js';

export interface EncodedWorkload {
  /** Rows of [cr0, cr4, efer, flags, maxphyaddr]: the distinct guest states. */
  guestStates: Uint32Array;
  /** Row of the state that root_mmu is in when the workload begins; absent: just created. */
  initialState?: number;
  /** Index of the row of each reset, in order. */
  resets: Uint32Array;
  /** How many resets each transition makes; sums to resets.length. */
  transitions: Uint32Array;
  /**
   * Rows of [code lines, data lines, pages] that the guest touched before each transition: distinct
   * 64-byte lines, 4-KiB pages. Null unless known of all.
   */
  footprint: Uint32Array | null;
}

/** Bits of a guest state's flags. */
const SMM = 1;
const NESTED = 2;

const MOST = 0xffff_ffff;

/** Kinds and causes stay behind: the replay compares roles itself. */
export function encodeWorkload({ transitions }: Pick<Workload, 'transitions'>): EncodedWorkload {
  const resets = transitions.flatMap((transition) => transition.resets);
  const states = encodeStates(resets.map(({ registers }) => registers));
  return {
    ...states,
    ...initialState(transitions, states.resets),
    transitions: Uint32Array.from(transitions, (transition) => transition.resets.length),
    footprint: encodeFootprint(transitions),
  };
}

/** One reset in each of these states, in order; equal states share a row. */
export function encodeStates(
  states: readonly GuestRegisters[],
): Pick<EncodedWorkload, 'guestStates' | 'resets'> {
  const indices = new Map<string, number>();
  const rows: number[] = [];
  const resets = states.map((registers) => {
    const row = stateRow(registers);
    const key = row.join();
    const index = indices.get(key) ?? indices.size;
    if (index === indices.size) {
      indices.set(key, index);
      rows.push(...row);
    }
    return index;
  });
  return { guestStates: Uint32Array.from(rows), resets: Uint32Array.from(resets) };
}

/** A first reset of root_mmu that returns early finds the role that it computes. */
function initialState(
  transitions: readonly Transition[],
  rows: Uint32Array,
): Pick<EncodedWorkload, 'initialState'> {
  const resets = transitions.flatMap((transition) => transition.resets);
  const first = resets.findIndex(({ registers }) => !registers.nested);
  const row = rows[first];
  return row !== undefined && resets[first]?.kind === 'early' ? { initialState: row } : {};
}

function stateRow(registers: GuestRegisters): number[] {
  const { cr0, cr4, efer, smm, nested = false, maxphyaddr = DEFAULT_MAXPHYADDR } = registers;
  return [cr0, cr4, efer, (smm ? SMM : 0) | (nested ? NESTED : 0), maxphyaddr];
}

/** A number too large for its word, which only a made-up trace has, becomes the largest that fits. */
function encodeFootprint(transitions: readonly Transition[]): Uint32Array | null {
  const rows: number[] = [];
  for (const { work } of transitions) {
    if (work === null) return null;
    rows.push(work.codeLines, work.dataLines, work.pages);
  }
  return Uint32Array.from(rows, (count) => Math.min(count, MOST));
}
