/** The model's full resets write as many bytes as were counted in KVM's sources and its code. */

import { describe, expect, it } from 'vitest';
import type { GuestMode } from '../../src/host/native-subject.js';
import { CR0, CR4, EFER } from '../../src/workload/registers.js';
import type { GuestRegisters, MmuPath } from '../../src/workload/types.js';
import { state } from '../workload/guests.js';
import { withDefaults } from './model/guest-state.js';
import { MmuStruct } from './model/mmu-struct.js';
import { initMmu } from './model/resets.js';
import { layoutNamed } from './support/addon.js';

const PAGED = (CR0.PG | CR0.PE) >>> 0;
const LONG = EFER.LME | EFER.LMA;
const GUESTS: Readonly<Record<GuestMode, GuestRegisters>> = {
  unpaged: state(CR0.PE),
  'two-level': state(PAGED),
  pae: state(PAGED, CR4.PAE),
  'four-level': state(PAGED, CR4.PAE, LONG),
  'five-level': state(PAGED, CR4.PAE | CR4.LA57, LONG),
};

function bytesWritten(layout: string, path: MmuPath, mode: GuestMode): number {
  const rules = layout === 'v6.1' ? 'v6.1' : 'v5.17';
  const settings = { path, rules, scope: 'init', physicalBits: 46, maxTdpLevel: 4 } as const;
  // What still differs between two opposite fillings was not written.
  const [zeros, ones] = [0x00, 0xff].map((filling) => {
    const mirrored = layoutNamed(layout);
    const mmu = new MmuStruct(mirrored, new Uint8Array(mirrored.sizeBytes).fill(filling));
    initMmu(mmu, withDefaults(GUESTS[mode]), settings);
    return mmu.bytes;
  });
  return zeros?.filter((byte, offset) => byte === ones?.[offset]).length ?? 0;
}

describe('bytes that a full reset of v5.17 writes', () => {
  it.each([
    ['unpaged', 155, 139, 115],
    ['two-level', 215, 199, 175],
    ['pae', 223, 207, 183],
    ['four-level', 247, 231, 231],
    ['five-level', 263, 247, 263],
  ] as const)('%s: %i with EPT, %i with NPT, %i on the shadow path', (mode, tdp, npt, shadow) => {
    for (const layout of ['v5.16', 'v5.17', 'hot-first']) {
      expect(bytesWritten(layout, 'tdp', mode), layout).toBe(tdp);
      expect(bytesWritten(layout, 'npt', mode), layout).toBe(npt);
      expect(bytesWritten(layout, 'shadow', mode), layout).toBe(shadow);
    }
  });

  it('are one more in v6.1, with two role words and without three bytes', () => {
    expect(bytesWritten('v6.1', 'tdp', 'unpaged')).toBe(156);
  });
});
