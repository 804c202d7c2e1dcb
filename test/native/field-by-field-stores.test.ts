import { beforeEach, describe, expect, it } from 'vitest';
import type { MmuPath } from '../../src/host/native-subject.js';
import { fieldNamed, hasField, layoutNamed, registry, type Where } from './support/addon.js';
import { writtenBytes } from './support/bytes.js';
import { accessors, constantPointers, fullReset, roleFields } from './support/facts.js';
import { storesOf } from './support/instructions.js';
import { needs } from './support/needs.js';
import { resetCode, resetsOf } from './support/resets.js';

const BASELINE = registry.baseline;
const resets = resetsOf(BASELINE);
const V5_17_UNPAGED = {
  strategy: BASELINE,
  layout: layoutNamed('v5.17'),
  path: 'tdp',
  guest: 'unpaged',
} as const;

beforeEach(needs('objdump', 'binutils'));

describe('field-by-field stores as often as the kernel, into the struct alone', () => {
  it.each(resets)('%s', (_, reset) => {
    const stores = storesOf(resetCode(reset));
    const bytes = stores.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    expect({ stores: stores.length, bytes }).toEqual(fullReset(reset));
    expect(new Set(stores.map(({ base }) => base))).toEqual(new Set(['%rdi']));
  });
});

describe('the stores cover the bytes that are seen to change', () => {
  it.each(resets)('%s', (_, reset) => {
    const stored = storesOf(resetCode(reset)).flatMap(({ offset, sizeBytes }) =>
      Array.from({ length: sizeBytes }, (_, index) => offset + index),
    );
    expect(stored.sort((a, b) => a - b)).toEqual([...writtenBytes(reset, BASELINE)]);
  });
});

describe('nothing but moves: no computation, branch or stack access between the stores', () => {
  it.each(resets)('%s', (_, reset) => {
    const { instructions } = resetCode(reset);
    expect(instructions.at(-1)?.mnemonic).toBe('ret');
    for (const { mnemonic, text } of instructions.slice(0, -1)) {
      expect(mnemonic, text).toMatch(/^mov([bwlq]|zbl|zwl)?$/);
    }
  });
});

describe('each function pointer is one store of a sign-extended 32-bit immediate', () => {
  const pointersOf = ({ layout }: Where) => ['gva_to_gpa', ...constantPointers(layout)];

  it.each(resets)('%s', (_, reset) => {
    const stores = storesOf(resetCode(reset));
    for (const name of pointersOf(reset)) {
      const { offset } = fieldNamed(reset.layout, name);
      const [store, ...more] = stores.filter((each) => each.offset === offset);
      expect(more, name).toEqual([]);
      expect(store, name).toMatchObject({ mnemonic: 'movq', immediate: expect.any(Number) });
    }
  });

  it('of addresses that differ, and of NULL for invlpg', () => {
    const stores = storesOf(resetCode(V5_17_UNPAGED));
    const pointers = pointersOf(V5_17_UNPAGED);
    const addresses = pointers.map((name) => {
      const { offset } = fieldNamed(V5_17_UNPAGED.layout, name);
      return stores.find((store) => store.offset === offset)?.immediate;
    });
    expect(new Set(addresses).size).toBe(pointers.length);
    expect(addresses[pointers.indexOf('invlpg')]).toBe(0);
  });
});

/** With EPT that of gcc 12 in the kernel, else the source's: nobody has disassembled the others. */
describe('the order is the kernel’s', () => {
  /** After the role; a struct stores those of them that it has. */
  const TWO_DIMENSIONAL = {
    beforeMetadata: [
      ...['page_fault', 'sync_page', 'sync_spte', 'invlpg', 'gva_to_gpa', 'shadow_root_level'],
      ...['direct_map', ...accessors, 'root_level'],
    ],
    afterMetadata: ['shadow_zero_check'],
  };
  const ORDER: Readonly<Record<MmuPath, typeof TWO_DIMENSIONAL>> = {
    tdp: TWO_DIMENSIONAL,
    npt: TWO_DIMENSIONAL,
    shadow: {
      beforeMetadata: [
        'page_fault',
        'gva_to_gpa',
        'sync_page',
        'sync_spte',
        'invlpg',
        'direct_map',
        'root_level',
      ],
      afterMetadata: ['shadow_root_level', 'shadow_zero_check', ...accessors],
    },
  };

  function expectedFields({ layout, path, guest }: Where): string[] {
    const { beforeMetadata, afterMetadata } = ORDER[path];
    const metadata = guest === 'unpaged' ? [] : ['guest_rsvd_check', 'permissions', 'pkru_mask'];
    const all = [...roleFields(layout), ...beforeMetadata, ...metadata, ...afterMetadata];
    return all.filter((name) => hasField(layout, name));
  }

  it('v5.17, unpaged: by offset, then the eleven words of shadow_zero_check', () => {
    const offsets = storesOf(resetCode(V5_17_UNPAGED)).map(({ offset }) => offset);
    expect(offsets.slice(0, 11)).toEqual([72, 16, 40, 48, 32, 81, 83, 0, 8, 24, 80]);
    const words = Array.from({ length: 11 }, (_, word) => 184 + 8 * word);
    expect(offsets.slice(11).sort((a, b) => a - b)).toEqual(words);
  });

  it.each(resets)('%s: by field', (_, reset) => {
    const names = storesOf(resetCode(reset)).map(
      (store) =>
        reset.layout.fields.find(
          ({ offset, sizeBytes }) => store.offset >= offset && store.offset < offset + sizeBytes,
        )?.name,
    );
    const fields = names.filter((name, index) => name !== names[index - 1]);
    expect(fields).toEqual(expectedFields(reset));
  });
});
