import { describe, expect, it } from 'vitest';
import { inferHandler } from '../../src/workload/handler.js';
import { handlers } from './guests.js';

function written(cr0: number, cr3: number, cr4: number, msr: number): string | undefined {
  const handler = inferHandler({ cr0, cr3, cr4, msr });
  return handler?.writes.map(({ register }) => register).join(' ');
}

describe('the SMI handler behind so many register writes', () => {
  it.each<[string, number, number, number, number, string]>([
    ['a bare RSM', 0, 0, 0, 0, ''],
    ['SeaBIOS', 1, 0, 0, 0, 'cr0'],
    ['a flat handler that uses some MSR', 1, 0, 0, 3, 'cr0'],
    ['OVMF moving SMBASE', 1, 1, 1, 1, 'cr4 efer cr0'],
    ['OVMF', 2, 1, 1, 2, 'cr0 cr4 efer efer cr0'],
    ['OVMF on a CPU without NX', 2, 1, 1, 1, 'cr0 cr4 efer cr0'],
    ['OVMF opening its page tables', 4, 1100, 1, 2, 'cr0 cr4 efer efer cr0 cr0 cr0'],
  ])('%s', (_, cr0, cr3, cr4, msr, expected) => {
    expect(written(cr0, cr3, cr4, msr)).toBe(expected);
  });

  it.each([
    ['a page table without CR4', 2, 1, 0, 2],
    ['CR4 without a page table', 2, 0, 1, 2],
    ['paging without CR0', 0, 1, 1, 1],
    ['paging without EFER', 2, 1, 1, 0],
    ['an odd number of CR0 writes', 3, 1, 1, 2],
  ])('is unknown: %s', (_, cr0, cr3, cr4, msr) => {
    expect(written(cr0, cr3, cr4, msr)).toBeUndefined();
  });

  it('ends in the state in which OVMF runs', () => {
    for (const writes of [handlers.OVMF, handlers['OVMF relocation']]) {
      const registers = { cr0: 0x10, cr4: 0, efer: 0 };
      for (const { register, clear, set } of inferHandler(writes)?.writes ?? []) {
        registers[register] = ((registers[register] & ~clear) | set) >>> 0;
      }
      expect(registers).toEqual({ cr0: 0x8001_0033, cr4: 0x668, efer: 0x900 });
    }
  });
});
