/** The role words that the early return compares, from the table of their bits. */

import { type GuestState, type Paging, pagingOf } from './guest-state.js';
import type { Settings } from './settings.js';

/** Which of a vCPU's MMUs is reset, and how its tables come about. */
export type Walk = 'two-dimensional' | 'shadow' | 'nested';

export type RoleField = 'mmu_role' | 'cpu_role' | 'root_role';

/** Values of the role fields that this MMU has and a reset writes. */
export type Roles = readonly (readonly [RoleField, bigint])[];

export interface RoleFormat extends Pick<Settings, 'path' | 'rules' | 'maxTdpLevel'> {
  /** v5.16: bit 4 says that entries have 8 bytes, not that they have 4. */
  gpteIs8Bytes: boolean;
}

export function walkOf({ nested }: GuestState, path: Settings['path']): Walk {
  if (nested) return 'nested';
  return path === 'shadow' ? 'shadow' : 'two-dimensional';
}

export function rolesOf(state: GuestState, format: RoleFormat): Roles {
  const walk = walkOf(state, format.path);
  if (format.rules === 'v6.1') return splitRoles(walk, state, format);
  return [['mmu_role', word(mmuBase(walk, state, format), extV517(pagingOf(state)))]];
}

/** Of KVM's own tables; on the shadow path as many as the guest's, but no fewer than three. */
export function hostLevels(
  path: Settings['path'],
  maxTdpLevel: Settings['maxTdpLevel'],
  state: GuestState,
): number {
  if (path === 'shadow') return Math.max(3, pagingOf(state).levels);
  // EPT walks take four levels where they reach all that the guest can address; NPT's follow the host.
  if (path === 'tdp' && maxTdpLevel === 5 && state.maxphyaddr <= 48) return 4;
  return maxTdpLevel;
}

interface BaseBits {
  level: number;
  entrySize?: boolean;
  direct?: boolean;
  nx?: boolean;
  wp?: boolean;
  smepWithoutWp?: boolean;
  smapWithoutWp?: boolean;
}

function baseWord({ smm, nested }: GuestState, bits: BaseBits): number {
  const EVERY_ACCESS = 7;
  return packed(bits.level | (EVERY_ACCESS << 8), [
    [4, bits.entrySize],
    [7, bits.direct],
    [12, bits.nx],
    [13, bits.wp],
    [14, bits.smepWithoutWp],
    [15, bits.smapWithoutWp],
    [17, nested],
    [24, smm],
  ]);
}

function packed(word: number, bits: readonly (readonly [number, boolean | undefined])[]): number {
  return bits.reduce((all, [bit, set]) => all | (set ? 1 << bit : 0), word);
}

function word(base: number, ext: number): bigint {
  return (BigInt(ext) << 32n) | BigInt(base);
}

function withoutWp({ wp, smep, smap }: Paging) {
  return { smepWithoutWp: smep && !wp, smapWithoutWp: smap && !wp };
}

function mmuBase(walk: Walk, state: GuestState, format: RoleFormat): number {
  const { path, maxTdpLevel, gpteIs8Bytes } = format;
  const paging = pagingOf(state);
  const { on, nx, wp, pae } = paging;
  if (walk === 'two-dimensional') {
    const level = hostLevels(path, maxTdpLevel, state);
    return baseWord(state, { level, nx, wp, direct: true, entrySize: gpteIs8Bytes });
  }
  const nested = walk === 'nested';
  return baseWord(state, {
    // nested_mmu has no tables of its own: the level is that of the guest's walk.
    level: nested ? paging.levels : hostLevels('shadow', maxTdpLevel, state),
    direct: nested || !on,
    entrySize: on && pae === gpteIs8Bytes,
    nx,
    wp,
    ...withoutWp(paging),
  });
}

function extV517({ on, pae, pse, pke, smap, smep, la57, long }: Paging): number {
  const VALID = 1;
  return packed(VALID, [
    [2, on],
    [3, pae],
    [4, pse],
    [5, pke],
    [6, smap],
    [7, smep],
    [8, la57],
    [9, long],
  ]);
}

function splitRoles(walk: Walk, state: GuestState, { path, maxTdpLevel }: RoleFormat): Roles {
  const paging = pagingOf(state);
  const cpuBits = cpuBaseBits(paging);
  const cpu = ['cpu_role', word(baseWord(state, cpuBits), extV61(paging))] as const;
  if (walk === 'nested') return [cpu];
  const rootBits =
    walk === 'shadow'
      ? { ...cpuBits, level: hostLevels('shadow', maxTdpLevel, state), nx: true }
      : { level: hostLevels(path, maxTdpLevel, state), direct: true, nx: true, wp: true };
  return [cpu, ['root_role', BigInt(baseWord(state, rootBits))]];
}

function cpuBaseBits(paging: Paging): BaseBits {
  const { on, levels, pae, nx, wp } = paging;
  if (!on) return { level: 0, direct: true };
  return { level: levels, entrySize: !pae, nx, wp, ...withoutWp(paging) };
}

function extV61({ pse, pke, smap, smep, la57, long }: Paging): number {
  const VALID = 1;
  return packed(VALID, [
    [2, pse],
    [3, pke],
    [4, smap],
    [5, smep],
    [6, la57],
    [7, long],
  ]);
}
