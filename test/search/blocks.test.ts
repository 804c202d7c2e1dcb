/** Members of nested structs and unions stay where they are in them. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layoutDocument } from '../../src/layout/files/layout-file.js';
import { layoutProblems } from '../../src/layout/files/layout-file-checks.js';
import type { Layout } from '../../src/layout/types.js';
import { groupFrom, linesOfGroup } from '../../src/search/groups.js';
import { movablesOf } from '../../src/search/movables.js';
import { applyMoves, movesBetween } from '../../src/search/moves.js';
import { type SearchRequest, searchOrders } from '../../src/search/search.js';
import { requireWholeStruct } from '../../src/search/whole-struct.js';
import { blockStructOf, blockStructs } from './block-structs.js';
import { groupsOf, recipes, registry, STORES, structOf } from './structs.js';

const watch = () => ({ signal: new AbortController().signal, onProgress: () => {} });
const EFFORT = { anneals: 2, stepsPerAnneal: 400, mostNodes: 20_000 };

const requestOf = (layout: Layout, more: Partial<SearchRequest> = {}): SearchRequest => ({
  ...{ layout, objective: 'lines', groups: [], phases: [layout.phase], seed: 1, effort: EFFORT },
  ...{ strategy: STORES, baseline: STORES, ...more },
});

const requests = blockStructs(8, 2).chain(
  (layout): fc.Arbitrary<SearchRequest> =>
    fc.record({
      layout: fc.constant(layout),
      groups: groupsOf(layout),
      objective: fc.constantFrom('lines', 'saving'),
      phases: fc.constantFrom([layout.phase], [layout.phase, 16, 40]),
      strategy: recipes,
      baseline: fc.constant(STORES),
      seed: fc.nat(1000),
      effort: fc.constant(EFFORT),
    }),
);

interface Member {
  name: string;
  offset: number;
  sizeBytes: number;
  alignment: number;
}

/** A declaration's members in their order: what a compiler is given. */
function membersOf({ fields, blocks = [] }: Layout): Member[] {
  const isIn = (offset: number) =>
    blocks.some((block) => offset >= block.offset && offset < block.offset + block.sizeBytes);
  return [...fields.filter(({ offset }) => !isIn(offset)), ...blocks]
    .map(({ name, offset, sizeBytes, alignment = 1 }) => ({ name, offset, sizeBytes, alignment }))
    .sort((one, other) => one.offset - other.offset);
}

/** Each as far to the front as its alignment lets it, as the C of this ABI has it. */
function requireAsC({ sizeBytes, ...layout }: Layout, original: Layout): void {
  const before = new Map(membersOf(original).map((member) => [member.name, member]));
  const members = membersOf({ sizeBytes, ...layout });
  let [end, widest] = [0, 1];
  for (const { name, ...place } of members) {
    const own = before.get(name);
    if (own === undefined) throw new Error(`${name} is new`);
    while (end % own.alignment !== 0) end += 1;
    expect(place).toEqual({ offset: end, sizeBytes: own.sizeBytes, alignment: own.alignment });
    end += own.sizeBytes;
    widest = Math.max(widest, own.alignment);
  }
  while (end % widest !== 0) end += 1;
  expect(sizeBytes).toBe(end);
  expect(members).toHaveLength(before.size);
}

