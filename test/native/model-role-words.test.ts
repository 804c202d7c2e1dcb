/** The role words that were worked out from KVM's sources by hand, in the model and in native code. */

import { describe, expect, it } from 'vitest';
import { CR0, CR4, withBits } from '../../src/workload/registers.js';
import type { GuestRegisters, MmuPath } from '../../src/workload/types.js';
import { guests } from '../workload/guests.js';
import type { FieldName, MmuStruct } from './model/mmu-struct.js';
import { afterReset, SOURCES } from './model/replay.js';
import { layoutNamed, registry } from './support/addon.js';

const LONG = guests['64-bit, NX'];
const FIVE_LEVEL = { ...LONG, cr4: LONG.cr4 | CR4.LA57 | CR4.PKE };

interface Sample {
  guest: string;
  path: MmuPath;
  registers: GuestRegisters;
  /** Of each version: base and extended word, v6.1's followed by root_role. */
  words: { 'v5.16': string; 'v5.17': string; 'v6.1': string };
}

/** Four-level tables of the host, accessed and dirty bits on. */
const SAMPLES: Sample[] = [
  {
    guest: 'real mode',
    path: 'tdp',
    registers: guests['real mode'],
    words: {
      'v5.16': '00000794 00000001',
      'v5.17': '00000784 00000001',
      'v6.1': '00000780 00000001 00003784',
    },
  },
  {
    guest: '32-bit, unpaged, WP',
    path: 'tdp',
    registers: guests['32-bit, no paging, WP'],
    words: {
      'v5.16': '00000794 00000001',
      'v5.17': '00000784 00000001',
      'v6.1': '00000780 00000001 00003784',
    },
  },
  {
    guest: 'real mode in SMM',
    path: 'tdp',
    registers: { ...guests['real mode'], smm: true },
    words: {
      'v5.16': '01000794 00000001',
      'v5.17': '01000784 00000001',
      'v6.1': '01000780 00000001 01003784',
    },
  },
  {
    guest: 'PAE, WP, NX, PSE',
    path: 'tdp',
    registers: guests['PAE, NX'],
    words: {
      'v5.16': '00003794 0000001d',
      'v5.17': '00003784 0000001d',
      'v6.1': '00003703 00000005 00003784',
    },
  },
  {
    guest: '64-bit, WP, NX, PSE, SMEP, SMAP',
    path: 'tdp',
    registers: LONG,
    words: {
      'v5.16': '00003794 000002dd',
      'v5.17': '00003784 000002dd',
      'v6.1': '00003704 000000b5 00003784',
    },
  },
  {
    guest: 'the same with AMD’s tables',
    path: 'npt',
    registers: LONG,
    words: {
      'v5.16': '00003794 000002dd',
      'v5.17': '00003784 000002dd',
      'v6.1': '00003704 000000b5 00003784',
    },
  },
  {
    guest: 'five levels and protection keys',
    path: 'tdp',
    registers: FIVE_LEVEL,
    words: {
      'v5.16': '00003794 000003fd',
      'v5.17': '00003784 000003fd',
      'v6.1': '00003705 000000fd 00003784',
    },
  },
  {
    guest: 'real mode',
    path: 'shadow',
    registers: guests['real mode'],
    words: {
      'v5.16': '00000783 00000001',
      'v5.17': '00000783 00000001',
      'v6.1': '00000780 00000001 00001783',
    },
  },
  {
    guest: 'two levels, WP, PSE',
    path: 'shadow',
    registers: guests['32-bit paging'],
    words: {
      'v5.16': '00002703 00000015',
      'v5.17': '00002713 00000015',
      'v6.1': '00002712 00000005 00003713',
    },
  },
  {
    guest: '64-bit, WP, NX, PSE, SMEP, SMAP',
    path: 'shadow',
    registers: LONG,
    words: {
      'v5.16': '00003714 000002dd',
      'v5.17': '00003704 000002dd',
      'v6.1': '00003704 000000b5 00003704',
    },
  },
  {
    guest: 'the same without WP',
    path: 'shadow',
    registers: { ...LONG, cr0: withBits(LONG.cr0, CR0.WP, 0) },
    words: {
      'v5.16': '0000d714 000002dd',
      'v5.17': '0000d704 000002dd',
      'v6.1': '0000d704 000000b5 0000d704',
    },
  },
  {
    guest: 'L2 in real mode',
    path: 'tdp',
    registers: { ...guests['real mode'], nested: true },
    words: {
      'v5.16': '00020780 00000001',
      'v5.17': '00020780 00000001',
      'v6.1': '00020780 00000001 00000000',
    },
  },
  {
    guest: 'L2 in 64-bit mode',
    path: 'tdp',
    registers: { ...LONG, nested: true },
    words: {
      'v5.16': '00023794 000002dd',
      'v5.17': '00023784 000002dd',
      'v6.1': '00023704 000000b5 00000000',
    },
  },
];

const hex = (word: bigint) => word.toString(16).padStart(8, '0');

function storedWords(mmu: MmuStruct): string {
  const split = (field: FieldName) => {
    const role = mmu.get(field);
    return [hex(role & 0xffff_ffffn), hex(role >> 32n)];
  };
  const words = mmu.has('mmu_role')
    ? split('mmu_role')
    : [...split('cpu_role'), hex(mmu.get('root_role'))];
  return words.join(' ');
}

/** Whose words a layout holds; the made-up one is v5.17's, reordered. */
function wordsOf(layout: string): keyof Sample['words'] {
  if (layout === 'v5.16') return layout;
  return layoutNamed(layout).fields.some(({ name }) => name === 'cpu_role') ? 'v6.1' : 'v5.17';
}

describe.each(SOURCES)('%s', (_, replay) => {
  describe.each(registry.layouts)('$name', ({ name }) => {
    it.each(SAMPLES)('$path: $guest', ({ path, registers, words }) => {
      const mmus = replay(afterReset(name, registers, { path }));
      const walking = registers.nested ? mmus.nested : mmus.root;
      expect(storedWords(walking)).toBe(words[wordsOf(name)]);
    });
  });
});
