import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countResets } from '../../src/workload/expand.js';
import { FLAT, GUEST_STATES, withNx } from '../../src/workload/models/guest-states.js';
import { modelWorkload } from '../../src/workload/models/models.js';
import { EFER, impossibleState } from '../../src/workload/registers.js';
import { findRules, listRules } from '../../src/workload/rules.js';
import type { Transition } from '../../src/workload/types.js';
import { loadWorkload } from '../../src/workload/workloads.js';
import { notation, SEQUENCES } from './guests.js';

function load(text: string, rules: string): Transition[] {
  const workload = modelWorkload(text, findRules(rules));
  if (!workload) throw new Error(`${text} names no model`);
  return workload.transitions;
}

function perTrip(text: string, rules: string): string {
  const { calls, full, early } = countResets(load(`${text},smis=1`, rules));
  return `${calls} = ${full} + ${early}`;
}

describe('a guest of one mode with a bare RSM', () => {
  it.each([
    ['mode=unpaged', '3 = 2 + 1', SEQUENCES.unpaged],
    ['mode=two-level', '5 = 4 + 1', SEQUENCES.paged],
    ['mode=pae,nx=off', '5 = 4 + 1', SEQUENCES.paged],
    ['mode=four-level', '6 = 4 + 2', SEQUENCES.efer],
    ['mode=five-level', '6 = 4 + 2', SEQUENCES.efer],
  ])('%s: %s, in the order %s, as counted by kprobes on 6.1', (mode, counted, order) => {
    expect(perTrip(`guest:${mode}`, 'v6.1')).toBe(counted);
    expect(notation(load(`guest:${mode},smis=1`, 'v6.1'))).toBe(order);
  });

  it('ignores nx=on where entries have no bit for it', () => {
    for (const mode of ['unpaged', 'two-level']) {
      const on = load(`guest:mode=${mode},nx=on`, 'v5.17');
      expect(on).toEqual(load(`guest:mode=${mode},nx=off`, 'v5.17'));
    }
  });
});

describe('the states that models start from', () => {
  it('are such as a CPU can be in, with and without NX', () => {
    for (const [mode, registers] of Object.entries(GUEST_STATES)) {
      expect(impossibleState(registers), mode).toBeNull();
      expect(impossibleState(withNx(registers, false)), mode).toBeNull();
      expect(withNx(registers, false).efer & EFER.NX).toBe(0);
    }
    expect(impossibleState(FLAT)).toBeNull();
  });
});

describe('OVMF', () => {
  it.each([
    ['guest=unpaged', '10 = 4 + 6', '11 = 4 + 7'],
    ['guest=two-level', '12 = 6 + 6', '13 = 6 + 7'],
    ['guest=pae,nx=off', '12 = 6 + 6', '13 = 6 + 7'],
    ['guest=pae', '13 = 6 + 7', '14 = 6 + 8'],
    ['nx=off', '12 = 6 + 6', '14 = 6 + 8'],
    ['guest=four-level', '13 = 6 + 7', '14 = 6 + 8'],
    ['guest=five-level', '13 = 6 + 7', '14 = 6 + 8'],
  ])('%s: v5.17 %s, v6.1 %s', (guest, v517, v61) => {
    expect(perTrip(`ovmf:${guest}`, 'v5.17')).toBe(v517);
    expect(perTrip(`ovmf:${guest}`, 'v6.1')).toBe(v61);
  });

  it.each(listRules())('makes the same causes as the recorded boot, by $name', async ({ name }) => {
    const causes = (transitions: readonly Transition[]) =>
      transitions.map(({ resets }) => resets.map(({ kind, cause }) => `${cause} ${kind}`));
    // The second SMI: the first moves SMBASE by a handler of its own.
    const boot = await loadWorkload('q35-ovmf-secboot-kernel', name);
    const recorded = boot.transitions.slice(2, 4);
    expect(causes(load('ovmf:smis=1', name))).toEqual(causes(recorded));
  });
});

describe('N round trips', () => {
  const text = fc.constantFrom(
    'guest:mode=unpaged',
    'guest:mode=two-level',
    'guest:mode=pae',
    'guest:nx=off',
    'ovmf:guest=unpaged',
    'ovmf:nx=off',
  );

  it('are N times the resets of one: each ends where it began', () => {
    fc.assert(
      fc.property(text, fc.constantFrom(...listRules()), fc.nat(40), (model, { name }, smis) => {
        const one = load(`${model},smis=1`, name);
        const expected = Array.from({ length: smis }, () => one).flat();
        expect(load(`${model},smis=${smis}`, name)).toEqual(expected);
      }),
    );
  });
});
