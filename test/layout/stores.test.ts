import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NativeField } from '../../src/host/native.js';
import { storesOfFullReset } from '../../src/layout/lines/stores.js';
import { LAYOUTS } from '../explain/why/support/structs.js';

const field = (role: NativeField['role'], sizeBytes = 8, offset = 0): NativeField => ({
  name: role,
  offset,
  sizeBytes,
  role,
});

describe('the stores of a full reset', () => {
  it.each([
    ['v5.16', 22],
    ['v5.17', 22],
    ['v6.1', 20],
  ] as const)('of %s are %i, as in the kernel’s code', (name, stores) => {
    expect(storesOfFullReset(LAYOUTS[name])).toBe(stores);
  });

  it.each<[NativeField['role'], number, number]>([
    ['constant', 8, 1],
    ['constant', 1, 1],
    ['role-dependent', 8, 1],
    ['role-dependent', 4, 1],
    ['zero-check', 8, 1],
    ['zero-check', 88, 11],
    ['metadata', 88, 0],
    ['root', 48, 0],
    ['untouched', 8, 0],
  ])('of a %s field of %i bytes are %i', (role, sizeBytes, stores) => {
    expect(storesOfFullReset({ fields: [field(role, sizeBytes)] })).toBe(stores);
  });

  it('of nothing are none', () => {
    expect(storesOfFullReset({ fields: [] })).toBe(0);
  });

  it('add up field by field, wherever each is', () => {
    const roles = fc.constantFrom<NativeField['role'][]>(
      ...(['constant', 'role-dependent', 'metadata', 'zero-check', 'root', 'untouched'] as const),
    );
    const words = fc.integer({ min: 1, max: 11 }).map((count) => 8 * count);
    const fields = fc.array(fc.tuple(roles, words, fc.nat(512)).map((args) => field(...args)));
    const property = fc.property(fields, fields, (some, others) => {
      const [one, other] = [
        storesOfFullReset({ fields: some }),
        storesOfFullReset({ fields: others }),
      ];
      expect(storesOfFullReset({ fields: [...others, ...some] })).toBe(one + other);
      expect(Number.isInteger(one)).toBe(true);
    });
    fc.assert(property);
  });
});
