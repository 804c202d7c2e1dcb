/** Machines in which only chosen mechanisms take time: what a reset costs, as a function of its arm. */

import type { ArmRequest, CopyArm } from '../../../../src/host/native-lab.js';
import { storesOfFullReset } from '../../../../src/layout/lines/stores.js';
import { linesOf } from '../../../../src/layout/lines/writes.js';
import { bytesWritten, fieldsWritten } from './structs.js';

export interface World {
  /** ns of one reset, harness and consumer included. */
  resetNs(arm: ArmRequest, index: number): number;
  copyNs(arm: CopyArm): number;
  loadLatencyNs(arm: ArmRequest): number;
  settingNs(arm: ArmRequest): number;
}

/** What an arm's reset does. */
export interface Reset {
  stores: number;
  /** Numbers of the lines that it dirties. */
  lines: ReadonlySet<number>;
}

/** ns that it adds to a reset. */
export type Mechanism = (arm: ArmRequest, reset: Reset, index: number) => number;

export const CORE_HZ = 4e9;
export const HARNESS_NS = 2;

export function resetOf({ layout, phase = 0, strategy, stores, calls }: ArmRequest): Reset {
  if (stores !== undefined) return { stores, lines: new Set() };
  if (calls === 'early') return { stores: 0, lines: new Set() };
  return {
    stores: storesOfFullReset({ fields: fieldsWritten(layout, strategy) }),
    lines: linesOf(bytesWritten(layout, strategy), phase),
  };
}

/** Harness, injected delays as they are asked for, and these mechanisms. */
export function worldOf(...mechanisms: readonly Mechanism[]): World {
  return {
    resetNs: (arm, index) => {
      const reset = resetOf(arm);
      const delayNs = ((arm.delayCycles ?? 0) / CORE_HZ) * 1e9;
      return mechanisms.reduce(
        (ns, mechanism) => ns + mechanism(arm, reset, index),
        HARNESS_NS + delayNs,
      );
    },
    copyNs: () => HARNESS_NS,
    loadLatencyNs: ({ setting }) => LATENCY_NS[setting] ?? 1,
    settingNs: () => 0,
  };
}

const LATENCY_NS: Readonly<Record<string, number>> = { 'l1-evicted': 4, dram: 100, remote: 60 };

/** The chosen lines of the setting that a reset dirties. */
function linesIn(setting: string, arm: ArmRequest, { lines }: Reset): number {
  if (arm.setting !== setting) return 0;
  return [...lines].filter((line) => ((arm.lines ?? -1) & (1 << line)) !== 0).length;
}

export const issue =
  (nsPerStore: number): Mechanism =>
  (_, { stores }) =>
    nsPerStore * stores;

/** Lines of a level come one after the other. */
export const misses =
  (nsPerLine: number, setting = 'dram'): Mechanism =>
  (arm, reset) =>
    nsPerLine * linesIn(setting, arm, reset);

export const remote = (nsPerLine: number): Mechanism => misses(nsPerLine, 'remote');

/** A store that finds no entry free waits for one. Who waits for all stores anyway sees nothing of it. */
export const fullBuffer =
  (entries: number, nsPerStore: number): Mechanism =>
  ({ queuedMisses = 0, retirement }, { stores }) =>
    retirement === 'drained' || stores === 0
      ? 0
      : nsPerStore * Math.min(stores, Math.max(0, queuedMisses + stores - entries));

/** A load of what has just been stored waits for each store, unless the buffer is empty. */
export const forwarding =
  (nsPerStore: number): Mechanism =>
  ({ consumer = 'nothing', gap = 0 }, { stores }) =>
    consumer.startsWith('read-') && gap === 0 ? nsPerStore * stores : 0;

export const branches =
  (nsPerStore: number): Mechanism =>
  ({ consumer = 'nothing' }, { stores }) =>
    consumer.startsWith('call-') ? nsPerStore * stores : 0;

/** What a copy takes more than the stores that it replaces. */
export const copying =
  (ns: number): Mechanism =>
  ({ strategy }) =>
    strategy.startsWith('memcpy-') ? ns : 0;

export const pageWalks =
  (nsPerStore: number): Mechanism =>
  ({ setting, smallPages }, { stores }) =>
    setting === 'many-pages' && smallPages === 1 ? nsPerStore * stores : 0;

/** Seen by the clock readings around a reset, not by those around all of them. */
export const tracing =
  (nsPerStore: number): Mechanism =>
  ({ reading }, { stores }) =>
    reading === 'traced' ? nsPerStore * stores : 0;
