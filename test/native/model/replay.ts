/** The same replay by native code and by the model, comparable. */

import type { GuestRegisters } from '../../../src/workload/types.js';
import { addon, layoutNamed, registry } from '../support/addon.js';
import { type GuestState, withDefaults } from './guest-state.js';
import { MmuStruct } from './mmu-struct.js';
import type { Settings } from './settings.js';
import { ModelVcpu } from './vcpu.js';

export interface Replay {
  layout: string;
  settings: Settings;
  /** The first is what the vCPU is created for. */
  states: readonly [GuestState, ...GuestState[]];
  /** Indices of states, in order. */
  resets: readonly number[];
}

/** One reset of a new vCPU on a host as today's are. */
export function afterReset(
  layout: string,
  registers: GuestRegisters,
  changes: Partial<Settings> = {},
): Replay {
  const [rules] = layoutNamed(layout).rules;
  if (rules === undefined) throw new Error(`${layout} has no rules`);
  const host = { path: 'tdp', scope: 'init', physicalBits: 46, maxTdpLevel: 4 } as const;
  return {
    layout,
    settings: { ...host, rules, ...changes },
    states: [withDefaults(registers)],
    resets: [0],
  };
}

export interface Mmus {
  root: MmuStruct;
  nested: MmuStruct;
}

export function byModel(replay: Replay): Mmus {
  const { layout, settings, states, resets } = replay;
  const vcpu = new ModelVcpu(layoutNamed(layout), settings, {
    maxphyaddr: states[0].maxphyaddr,
    // The stores alone are replayed on a vCPU that has a nested_mmu only where they go to it.
    hasNested: settings.scope === 'init' || states.some(({ nested }) => nested),
  });
  putRootTables(vcpu, byNativeCode({ ...replay, resets: [] }));
  for (const index of resets) {
    const state = states[index];
    if (state === undefined) throw new Error(`no guest state ${index}`);
    vcpu.reset(state);
  }
  return vcpu;
}

/** Where these are is the arena's choice; no reset writes them. */
const ROOT_TABLES = ['pae_root', 'pml4_root', 'pml5_root'] as const;

function putRootTables(mmus: Mmus, created: Mmus): void {
  for (const table of ROOT_TABLES) {
    mmus.root.put(table, created.root.get(table));
    mmus.nested.put(table, created.nested.get(table));
  }
}

export function byNativeCode(
  { layout, settings, states, resets }: Replay,
  strategy = registry.baseline,
): Mmus {
  const { root, nested } = addon.replayBytes({
    ...settings,
    layout,
    strategy,
    guestStates: Uint32Array.from(states.flatMap(rowOf)),
    resets: Uint32Array.from(resets),
  });
  const mirrored = layoutNamed(layout);
  return { root: new MmuStruct(mirrored, root), nested: new MmuStruct(mirrored, nested) };
}

function rowOf({ cr0, cr4, efer, smm, nested, maxphyaddr }: GuestState): number[] {
  return [cr0, cr4, efer, (smm ? 1 : 0) + (nested ? 2 : 0), maxphyaddr];
}

/** Who can be asked what a replay leaves, for `describe.each`. */
export const SOURCES: readonly [string, (replay: Replay) => Mmus][] = [
  ['the model', byModel],
  ['native code', (replay) => byNativeCode(replay)],
];

/** Byte by byte, e.g. `root.mmu_role+1: 37, expected 07`; none if the two replays left the same. */
export function differences(found: Mmus, expected: Mmus): string[] {
  return (['root', 'nested'] as const).flatMap((mmu) => {
    const { bytes } = expected[mmu];
    return [...found[mmu].bytes.entries()]
      .filter(([offset, byte]) => byte !== bytes[offset])
      .map(([offset, byte]) => {
        const place = expected[mmu].placeOf(offset);
        return `${mmu}.${place}: ${hex(byte)}, expected ${hex(bytes[offset])}`;
      });
  });
}

const hex = (byte: number | undefined) => byte?.toString(16).padStart(2, '0');
