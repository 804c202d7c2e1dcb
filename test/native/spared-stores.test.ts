import { beforeEach, describe, expect, it } from 'vitest';
import { fieldNamed, registry } from './support/addon.js';
import {
  constantFields,
  constantPointers,
  sparedByConstantOnce,
  sparedByInitFlag,
} from './support/facts.js';
import { type Store, storesOf } from './support/instructions.js';
import { needs } from './support/needs.js';
import { type Reset, resetCode, resetsOf } from './support/resets.js';

beforeEach(needs('objdump', 'binutils'));

/** What the baseline stores and the strategy does not; it must store nothing else. */
function spared(reset: Reset): Store[] {
  const key = ({ offset, sizeBytes, immediate }: Store) => `${offset} ${sizeBytes} ${immediate}`;
  const kept = storesOf(resetCode(reset)).map(key);
  const baseline = storesOf(resetCode({ ...reset, strategy: registry.baseline }));
  const left = baseline.filter((store) => !kept.includes(key(store)));
  expect(left.length + kept.length, 'stores that the baseline has too').toBe(baseline.length);
  return left;
}

function total(stores: readonly Store[]) {
  const bytes = stores.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return { stores: stores.length, bytes };
}

const ascending = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);
const offsetsOf = (stores: readonly Store[]) => ascending(stores.map(({ offset }) => offset));

describe('init-flag spares the eight constant stores of the patch', () => {
  it.each(resetsOf('init-flag'))('%s', (_, reset) => {
    const stores = spared(reset);
    expect(total(stores)).toEqual(sparedByInitFlag);
    const fields = constantFields.map((name) => fieldNamed(reset.layout, name).offset);
    expect(offsetsOf(stores)).toEqual(ascending(fields));
  });
});

describe('constant-once spares the pointers and all of shadow_zero_check', () => {
  it.each(resetsOf('constant-once'))('%s', (_, reset) => {
    const stores = spared(reset);
    expect(total(stores)).toEqual(sparedByConstantOnce);
    const pointers = constantPointers.map((name) => fieldNamed(reset.layout, name).offset);
    const { offset } = fieldNamed(reset.layout, 'shadow_zero_check');
    const words = Array.from({ length: 11 }, (_, word) => offset + 8 * word);
    expect(offsetsOf(stores)).toEqual(ascending([...pointers, ...words]));
  });
});
