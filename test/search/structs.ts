/** Structs to be put in order: small ones of every kind, and strategies without native code. */

import fc from 'fast-check';
import type { NativeRegistry } from '../../src/host/native.js';
import type { FieldRole, NativeRecipe } from '../../src/host/native-programs.js';
import type { Layout, LayoutField } from '../../src/layout/types.js';
import { alignmentOf, alignUp } from '../../src/search/alignment.js';
import { groupFrom } from '../../src/search/groups.js';
import type { FieldGroup } from '../../src/search/types.js';
import { fakeRegistry } from '../plan/registry.js';

/** Of no `kvm_mmu`: a field's role decides all. Copies go over `root`, not over `untouched`. */
export const registry = fakeRegistry();

export const STORES: NativeRecipe = { kind: 'stores', leavesOut: [], leavesOutFields: [] };

export const RECIPES = {
  stores: STORES,
  'stores of some': { kind: 'stores', leavesOut: ['constant'], leavesOutFields: [] },
  copies: { kind: 'copies', copier: 'mov64' },
  'copies of constants': { kind: 'copies-constants', copier: 'mov64' },
} as const satisfies Record<string, NativeRecipe>;

export type FieldSpec = Pick<LayoutField, 'sizeBytes' | 'role'> & { alignment?: number };

/** In this order, as a compiler lays them out; called a, b, c, ... */
export function structOf(specs: readonly FieldSpec[], phase = 0): Layout {
  let end = 0;
  const fields = specs.map((spec, index): LayoutField => {
    const name = String.fromCharCode('a'.charCodeAt(0) + index);
    const alignment = spec.alignment ?? alignmentOf({ ...spec, name, offset: 0 });
    const offset = alignUp(end, alignment);
    end = offset + spec.sizeBytes;
    return { name, offset, ...spec, alignment };
  });
  const widest = Math.max(1, ...fields.map(alignmentOf));
  return {
    ...{ name: 'small', origin: { kind: 'file', file: 'small.json' }, phase, kernel: null },
    ...{ rootMmuOffset: null, sizeBytes: alignUp(end, widest), fields },
  };
}

const ROLES: readonly FieldRole[] = [
  ...(['constant', 'role-dependent', 'zero-check', 'root', 'untouched', 'metadata'] as const),
];

const spec = fc.record({
  sizeBytes: fc.constantFrom(1, 2, 4, 8, 8, 16, 24, 40, 72),
  role: fc.constantFrom(...ROLES),
});

/** Some declare more alignment than they need, which makes wide holes. */
const alignedSpec = fc.oneof(
  { weight: 5, arbitrary: spec },
  spec.map((each) => ({ ...each, alignment: 64 })),
);

/** What copies go over, and what is stored between them, on lines of their own. */
const copiedSpec = fc.oneof(
  fc.constant({ sizeBytes: 8, role: 'constant' as const }),
  fc.constant({ sizeBytes: 8, role: 'role-dependent' as const }),
  fc.constantFrom(56, 72, 136).map((sizeBytes) => ({ sizeBytes, role: 'root' as const })),
  fc.constant({ sizeBytes: 8, role: 'root' as const, alignment: 64 }),
);

export function structs(most: number, least = 1): fc.Arbitrary<Layout> {
  return fc
    .tuple(
      fc.oneof(
        fc.array(alignedSpec, { minLength: least, maxLength: most }),
        fc.array(copiedSpec, { minLength: least, maxLength: most }),
      ),
      fc.integer({ min: 0, max: 7 }),
    )
    .map(([specs, step]) => structOf(specs, step * 8));
}

/** Up to two groups of its fields. */
export function groupsOf({ fields, ...layout }: Layout): fc.Arbitrary<FieldGroup[]> {
  const names = fields.map(({ name }) => name);
  if (names.length < 2) return fc.constant([]);
  const group = fc
    .uniqueArray(fc.constantFrom(...names), { minLength: 2 })
    .map((chosen) => groupFrom(chosen.join(','), { ...layout, fields }));
  return fc.array(group, { maxLength: 2 });
}

export const recipes: fc.Arbitrary<NativeRecipe> = fc.constantFrom(...Object.values(RECIPES));

export function recipeNamed(name: string, { strategies }: NativeRegistry): NativeRecipe {
  const recipe = strategies.find((strategy) => strategy.name === name)?.recipe;
  if (recipe === undefined) throw new Error(`${name} has no recipe`);
  return recipe;
}
