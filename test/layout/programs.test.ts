import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.js';
import type { NativeField, NativeRegistry } from '../../src/host/native.js';
import type { NativeRecipe } from '../../src/host/native-programs.js';
import { structImages } from '../../src/layout/programs/images.js';
import { copyPieces } from '../../src/layout/programs/pieces.js';
import {
  type ProgramField,
  type ProgramLayout,
  programSteps,
  programsOf,
  requireRunTimePlace,
  writtenFields,
} from '../../src/layout/programs/programs.js';
import { encodeSteps, storesOfField } from '../../src/layout/programs/steps.js';
import { fakeLayout, fakeRegistry, fakeStrategy } from '../plan/registry.js';

type Role = ProgramField['role'];

const field = (name: string, offset: number, sizeBytes: number, role: Role, value?: number) => ({
  ...{ name, offset, sizeBytes, role },
  ...(value === undefined ? {} : { value }),
});

/** A kvm_mmu of few fields, as the addon describes a compiled one. */
const COMPILED: NativeField[] = [
  { ...field('page_fault', 0, 8, 'constant'), immediate: 0x70002080 },
  { ...field('gva_to_gpa', 8, 8, 'role-dependent'), immediate: 0x70004100 },
  field('root', 16, 16, 'root'),
  field('mmu_role', 32, 8, 'role-dependent'),
  { ...field('direct_map', 40, 1, 'constant'), immediate: 1 },
  field('shadow_root_level', 41, 1, 'constant'),
  field('pae_root', 48, 8, 'untouched'),
  field('shadow_zero_check', 56, 88, 'zero-check'),
  field('permissions', 144, 16, 'metadata'),
  { ...field('pdptrs', 160, 32, 'untouched'), volatile: true },
];

const registry: NativeRegistry = fakeRegistry({
  layouts: [{ ...fakeLayout('v5.17', 16), sizeBytes: 192, fields: COMPILED }],
  programSteps: ['store-immediate', 'store-value', 'copy-mov64'].map((name) => ({
    ...{ name, description: name, unavailable: null },
  })),
});

const STORES: NativeRecipe = { kind: 'stores', leavesOut: [], leavesOutFields: [] };

/** The compiled fields, in the order given by their names, where they happen to come to lie. */
function reordered(names: readonly string[]): ProgramLayout {
  let at = 0;
  const fields = names.map((name): ProgramField => {
    const found = COMPILED.find((each) => each.name === name) ?? field(name, 0, 8, 'constant');
    const { sizeBytes, role } = found;
    const align = Math.min(8, sizeBytes);
    const offset = Math.ceil(at / align) * align;
    at = offset + sizeBytes;
    return { name, offset, sizeBytes, role };
  });
  return { sizeBytes: Math.ceil(at / 8) * 8, fields };
}

const everyName = COMPILED.map(({ name }) => name);

/** The field that each step stores to. */
function fieldsOf(layout: ProgramLayout, recipe: NativeRecipe): string[] {
  const names = programSteps(layout, recipe, registry).map(
    ({ offset }) =>
      layout.fields.find((each) => offset >= each.offset && offset < each.offset + each.sizeBytes)
        ?.name ?? 'none',
  );
  return names.filter((name, index) => name !== names[index - 1]);
}

describe('stores of a kvm_mmu', () => {
  const ORDER = ['mmu_role', 'page_fault', 'gva_to_gpa', 'shadow_root_level', 'direct_map'];

  it('are in the kernel’s order, however the fields lie', () => {
    for (const names of [everyName, [...everyName].reverse(), [...everyName].sort()]) {
      expect(fieldsOf(reordered(names), STORES)).toEqual([...ORDER, 'shadow_zero_check']);
    }
  });

  it('are of the compiled numbers, and of values where those depend on the state', () => {
    const steps = programSteps({ sizeBytes: 192, fields: COMPILED }, STORES, registry);
    expect(steps.slice(0, 5)).toEqual([
      { kind: 'store-value', offset: 32, bytes: 8 },
      { kind: 'store-immediate', offset: 0, bytes: 8, value: 0x70002080 },
      { kind: 'store-immediate', offset: 8, bytes: 8, value: 0x70004100 },
      { kind: 'store-value', offset: 41, bytes: 1 },
      { kind: 'store-immediate', offset: 40, bytes: 1, value: 1 },
    ]);
    const words = steps.slice(5).map(({ offset }) => (offset - 56) / 8);
    expect(words).toEqual([4, 3, 2, 1, 0, 9, 8, 7, 6, 5, 10]);
  });

  it('a field that no compiled layout has comes last', () => {
    const layout = reordered(['a_new_handler', ...everyName]);
    expect(fieldsOf(layout, STORES).at(-1)).toBe('a_new_handler');
    expect(programSteps(layout, STORES, registry).at(-1)).toMatchObject({ kind: 'store-value' });
  });

  it('what a strategy leaves out goes by name, or by role where the name is new', () => {
    const recipe: NativeRecipe = {
      ...{ kind: 'stores', leavesOut: ['constant'], leavesOutFields: ['page_fault'] },
    };
    const layout = reordered(['a_new_handler', ...everyName]);
    const left = ORDER.filter((name) => name !== 'page_fault');
    expect(fieldsOf(layout, recipe)).toEqual([...left, 'shadow_zero_check']);
  });
});

