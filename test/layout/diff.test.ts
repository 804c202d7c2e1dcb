import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffLayouts, isSame } from '../../src/layout/diff.js';
import type { Layout, LayoutField } from '../../src/layout/types.js';
import { layoutFiles } from './support/layout-documents.js';

const field = (name: string, offset: number, sizeBytes = 8): LayoutField => ({
  ...{ name, offset, sizeBytes, role: 'untouched' },
});

function layout(fields: LayoutField[], changes: Partial<Layout> = {}): Layout {
  return {
    ...{ name: 'a', origin: { kind: 'built-in' }, sizeBytes: 64, phase: 40 },
    ...{ rootMmuOffset: 680, kernel: null, fields },
    ...changes,
  };
}

const layouts: fc.Arbitrary<Layout> = layoutFiles.map(({ schema: _, ...head }) => ({
  ...head,
  origin: { kind: 'file', file: 'x.json' },
  fields: [...head.fields].sort((one, other) => one.offset - other.offset),
}));

describe('two layouts', () => {
  const a = layout([field('x', 0), field('y', 8), field('z', 16)]);

  it('say by name what was moved, resized, added, removed, or changed its role', () => {
    const b = layout([
      field('new', 0),
      { ...field('x', 8), role: 'constant' },
      field('z', 16, 4),
      field('last', 24),
    ]);
    const { fields } = diffLayouts(a, b);
    expect(fields.map(({ name, changes }) => [name, changes])).toEqual([
      ['new', ['added']],
      ['x', ['moved', 'role']],
      ['y', ['removed']],
      ['z', ['resized']],
      ['last', ['added']],
    ]);
    expect(fields[1]).toMatchObject({
      a: { offset: 0, sizeBytes: 8, role: 'untouched' },
      b: { offset: 8, sizeBytes: 8, role: 'constant' },
    });
    expect([fields[0]?.a, fields[2]?.b]).toEqual([null, null]);
  });

  it('say what of the struct as a whole differs, as far as both know it', () => {
    const b = layout([...a.fields], { sizeBytes: 72, phase: 16, rootMmuOffset: 656 });
    expect(diffLayouts(a, b)).toEqual({
      struct: [
        { what: 'sizeBytes', a: 64, b: 72 },
        { what: 'phase', a: 40, b: 16 },
        { what: 'rootMmuOffset', a: 680, b: 656 },
      ],
      fields: [],
    });
    expect(isSame(diffLayouts(a, layout([...a.fields], { rootMmuOffset: null })))).toBe(true);
  });

  it('are the same as themselves, whatever their names', () => {
    fc.assert(
      fc.property(layouts, (any) => {
        expect(isSame(diffLayouts(any, { ...any, name: 'another', kernel: '6.1' }))).toBe(true);
      }),
    );
  });

  it('differ in the same fields either way, with both sides swapped', () => {
    const mirrored = { added: 'removed', removed: 'added' } as const;
    const byName = (one: { name: string }, other: { name: string }) =>
      one.name < other.name ? -1 : 1;
    fc.assert(
      fc.property(layouts, layouts, (one, other) => {
        const there = diffLayouts(one, other).fields.sort(byName);
        const back = diffLayouts(other, one).fields.sort(byName);
        expect(back).toEqual(
          there.map(({ name, a, b, changes }) => ({
            ...{ name, a: b, b: a },
            changes: changes.map((each) =>
              each === 'added' || each === 'removed' ? mirrored[each] : each,
            ),
          })),
        );
      }),
    );
  });

  it('name every field that is not at its place, and no other', () => {
    fc.assert(
      fc.property(layouts, layouts, (one, other) => {
        const places = ({ fields }: Layout) =>
          new Map(fields.map(({ name, ...place }) => [name, JSON.stringify(place)]));
        const [before, after] = [places(one), places(other)];
        const names = new Set([...before.keys(), ...after.keys()]);
        const expected = [...names].filter((name) => before.get(name) !== after.get(name));
        const named = diffLayouts(one, other).fields.map(({ name }) => name);
        expect(named.sort()).toEqual(expected.sort());
      }),
    );
  });
});