/** By field: its block, and where in it. */
function innerPlaces({ fields, blocks = [] }: Layout) {
  return fields
    .map(({ name, offset, sizeBytes, role }) => {
      const block = blocks.find((each) => {
        return offset >= each.offset && offset < each.offset + each.sizeBytes;
      });
      return { name, sizeBytes, role, block: block?.name, at: offset - (block?.offset ?? offset) };
    })
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

const movableNames = (layout: Layout) => movablesOf(layout).map(({ name }) => name);

it('every found order is one that C has, with what is in each block where it was', async () => {
  let found = 0;
  await fc.assert(
    fc.asyncProperty(requests, async (request) => {
      const { candidates } = await searchOrders(request, registry, watch());
      for (const { layout, moves } of candidates) {
        found += 1;
        requireAsC(layout, request.layout);
        expect(innerPlaces(layout)).toEqual(innerPlaces(request.layout));
        expect(layout.sizeBytes).toBeLessThanOrEqual(request.layout.sizeBytes);
        expect(layoutProblems(layoutDocument(layout))).toEqual([]);
        requireWholeStruct(layout);
        for (const group of request.groups) {
          const most = linesOfGroup(request.layout, group);
          expect(linesOfGroup(layout, group)).toBeLessThanOrEqual(most);
        }
        const [from, to] = [movableNames(request.layout), movableNames(layout)];
        expect(movesBetween(from, to)).toHaveLength(moves);
        expect(applyMoves(from, movesBetween(from, to))).toEqual(to);
      }
    }),
    { numRuns: 150, seed: 5 },
  );
  expect(found).toBeGreaterThan(50);
});

const word = (alignment: number, role: 'role-dependent' | 'untouched', count = 1) => ({
  ...{ alignment, role, sizeBytes: count * alignment, bare: 0 },
});

describe('a nested struct', () => {
  /** As the kernel's sched_entity: load in front, and a node that would fit the padding in it. */
  const layout = blockStructOf([
    { words: [word(8, 'role-dependent'), word(4, 'untouched')], bare: 0 },
    { words: [word(4, 'untouched', 12)], bare: 0 },
    word(8, 'role-dependent'),
    word(8, 'untouched'),
  ]);

  it('goes where its first field goes, and its padding with it', async () => {
    expect(layout.sizeBytes).toBe(80);
    const { candidates, proof } = await searchOrders(requestOf(layout), registry, watch());
    expect(proof).toBe('exact');
    const [best] = candidates;
    if (best === undefined) throw new Error('nothing was found');
    expect(movesBetween(movableNames(layout), movableNames(best.layout))).toHaveLength(1);
    const [load] = best.layout.blocks?.filter(({ name }) => name === 'A') ?? [];
    expect(load?.sizeBytes).toBe(16);
    const places = new Map(best.layout.fields.map(({ name, offset }) => [name, offset]));
    expect(places.get('b')).toBe((places.get('a') ?? 0) + 8);
    expect(movableNames(best.layout).sort()).toEqual(['A', 'B', 'd', 'e']);
  });

  it('is named in a group for all that is in it', () => {
    expect(groupFrom('A,d', layout).fields).toEqual(['a', 'b', 'd']);
    expect(groupFrom('b, e', layout).fields).toEqual(['b', 'e']);
    expect(() => groupFrom('B', layout)).toThrow('--group "B" names one field');
    expect(() => groupFrom('A,X', layout)).toThrow('unknown field "X"');
  });

  it('that no longer is where its alignment wants it is refused by name', () => {
    const [first, ...others] = layout.blocks ?? [];
    if (first === undefined) throw new Error('no block');
    const wrong = { ...layout, blocks: [...others, { ...first, offset: 4 }] };
    expect(() => requireWholeStruct(wrong)).toThrow('block "A" is at 4, which is no multiple');
  });
});

describe('a union', () => {
  /** {u32 x; char pad[60]; union {u64 whole; u32 low;} u; u64 z; u32 y, w; char tail[32];} */
  const members = [
    word(4, 'role-dependent'),
    word(1, 'untouched', 60),
    ...[word(8, 'untouched'), word(4, 'untouched'), word(4, 'untouched')],
    word(1, 'untouched', 32),
  ];
  const union: LayoutUnion = { words: [word(4, 'role-dependent')], bare: 4 };
  const asUnion = blockStructOf([...members.slice(0, 2), union, ...members.slice(2)]);
  const layout: Layout = {
    ...asUnion,
    // Eight bytes, of which the largest member decides the alignment, and only the smallest is shown.
    blocks: [{ name: 'u', offset: 64, sizeBytes: 8, alignment: 8 }],
  };

  it('takes all of its bytes wherever it goes', async () => {
    expect(layout).toMatchObject({ sizeBytes: 120 });
    const { candidates } = await searchOrders(requestOf(layout), registry, watch());
    expect(candidates).not.toEqual([]);
    for (const { layout: found } of candidates) {
      requireAsC(found, layout);
      const [u] = found.blocks ?? [];
      if (u === undefined) throw new Error('the block is lost');
      expect(u.offset % 8).toBe(0);
      const within = found.fields.filter(
        ({ offset }) => offset >= u.offset && offset < u.offset + 8,
      );
      expect(within.map(({ offset }) => offset)).toEqual([u.offset]);
    }
  });
});

type LayoutUnion = Parameters<typeof blockStructOf>[0][number];

describe('what is written', () => {
  const wide = structOf([
    { sizeBytes: 8, role: 'constant' },
    { sizeBytes: 120, role: 'untouched' },
    { sizeBytes: 8, role: 'role-dependent' },
  ]);

  it('has a name that a layout file takes, however long the original’s is', async () => {
    for (const name of ['x'.repeat(200), `${'x'.repeat(187)}😀${'y'.repeat(11)}`]) {
      const request = requestOf({ ...wide, name });
      const { candidates } = await searchOrders(request, registry, watch());
      const names = candidates.map(({ layout }) => layout.name);
      expect(names[0]).toMatch(/^x+-reordered-1$/);
      expect(new Set(names).size).toBe(candidates.length);
      expect(Math.max(...names.map(({ length }) => length))).toBeLessThanOrEqual(200);
    }
  });

  it('has no blocks where the original has none', async () => {
    const { candidates } = await searchOrders(requestOf(wide), registry, watch());
    expect(candidates.every(({ layout }) => !('blocks' in layout))).toBe(true);
  });
});