describe('stores of any other struct', () => {
  const fields = [
    field('list', 0, 16, 'role-dependent'),
    field('page_fault', 16, 8, 'constant'),
    field('state', 24, 4, 'constant', 3),
    field('flags', 28, 2, 'role-dependent'),
    field('three', 30, 3, 'role-dependent'),
    field('ignored', 40, 8, 'untouched'),
    field('check', 48, 16, 'zero-check'),
    field('late', 64, 8, 'metadata'),
  ];
  const layout = { sizeBytes: 72, fields };

  it('are in its own order, word by word, with its own numbers', () => {
    expect(programSteps(layout, STORES, registry)).toEqual([
      { kind: 'store-value', offset: 0, bytes: 8 },
      { kind: 'store-value', offset: 8, bytes: 8 },
      { kind: 'store-value', offset: 16, bytes: 8 },
      { kind: 'store-immediate', offset: 24, bytes: 4, value: 3 },
      { kind: 'store-value', offset: 28, bytes: 2 },
      { kind: 'store-value', offset: 30, bytes: 2 },
      { kind: 'store-value', offset: 32, bytes: 1 },
      { kind: 'store-value', offset: 48, bytes: 8 },
      { kind: 'store-value', offset: 56, bytes: 8 },
    ]);
  });

  it('are left out by role', () => {
    const recipe: NativeRecipe = {
      ...{ kind: 'stores', leavesOut: ['constant', 'zero-check'], leavesOutFields: ['list'] },
    };
    expect(fieldsOf(layout, recipe)).toEqual(['list', 'flags', 'three']);
  });

  it('a copy spares what it does not write, for nobody knows that it may be copied over', () => {
    const steps = programSteps(layout, { kind: 'copies', copier: 'mov64' }, registry);
    expect(steps).toEqual([
      { kind: 'copy-mov64', offset: 0, bytes: 33 },
      { kind: 'copy-mov64', offset: 48, bytes: 16 },
    ]);
  });
});

describe('copies of a kvm_mmu', () => {
  const layout = { sizeBytes: 192, fields: COMPILED };

  it('go over roots and root tables, not over metadata and PDPTRs', () => {
    expect(programSteps(layout, { kind: 'copies', copier: 'mov64' }, registry)).toEqual([
      { kind: 'copy-mov64', offset: 0, bytes: 144 },
    ]);
    const behind = reordered(['page_fault', 'pdptrs', 'gva_to_gpa', 'permissions', 'mmu_role']);
    expect(programSteps(behind, { kind: 'copies', copier: 'mov64' }, registry)).toEqual([
      { kind: 'copy-mov64', offset: 0, bytes: 8 },
      { kind: 'copy-mov64', offset: 40, bytes: 8 },
      { kind: 'copy-mov64', offset: 64, bytes: 8 },
    ]);
  });

  it('of the constants alone: the role before, the rest after', () => {
    const steps = programSteps(layout, { kind: 'copies-constants', copier: 'mov64' }, registry);
    expect(steps.slice(0, 5)).toEqual([
      { kind: 'store-value', offset: 32, bytes: 8 },
      { kind: 'copy-mov64', offset: 0, bytes: 8 },
      { kind: 'store-immediate', offset: 8, bytes: 8, value: 0x70004100 },
      { kind: 'store-value', offset: 41, bytes: 1 },
      { kind: 'store-immediate', offset: 40, bytes: 1, value: 1 },
    ]);
    expect(steps).toHaveLength(5 + 11);
  });
});

describe('pieces', () => {
  const owned = ({ role }: ProgramField) => role === 'constant';
  const forbidden = ({ role }: ProgramField) => role === 'metadata';
  const pieces = (fields: ProgramField[]) =>
    copyPieces({ fields, sizeBytes: 128, owned, forbidden });

  it('go over padding, not over members that the layout does not list', () => {
    const apart = (gap: number) => [
      field('one', 0, 8, 'constant'),
      field('other', 8 + gap, 8, 'constant'),
    ];
    expect(pieces(apart(7))).toEqual([{ offset: 0, sizeBytes: 23 }]);
    expect(pieces(apart(8))).toEqual([
      { offset: 0, sizeBytes: 8 },
      { offset: 16, sizeBytes: 8 },
    ]);
  });

  it('need no order of the fields', () => {
    const fields = [
      field('b', 16, 8, 'constant'),
      field('a', 0, 8, 'constant'),
      field('between', 8, 8, 'root'),
    ];
    expect(pieces(fields)).toEqual([{ offset: 0, sizeBytes: 24 }]);
  });

  it('none of nothing', () => expect(pieces([])).toEqual([]));
});

