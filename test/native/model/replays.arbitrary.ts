/** Random replays: every layout, path, scope and rules, hosts of any width, guests of any mode. */

import fc from 'fast-check';
import { CR0, CR4, EFER } from '../../../src/workload/registers.js';
import { guestState } from '../../workload/registers.arbitrary.js';
import { registry } from '../support/addon.js';
import type { GuestState } from './guest-state.js';
import type { Replay } from './replay.js';
import type { Settings } from './settings.js';

/** A register's bits but those that the MMU looks at, and PE, which PG needs. */
function noise(...looksAt: number[]): fc.Arbitrary<number> {
  const mask = looksAt.reduce((all, bit) => all | bit, 0);
  return fc.nat(0xffff_ffff).map((word) => (word & ~mask) >>> 0);
}

const cr0Noise = noise(CR0.PG, CR0.WP, CR0.PE);
const cr4Noise = noise(CR4.PSE, CR4.PAE, CR4.LA57, CR4.SMEP, CR4.SMAP, CR4.PKE);
const eferNoise = noise(EFER.LME, EFER.LMA, EFER.NX);

/** Bits of a physical address; around 48 the levels of EPT change. */
const addressWidth = fc.oneof(fc.integer({ min: 36, max: 52 }), fc.constantFrom(48, 49));

/** KVM gives an L2 guest no SMM. */
const place = fc.constantFrom('outside', 'outside', 'in SMM', 'in L2');

const registers = fc
  .tuple(guestState, cr0Noise, cr4Noise, eferNoise, place)
  .map(([{ cr0, cr4, efer }, cr0Bits, cr4Bits, eferBits, where]) => ({
    cr0: (cr0 | cr0Bits) >>> 0,
    cr4: (cr4 | cr4Bits) >>> 0,
    efer: (efer | eferBits) >>> 0,
    smm: where === 'in SMM',
    nested: where === 'in L2',
  }));

/** One state alone, with any address width. */
export const guest: fc.Arbitrary<GuestState> = fc
  .tuple(registers, addressWidth)
  .map(([state, maxphyaddr]) => ({ ...state, maxphyaddr }));

const MOST_STATES = 6;
const MOST_RESETS = 12;

/**
 * Few states for many resets, so that a guest returns to one it was in, also at once; two widths, so
 * that its CPUID changes now and then, not always.
 */
const sequence: fc.Arbitrary<Pick<Replay, 'states' | 'resets'>> = fc
  .record({
    first: registers,
    more: fc.array(fc.tuple(registers, fc.boolean()), { maxLength: MOST_STATES - 1 }),
    widths: fc.tuple(addressWidth, addressWidth),
  })
  .chain(({ first, more, widths: [usual, other] }) => {
    const states: Replay['states'] = [
      { ...first, maxphyaddr: usual },
      ...more.map(([state, differs]) => ({ ...state, maxphyaddr: differs ? other : usual })),
    ];
    const resets = fc.array(fc.nat(states.length - 1), { maxLength: MOST_RESETS });
    return resets.map((indices) => ({ states, resets: indices }));
  });

const version = fc
  .constantFrom(...registry.layouts)
  .chain(({ name, rules }) =>
    fc.constantFrom(...rules).map((each) => ({ layout: name, rules: each })),
  );

/** The stores alone of NPT are compiled for four levels. */
function replayable(settings: Settings): Settings {
  const { path, scope } = settings;
  return path === 'npt' && scope === 'writes' ? { ...settings, maxTdpLevel: 4 } : settings;
}

/** The given settings fixed, all else random. */
export function replays(fixed: Partial<Settings> = {}): fc.Arbitrary<Replay> {
  const host = fc.record({
    path: fc.constantFrom('tdp', 'npt', 'shadow'),
    scope: fc.constantFrom('writes', 'init'),
    physicalBits: addressWidth,
    maxTdpLevel: fc.constantFrom(4, 5),
  });
  return fc.tuple(version, host, sequence).map(([{ layout, rules }, settings, resets]) => ({
    layout,
    settings: replayable({ ...settings, rules, ...fixed }),
    ...resets,
  }));
}
