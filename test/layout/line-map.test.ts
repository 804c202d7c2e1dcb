import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProbeRequest, WriteProbe } from '../../src/host/native-subject.js';
import {
  type ByteRange,
  type MappedPlace,
  mapLines,
  rangesOf,
} from '../../src/layout/lines/line-map.js';
import { bytesWritten, LAYOUTS } from '../explain/why/support/structs.js';
import { fakeAddon } from '../measure/fake-addon.js';
import { fakeRegistry } from '../plan/registry.js';

const ascending = fc
  .uniqueArray(fc.nat(600), { maxLength: 300 })
  .map((offsets) => offsets.sort((one, other) => one - other));

function bytesOf(ranges: readonly ByteRange[]): number[] {
  return ranges.flatMap(([first, bytes]) => Array.from({ length: bytes }, (_, at) => first + at));
}

describe('the ranges of written bytes', () => {
  it.each<[string, number[], ByteRange[]]>([
    ['of nothing are none', [], []],
    ['of one byte', [7], [[7, 1]]],
    ['of neighbours are one', [0, 1, 2, 3], [[0, 4]]],
    [
      'end at every gap',
      [0, 1, 3, 8, 9],
      [
        [0, 2],
        [3, 1],
        [8, 2],
      ],
    ],
  ])('%s', (_, offsets, ranges) => {
    expect(rangesOf(offsets)).toEqual(ranges);
    expect(rangesOf(Uint32Array.from(offsets))).toEqual(ranges);
  });

  it('cover exactly those bytes', () => {
    fc.assert(
      fc.property(ascending, (offsets) => {
        expect(bytesOf(rangesOf(offsets))).toEqual(offsets);
      }),
    );
  });

  it('ascend, are not empty, and have a gap between them', () => {
    fc.assert(
      fc.property(ascending, (offsets) => {
        const ranges = rangesOf(offsets);
        for (const [, bytes] of ranges) expect(bytes).toBeGreaterThan(0);
        ranges.slice(1).forEach(([first], index) => {
          const [before, bytes] = ranges[index] ?? [0, 0];
          expect(first).toBeGreaterThan(before + bytes);
        });
      }),
    );
  });
});

describe('the maps of a plan', () => {
  const asked: ProbeRequest[] = [];
  const addon = {
    ...fakeAddon(),
    probeWrites: (request: ProbeRequest): WriteProbe => {
      asked.push(request);
      return { writtenBytes: bytesWritten(request.layout, request.strategy) };
    },
  };
  const registry = fakeRegistry({ layouts: Object.values(LAYOUTS) });
  const place = (changes: Partial<MappedPlace> = {}): MappedPlace => ({
    layout: 'v5.16',
    phase: 40,
    path: 'tdp',
    guest: 'unpaged',
    strategies: ['field-by-field', 'init-flag'],
    ...changes,
  });
  const maps = (...places: MappedPlace[]) => {
    asked.length = 0;
    return mapLines(addon, registry, places);
  };

  it('say what each strategy was seen to write, and where the fields are', () => {
    const [map, ...others] = maps(place());
    expect(others).toEqual([]);
    expect(map).toEqual({
      ...{ layout: 'v5.16', phase: 40, path: 'tdp', guest: 'unpaged' },
      sizeBytes: LAYOUTS['v5.16'].sizeBytes,
      fields: LAYOUTS['v5.16'].fields,
      strategies: [
        {
          strategy: 'field-by-field',
          ranges: [
            [0, 40],
            [48, 16],
            [80, 10],
            [91, 1],
            [192, 88],
          ],
        },
        {
          strategy: 'init-flag',
          ranges: [
            [32, 8],
            [80, 9],
            [192, 88],
          ],
        },
      ],
    });
  });

  it('are one for each layout and phase, in the plan’s order', () => {
    const names = maps(
      place(),
      place({ layout: 'v5.17', phase: 16 }),
      place({ phase: 0 }),
      place({ strategies: ['memcpy-mov64'] }),
    ).map(({ layout, phase, strategies }) => [layout, phase, strategies.length]);
    expect(names).toEqual([
      ['v5.16', 40, 3],
      ['v5.17', 16, 2],
      ['v5.16', 0, 2],
    ]);
  });

  it('probe a strategy once, with the path and guest that the map is of', () => {
    const [map] = maps(
      place({ path: 'npt', guest: 'pae' }),
      place({ path: 'tdp', strategies: ['field-by-field', 'empty'] }),
    );
    expect(map).toMatchObject({ path: 'npt', guest: 'pae' });
    expect(asked).toEqual(
      ['field-by-field', 'init-flag', 'empty'].map((strategy) => {
        return { layout: 'v5.16', path: 'npt', guest: 'pae', strategy };
      }),
    );
  });

  it('have no map of a layout that the addon does not know, and none of no places', () => {
    expect(maps(place({ layout: 'v9.9' }))).toEqual([]);
    expect(maps()).toEqual([]);
    expect(asked).toEqual([]);
  });
});