describe('numbers', () => {
  const kindOf = (value: number, sizeBytes: number) =>
    storesOfField({ offset: 0, sizeBytes, value })[0];

  it.each([
    [255, 1, 255],
    [-128, 1, -128],
    [0xffff_ffff, 4, -1],
    [2 ** 31 - 1, 8, 2 ** 31 - 1],
    [-(2 ** 31), 8, -(2 ** 31)],
  ])('%i in %i bytes is an immediate', (value, bytes, encoded) => {
    expect(kindOf(value, bytes)).toEqual({
      kind: 'store-immediate',
      offset: 0,
      bytes,
      value: encoded,
    });
  });

  it.each([
    [256, 1],
    [-129, 1],
    [2 ** 32, 4],
    [2 ** 31, 8],
    [0.5, 8],
    [Number.NaN, 8],
    [1, 3],
  ])('%d in %i bytes is not, and so one of the values', (value, bytes) => {
    expect(kindOf(value, bytes)).toMatchObject({ kind: 'store-value' });
  });
});

describe('the fields that a reset touches', () => {
  const layout = { sizeBytes: 192, fields: COMPILED };

  it('of stores are those stored', () => {
    const recipe: NativeRecipe = { kind: 'stores', leavesOut: [], leavesOutFields: ['page_fault'] };
    expect(writtenFields(layout, recipe, registry)).toEqual([
      ...['gva_to_gpa', 'mmu_role', 'direct_map', 'shadow_root_level', 'shadow_zero_check'],
    ]);
  });

  it('of a copy are also those it goes over', () => {
    const written = writtenFields(layout, { kind: 'copies', copier: 'mov64' }, registry);
    expect(written).toEqual(everyName.filter((name) => !['permissions', 'pdptrs'].includes(name)));
  });

  it('of nothing are none', () => {
    expect(writtenFields(layout, { kind: 'nothing' }, registry)).toEqual([]);
  });
});

describe('one column for each strategy', () => {
  const layout = { sizeBytes: 192, fields: COMPILED };
  const { columns, skipped } = programsOf(
    layout,
    [
      fakeStrategy('field-by-field', { recipe: STORES }),
      fakeStrategy('memcpy-other'),
      fakeStrategy('memcpy-mov64', { recipe: { kind: 'copies', copier: 'mov64' } }),
      fakeStrategy('memcpy-far', { recipe: STORES, unavailable: 'this CPU lacks far' }),
      fakeStrategy('empty', { recipe: { kind: 'nothing' } }),
    ],
    registry,
  );

  it('with its steps encoded', () => {
    expect(columns.map(({ name }) => name)).toEqual(['field-by-field', 'memcpy-mov64', 'empty']);
    expect(columns[1]?.steps).toEqual(Int32Array.of(2, 0, 144, 0));
    expect(columns[2]?.steps).toHaveLength(0);
  });

  it('but those that cannot be had, with the reason', () => {
    expect(skipped).toEqual([
      { strategy: 'memcpy-other', reason: 'no recipe for layouts of the run time' },
      { strategy: 'memcpy-far', reason: 'this CPU lacks far' },
    ]);
  });

  it('a kind of step that the addon has not is named', () => {
    expect(() => encodeSteps([{ kind: 'copy-far', offset: 0, bytes: 8 }], [])).toThrow(
      'no step of a program is called copy-far',
    );
  });
});

describe('what only built-in layouts have is refused by name', () => {
  it.each([
    ['scope', 'init'],
    ['path', 'shadow'],
    ['path', 'npt'],
    ['guest', 'four-level'],
    ['calls', 'early'],
  ])('--%s %s', (option, asked) => {
    const refused = () => requireRunTimePlace('mine.json', { [option]: asked });
    expect(refused).toThrow(UsageError);
    expect(refused).toThrow(`--${option} "${asked}" of "mine.json": only built-in layouts have it`);
  });

  it('and nothing else', () => {
    requireRunTimePlace('mine.json', { scope: 'writes', path: 'tdp', guest: 'unpaged' });
  });
});

describe('images', () => {
  const layout = { sizeBytes: 192, fields: COMPILED };
  const images = structImages(layout, registry);
  const [one, other] = [images.subarray(0, 192), images.subarray(192)];

  it('hold the numbers, little end first', () => {
    for (const image of [one, other]) {
      expect([...image.subarray(0, 8)]).toEqual([0x80, 0x20, 0, 0x70, 0, 0, 0, 0]);
      expect(image[40]).toBe(1);
    }
  });

  it('differ in all bytes of role-dependent values, and in nothing else', () => {
    const differing = [...one.keys()].filter((at) => one[at] !== other[at]);
    expect(differing).toEqual([32, 33, 34, 35, 36, 37, 38, 39]);
  });

  it('hold a field’s own number rather than the compiled one', () => {
    const fields = COMPILED.map((each) =>
      each.name === 'direct_map' ? { ...each, value: 7 } : each,
    );
    expect(structImages({ sizeBytes: 192, fields }, registry)[40]).toBe(7);
  });
});
