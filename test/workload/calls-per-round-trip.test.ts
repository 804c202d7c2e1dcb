import { describe, expect, it } from 'vitest';
import { countResets } from '../../src/workload/expand.js';
import { type GuestName, type HandlerName, notation, roundTrip, SEQUENCES } from './guests.js';

/** `calls = full + early` of one SMI and its RSM. */
function calls(rules: string, guest: GuestName, handler: HandlerName): string {
  const counts = countResets(roundTrip(rules, guest, handler));
  expect(counts).toMatchObject({ entries: 1, rsms: 1 });
  return `${counts.calls} = ${counts.full} + ${counts.early}`;
}

describe('calls per round trip, read off the sources', () => {
  const table: [GuestName, string, string][] = [
    ['real mode', '3 = 2 + 1', '3 = 2 + 1'],
    ['32-bit, no paging', '3 = 2 + 1', '3 = 2 + 1'],
    ['32-bit, no paging, WP', '3 = 2 + 1', '3 = 2 + 1'],
    ['32-bit paging', '5 = 4 + 1', '5 = 4 + 1'],
    ['PAE, no NX', '5 = 4 + 1', '5 = 4 + 1'],
    ['PAE, NX', '6 = 4 + 2', '6 = 4 + 2'],
    ['64-bit, no NX', '5 = 4 + 1', '6 = 4 + 2'],
    ['64-bit, NX', '6 = 4 + 2', '6 = 4 + 2'],
  ];

  it.each(table)('%s: v5.17 %s, v6.1 %s', (guest, v517, v61) => {
    expect(calls('v5.17', guest, 'SeaBIOS')).toBe(v517);
    expect(calls('v6.1', guest, 'SeaBIOS')).toBe(v61);
  });

  it('has no CR4 restore to reset for where paging needs no CR4 bit', () => {
    expect(notation(roundTrip('v5.17', '32-bit paging, CR4 = 0', 'SeaBIOS'))).toBe(
      '[F, F][F, CR0 F]',
    );
  });
});

describe('calls per round trip, counted by kprobes on real kernels with a bare RSM', () => {
  it.each<[GuestName, string, string]>([
    ['real mode', '3 = 2 + 1', SEQUENCES.unpaged],
    ['32-bit, no paging', '3 = 2 + 1', SEQUENCES.unpaged],
    ['32-bit paging', '5 = 4 + 1', SEQUENCES.paged],
    ['PAE, no NX', '5 = 4 + 1', SEQUENCES.paged],
    ['64-bit, NX', '6 = 4 + 2', SEQUENCES.efer],
    // LME alone is enough for the EFER restore to reset.
    ['64-bit, no NX', '6 = 4 + 2', SEQUENCES.efer],
  ])('6.1, %s: %s, in the order %s', (guest, counted, inOrder) => {
    expect(calls('v6.1', guest, 'bare RSM')).toBe(counted);
    expect(notation(roundTrip('v6.1', guest, 'bare RSM'))).toBe(inOrder);
  });

  it.each<[GuestName, string]>([
    ['real mode', '3 = 2 + 1'],
    ['32-bit, no paging', '3 = 2 + 1'],
    ['32-bit paging', '5 = 4 + 1'],
    ['PAE, no NX', '5 = 4 + 1'],
    // Of EFER only NX resets before v5.18, so the count can only be of a guest without it.
    ['64-bit, no NX', '5 = 4 + 1'],
  ])('5.10, %s: %s', (guest, counted) => {
    expect(calls('v5.10', guest, 'bare RSM')).toBe(counted);
  });
});

describe('calls per round trip where the handler runs in long mode', () => {
  it.each<[GuestName, string]>([
    ['real mode', '10 = 4 + 6'],
    ['32-bit, no paging', '10 = 4 + 6'],
    ['64-bit, NX', '12 = 6 + 6'],
  ])('%s, switching to it at once: %s', (guest, expected) => {
    expect(calls('v5.17', guest, 'OVMF relocation')).toBe(expected);
  });

  it('resets once more where a handler like OVMF clears a WP that the guest had set', () => {
    expect(calls('v5.17', 'real mode', 'OVMF')).toBe('10 = 4 + 6');
    expect(calls('v5.17', '64-bit, NX', 'OVMF')).toBe('13 = 6 + 7');
  });

  it('resets once more from v5.18 on where LME is set by a write of its own', () => {
    expect(calls('v6.1', '64-bit, NX', 'OVMF relocation')).toBe('12 = 6 + 6');
    expect(calls('v6.1', '64-bit, NX', 'OVMF')).toBe('14 = 6 + 8');
  });

  it('makes the resets of the handler part of the RSM, before its own', () => {
    expect(notation(roundTrip('v5.17', '64-bit, NX', 'OVMF relocation'))).toBe(
      '[F, F][CR4 e, EFER e, CR0 F, F, CR0 F, CR4 e, EFER e, EFER e, CR4 e, CR0 F]',
    );
  });

  it('counts two full resets for each time that the handler lifts write protection', () => {
    expect(calls('v5.17', '64-bit, NX', 'OVMF opening its page tables')).toBe('15 = 8 + 7');
  });
});
