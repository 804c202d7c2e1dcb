/** Paging metadata that was worked out by hand, in the model and in native code, on every layout. */

import { describe, expect, it } from 'vitest';
import { CR0, CR4, EFER } from '../../src/workload/registers.js';
import type { GuestRegisters } from '../../src/workload/types.js';
import { state } from '../workload/guests.js';
import type { MmuStruct } from './model/mmu-struct.js';
import { afterReset, SOURCES } from './model/replay.js';
import type { Settings } from './model/settings.js';
import { registry } from './support/addon.js';

const PAGED = (CR0.PG | CR0.PE) >>> 0;
const PAGED_WP = (PAGED | CR0.WP) >>> 0;
const LONG = EFER.LME | EFER.LMA;
const LONG_NX = LONG | EFER.NX;
const FOUR_LEVEL = state(PAGED_WP, CR4.PAE, LONG_NX);

const inHex = (words: readonly bigint[]) => words.map((word) => word.toString(16));
const inPairs = (bytes: Uint8Array) =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');

describe.each(SOURCES)('%s', (_, replay) => {
  describe.each(registry.layouts)('$name', ({ name }) => {
    function root(registers: GuestRegisters, changes?: Partial<Settings>): MmuStruct {
      return replay(afterReset(name, registers, changes)).root;
    }

    it.each([
      [
        'NX, WP, SMEP, SMAP',
        state(PAGED_WP, CR4.PAE | CR4.SMEP | CR4.SMAP, LONG_NX),
        'f0 f3 0f 3f 00 33 0f 3f f5 f7 5f 7f f5 f7 5f 7f',
      ],
      ['NX, WP', FOUR_LEVEL, '00 33 0f 3f 00 33 0f 3f 55 77 5f 7f 55 77 5f 7f'],
      ['none', state(PAGED), '00 00 0f 3f 00 00 0f 3f 00 00 0f 3f 00 00 0f 3f'],
    ])('permissions: %s', (_case, registers, expected) => {
      expect(inPairs(root(registers).getBytes('permissions'))).toBe(expected);
    });

    it.each([
      ['WP', PAGED_WP, 0xdd00n],
      ['no WP', PAGED, 0xd500n],
    ])('pkru_mask: %s', (_case, cr0, expected) => {
      const keys = state(cr0, CR4.PAE | CR4.PKE, LONG);
      expect(root(keys).get('pkru_mask')).toBe(expected);
    });

    it('reserved bits of EPT entries, 46 bits of host address', () => {
      expect(inHex(root(FOUR_LEVEL).getWords('shadow_zero_check'))).toEqual([
        'fc00000000000', // [0][0]
        'fc00000000078',
        'fc00000000078',
        'fc000000000f8',
        'fc000000000f8',
        'fc00000000000', // [1][0]
        'fc000001ff000',
        'fc0003ffff000',
        'fc000000000f8',
        'fc000000000f8',
        'ff545454ffff5454',
      ]);
    });

    it('leaves no address bit of EPT entries reserved on a host with 52', () => {
      const [small] = root(FOUR_LEVEL, { physicalBits: 52 }).getWords('shadow_zero_check');
      expect(small).toBe(0n);
    });
  });
});
