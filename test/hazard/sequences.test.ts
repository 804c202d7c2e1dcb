/** That every sequence does to the guest what its description says, by the compiled role computation. */

import { beforeEach, describe, expect, it } from 'vitest';
import { SEQUENCES, type Sequence } from '../../src/hazard/sequences.js';
import { loadAddon } from '../../src/host/addon.js';
import type { NativeRole } from '../../src/host/native.js';
import { encodeStates } from '../../src/workload/encode.js';
import { skipWithoutAddon } from '../cli/command.js';

function sequenceNamed(name: string): Sequence {
  const found = SEQUENCES.find((sequence) => sequence.name === name);
  if (found === undefined) throw new Error(`no sequence ${name}`);
  return found;
}

/** The role at each reset, as the native code computes it. */
function rolesOf({ guests, options }: Sequence): NativeRole[] {
  const addon = loadAddon();
  const maxTdpLevel = options?.maxTdpLevel ?? 4;
  return guests.map((guest) =>
    addon.describeRole({ layout: 'v5.17', maxTdpLevel, ...encodeStates([guest]) }),
  );
}

const wordsOf = ({ roleBase, roleExt }: NativeRole) => `${roleBase} ${roleExt}`;

describe('the list of sequences', () => {
  it('has a name for each, and says what happens', () => {
    const names = SEQUENCES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { guests, description } of SEQUENCES) {
      expect(guests.length).toBeGreaterThan(1);
      expect(description).not.toBe('');
    }
  });
});

describe('encoded guests', () => {
  it('are one row and one reset each, of root_mmu with 46 bits unless told otherwise', () => {
    const { guestStates, resets } = encodeStates([
      { cr0: 0x8001_0011, cr4: 0x20, efer: 0x500, smm: false },
      { cr0: 0x11, cr4: 0, efer: 0, smm: false, nested: true, maxphyaddr: 40 },
    ]);
    expect([...guestStates]).toEqual([0x8001_0011, 0x20, 0x500, 0, 46, 0x11, 0, 0, 2, 40]);
    expect([...resets]).toEqual([0, 1]);
  });
});

describe('what happens to the guest', () => {
  beforeEach(skipWithoutAddon);

  it('maxphyaddr: the host takes five levels for the guest instead of four', () => {
    const roles = rolesOf(sequenceNamed('maxphyaddr'));
    expect(roles.map(({ shadowRootLevel }) => shadowRootLevel)).toEqual([4, 5]);
    expect(roles.map(({ rootLevel }) => rootLevel)).toEqual([4, 4]);
  });

  it('cpuid: the role stays as it is, whether templates are kept or not', () => {
    const anew = sequenceNamed('cpuid');
    const kept = sequenceNamed('cpuid, templates kept');
    const [before, after] = rolesOf(anew).map(wordsOf);
    expect(after).toBe(before);
    expect(kept.guests).toEqual(anew.guests);
    expect([anew.options?.keepTemplates, kept.options?.keepTemplates]).toEqual([undefined, 1]);
  });

  it('init: from long mode to real mode, and on by PAE', () => {
    expect(rolesOf(sequenceNamed('init')).map(({ guest }) => guest)).toEqual([
      'four-level',
      'unpaged',
      'pae',
      'unpaged',
    ]);
  });

  it('sregs: every paging mode straight from another, each reset of another role', () => {
    const roles = rolesOf(sequenceNamed('sregs'));
    expect(new Set(roles.map(({ guest }) => guest))).toEqual(
      new Set(['unpaged', 'two-level', 'pae', 'four-level']),
    );
    for (const [index, role] of roles.slice(1).entries()) {
      expect(wordsOf(role)).not.toBe(wordsOf(roles[index] ?? role));
    }
  });

  it('nested entry: root_mmu keeps its role while nested_mmu gets others', () => {
    const { guests } = sequenceNamed('nested entry');
    expect(guests.map(({ nested = false }) => nested)).toEqual([false, true, false, true, false]);
    const roles = rolesOf(sequenceNamed('nested entry'));
    const ofRoot = roles.filter((_, index) => !guests[index]?.nested);
    expect(new Set(ofRoot.map(wordsOf)).size).toBe(1);
    expect(roles.map(({ guest }) => guest)).toEqual([
      'four-level',
      'pae',
      'four-level',
      'unpaged',
      'four-level',
    ]);
  });
});
