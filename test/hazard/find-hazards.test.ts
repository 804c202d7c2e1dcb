/** How two memory images become fields that are stale, on an addon that replays made-up bytes. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findHazards } from '../../src/hazard/hazards.js';
import { SEQUENCES } from '../../src/hazard/sequences.js';
import type { NativeAddon, NativeField, ReplayRequest } from '../../src/host/native.js';
import { fakeAddon } from '../measure/fake-addon.js';
import { fakeLayout, fakeRegistry, fakeStrategy } from '../plan/registry.js';

/** Two fields and a hole of two bytes between them. */
const FIELDS: NativeField[] = [
  { name: 'role', offset: 0, sizeBytes: 4, role: 'role-dependent' },
  { name: 'check', offset: 6, sizeBytes: 4, role: 'metadata' },
];
const SIZE_BYTES = 10;

const REGISTRY = fakeRegistry({
  layouts: [{ ...fakeLayout('v5.17', 16), fields: FIELDS }],
  strategies: [
    fakeStrategy('field-by-field'),
    fakeStrategy('memcpy-avx2', { unavailable: 'the CPU lacks avx2' }),
    fakeStrategy('init-flag'),
    fakeStrategy('constant-once'),
    fakeStrategy('empty', { control: true }),
  ],
});

/** All zero, but for these bytes of init-flag's. */
function replaying(
  changed: { root?: readonly number[]; nested?: readonly number[] },
  requests: ReplayRequest[] = [],
): NativeAddon {
  const bytes = (at: readonly number[] = []) =>
    Uint8Array.from({ length: SIZE_BYTES }, (_, index) => (at.includes(index) ? 0xa0 + index : 0));
  return {
    ...fakeAddon(),
    replayBytes(request) {
      requests.push(request);
      const { root, nested } = request.strategy === 'init-flag' ? changed : {};
      return { root: bytes(root), nested: bytes(nested) };
    },
  };
}

function staleAfter(changed: Parameters<typeof replaying>[0]) {
  const request = { layout: 'v5.17', path: 'tdp', strategies: ['init-flag'] } as const;
  const [first, ...others] = findHazards(replaying(changed), REGISTRY, request);
  for (const { stale } of others) expect(stale).toEqual(first?.stale);
  return first?.stale;
}

describe('a difference', () => {
  it('is told by field, with how many bytes differ and both values from the first on', () => {
    expect(staleAfter({ root: [2] })).toEqual([
      { mmu: 'root_mmu', field: 'role', offset: 2, bytes: 1, expected: '00', found: 'a2' },
    ]);
    expect(staleAfter({ root: [7, 9] })).toEqual([
      {
        mmu: 'root_mmu',
        field: 'check',
        offset: 7,
        bytes: 2,
        expected: '000000',
        found: 'a700a9',
      },
    ]);
  });

  it('counts in nested_mmu as in root_mmu, whose fields come first', () => {
    const stale = staleAfter({ root: [6], nested: [0, 6] });
    expect(stale?.map(({ mmu, field }) => `${mmu}.${field}`)).toEqual([
      'root_mmu.check',
      'nested_mmu.role',
      'nested_mmu.check',
    ]);
  });

  it('in a hole between fields is none', () => {
    expect(staleAfter({ root: [4, 5], nested: [5] })).toEqual([]);
  });

  it('anywhere is in exactly the fields that it is in', () => {
    const positions = fc.uniqueArray(fc.nat(SIZE_BYTES - 1));
    fc.assert(
      fc.property(positions, positions, (root, nested) => {
        const found = staleAfter({ root, nested })?.map(
          ({ mmu, field, offset, bytes }) => `${mmu}.${field} ${offset} ${bytes}`,
        );
        const expected = Object.entries({ root_mmu: root, nested_mmu: nested }).flatMap(
          ([mmu, changed]) =>
            FIELDS.flatMap(({ name, offset, sizeBytes }) => {
              const inside = changed.filter((at) => at >= offset && at < offset + sizeBytes);
              if (inside.length === 0) return [];
              return [`${mmu}.${name} ${Math.min(...inside)} ${inside.length}`];
            }),
        );
        expect(found).toEqual(expected);
      }),
    );
  });
});

describe('the strategies', () => {
  const namesOf = (strategies: readonly string[]) => {
    const request = { layout: 'v5.17', path: 'npt', strategies } as const;
    const hazards = findHazards(replaying({}), REGISTRY, request);
    expect(hazards.every(({ layout, path }) => layout === 'v5.17' && path === 'npt')).toBe(true);
    return hazards.slice(0, hazards.length / SEQUENCES.length).map(({ strategy }) => strategy);
  };

  it('are those asked for, in the order of the registry', () => {
    expect(namesOf(['constant-once', 'init-flag'])).toEqual(['init-flag', 'constant-once']);
    expect(namesOf(['init-flag', 'init-flag'])).toEqual(['init-flag']);
    expect(namesOf([])).toEqual([]);
  });

  it('leave out controls, and what cannot run here', () => {
    expect(namesOf(['empty', 'memcpy-avx2', 'init-flag', 'removed'])).toEqual(['init-flag']);
  });
});

describe('a replay', () => {
  it('is of whole calls at the place asked for, of baseline and strategy alike', () => {
    const requests: ReplayRequest[] = [];
    findHazards(replaying({}, requests), REGISTRY, {
      layout: 'v5.17',
      path: 'shadow',
      strategies: ['init-flag'],
    });
    expect(requests).toHaveLength(2 * SEQUENCES.length);
    for (const [index, { options = {} }] of SEQUENCES.entries()) {
      const [baseline, strategy] = requests.slice(2 * index);
      const where = { layout: 'v5.17', path: 'shadow', scope: 'init', ...options };
      expect(baseline).toMatchObject({ ...where, strategy: 'field-by-field' });
      expect({ ...strategy, strategy: 'field-by-field' }).toEqual(baseline);
    }
  });
});
