import { describe, expect, it } from 'vitest';
import { expandEvents } from '../../src/workload/expand.js';
import { CR4, EFER } from '../../src/workload/registers.js';
import { findRules } from '../../src/workload/rules.js';
import type { Transition } from '../../src/workload/types.js';
import { guests, roundTrip, roundTripEvents, state } from './guests.js';

function steps(transitions: readonly Transition[]): string[] {
  return transitions
    .flatMap(({ resets }) => resets)
    .map(({ cause, registers: { cr0, cr4, efer, smm } }) => {
      const values = [cr0, cr4, efer].map((value) => value.toString(16)).join(' ');
      return `${cause}: ${values}${smm ? ' in SMM' : ''}`;
    });
}

describe('the registers at each reset', () => {
  it('follow enter_smm and em_rsm for 64-bit Linux and a flat handler', () => {
    expect(steps(roundTrip('v5.17', '64-bit, NX', 'SeaBIOS'))).toEqual([
      'enter: SMM flag: 80010011 300030 d00 in SMM',
      'enter: SMM state: 10010 0 0 in SMM',
      'rsm: SMM flag: 10011 0 0',
      'rsm: EFER restore: 10010 0 900',
      'rsm: CR4 restore: 10010 300030 900',
      'rsm: CR0 restore: 80010011 300030 d00',
    ]);
  });

  it('follow the handler into long mode and RSM out of it', () => {
    expect(steps(roundTrip('v5.17', 'real mode', 'OVMF'))).toEqual([
      'enter: SMM flag: 10 0 0 in SMM',
      'enter: SMM state: 10 0 0 in SMM',
      'handler: CR4 write: 33 668 0 in SMM',
      'handler: EFER write: 33 668 800 in SMM',
      'handler: CR0 write: 80010033 668 d00 in SMM',
      'rsm: SMM flag: 80010033 668 d00',
      'rsm: CR0 clear: 10032 668 900',
      'rsm: CR4 clear: 10032 648 900',
      'rsm: EFER clear: 10032 648 0',
      // DE, MCE, OSFXSR and OSXMMEXCPT go without a reset, WP does not.
      'rsm: CR0 restore: 10 0 0',
    ]);
  });

  it('leave PCIDE for the end, where it resets nothing', () => {
    const { cr0, cr4, efer } = guests['64-bit, NX'];
    const guest = state(cr0, cr4 | CR4.PCIDE, efer);
    const taken = steps(expandEvents(roundTripEvents(guest, 'SeaBIOS'), findRules('v5.17')));
    expect(taken).toHaveLength(6);
    expect(taken.at(-1)).toBe('rsm: CR0 restore: 80010011 300030 d00');
    expect(taken[0]).toBe('enter: SMM flag: 80010011 320030 d00 in SMM');
  });

  it('start the next entry from what the guest has made of them', () => {
    const events = [
      ...roundTripEvents(guests['real mode'], 'SeaBIOS', guests['32-bit, no paging']),
      ...roundTripEvents(guests['64-bit, NX'], 'SeaBIOS'),
    ];
    const transitions = expandEvents(events, findRules('v5.17'));
    expect(transitions.map(({ resets }) => resets.length)).toEqual([2, 1, 2, 4]);
    expect(transitions[2]?.resets[0]?.registers).toEqual({ ...guests['64-bit, NX'], smm: true });
  });

  it('hold LMA only between CR0 and EFER as the CPU would', () => {
    for (const handler of ['SeaBIOS', 'OVMF'] as const) {
      for (const { resets } of roundTrip('v6.1', '64-bit, NX', handler)) {
        for (const { registers } of resets) {
          const active = registers.cr0 >= 0x8000_0000 && (registers.efer & EFER.LME) !== 0;
          expect((registers.efer & EFER.LMA) !== 0).toBe(active);
        }
      }
    }
  });
});

describe('events out of turn', () => {
  const [enter, rsm] = roundTripEvents(guests['real mode'], 'SeaBIOS');

  it('are refused, whoever made them', () => {
    if (!enter || !rsm) throw new Error('a round trip has two events');
    const rules = findRules('v5.17');
    expect(() => expandEvents([rsm], rules)).toThrow('out of turn');
    expect(() => expandEvents([enter, enter], rules)).toThrow('out of turn');
    expect(() => expandEvents([enter, rsm, rsm], rules)).toThrow('out of turn');
    expect(expandEvents([], rules)).toEqual([]);
  });
});
