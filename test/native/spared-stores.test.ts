import { beforeEach, describe, expect, it } from 'vitest';
import { layoutNamed, registry } from './support/addon.js';
import { fieldsAt } from './support/bytes.js';
import {
  accessors,
  fullReset,
  minus,
  sparedByConstantOnce,
  sparedByInitFlag,
} from './support/facts.js';
import { type Store, storesOf } from './support/instructions.js';
import { needs } from './support/needs.js';
import { earlyCode, type Reset, resetCode, resetsOf } from './support/resets.js';

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

function fieldsOf({ layout }: Reset, stores: readonly Store[]): string[] {
  return fieldsAt(
    layout,
    stores.map(({ offset }) => offset),
  );
}

describe('init-flag spares the constant stores of the patch: eight, or three on the shadow path', () => {
  it.each(resetsOf('init-flag'))('%s', (_, reset) => {
    const { totals, fields } = sparedByInitFlag(reset);
    const stores = spared(reset);
    expect(total(stores)).toEqual(totals);
    expect(fieldsOf(reset, stores).sort()).toEqual([...fields].sort());
  });

  it('v5.17, unpaged, EPT: 14 stores of 105 bytes are left', () => {
    const where = { layout: layoutNamed('v5.17'), path: 'tdp', guest: 'unpaged' } as const;
    const left = total(storesOf(resetCode({ strategy: 'init-flag', ...where })));
    expect(left).toEqual({ stores: 14, bytes: 105 });
    expect(left).toEqual(minus(fullReset(where), sparedByInitFlag(where).totals));
  });
});

describe('constant-once spares the pointers and, but on the shadow path, shadow_zero_check', () => {
  it.each(resetsOf('constant-once'))('%s', (_, reset) => {
    const { totals, fields } = sparedByConstantOnce(reset);
    const stores = spared(reset);
    expect(total(stores)).toEqual(totals);
    expect(fieldsOf(reset, stores).sort()).toEqual([...fields].sort());
  });
});

describe('an early return on the shadow path', () => {
  const onShadow = (strategy: string) =>
    resetsOf(strategy).filter(([, { path }]) => path === 'shadow');

  it.each(onShadow(registry.baseline))('%s: field by field three pointers', (_, reset) => {
    const stores = storesOf(earlyCode(reset));
    expect(total(stores)).toEqual({ stores: 3, bytes: 24 });
    expect(fieldsOf(reset, stores).sort()).toEqual([...accessors].sort());
    expect(new Set(stores.map(({ base }) => base))).toEqual(new Set(['%rdi']));
  });

  it.each(['init-flag', 'constant-once'])('%s spares all of them', (strategy) => {
    for (const [title, reset] of onShadow(strategy)) {
      expect(
        earlyCode(reset).instructions.map(({ text }) => text),
        title,
      ).toEqual(['ret']);
    }
  });
});
