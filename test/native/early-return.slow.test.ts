/**
 * What a whole call stores that finds its role unchanged. Comparing bytes before and after could not
 * tell, because a full reset would leave the same: here a debugger fills the struct, but for its
 * role, just before the call, and looks at what has been written over.
 */

import { beforeEach, describe, expect, it } from 'vitest';
import { fieldNamed, layoutNamed, registry, type Where } from './support/addon.js';
import { bytesOf, fieldsAt, writtenBytes } from './support/bytes.js';
import { accessors } from './support/facts.js';
import { needs } from './support/needs.js';
import { type Case, writtenByCalls } from './support/poison.js';

beforeEach(needs('gdb', 'gdb'));

const [v517, v61] = [layoutNamed('v5.17'), layoutNamed('v6.1')];

const titleOf = ({ layout, path, guest }: Where) => `${layout.name}, ${path}, ${guest}`;

describe('a call that returns early', () => {
  const early = (wheres: readonly Where[]): Case[] =>
    wheres.map((where) => ({ where, calls: 'early' }));

  it('writes nothing with two-dimensional tables', (context) => {
    const wheres: Where[] = [
      { layout: v517, path: 'tdp', guest: 'unpaged' },
      { layout: v517, path: 'npt', guest: 'four-level' },
      { layout: v61, path: 'tdp', guest: 'unpaged' },
    ];
    const written = writtenByCalls(context, early(wheres));
    for (const [index, where] of wheres.entries()) {
      expect(fieldsAt(where.layout, written[index] ?? []), titleOf(where)).toEqual([]);
    }
  });

  it('writes three whole pointers on the shadow path', (context) => {
    const wheres: Where[] = [
      { layout: v517, path: 'shadow', guest: 'unpaged' },
      { layout: v61, path: 'shadow', guest: 'four-level' },
    ];
    const written = writtenByCalls(context, early(wheres));
    for (const [index, where] of wheres.entries()) {
      const bytes = accessors.flatMap((name) => bytesOf(fieldNamed(where.layout, name)));
      expect(written[index], titleOf(where)).toEqual(bytes.sort((a, b) => a - b));
    }
  });
});

describe('a full call', () => {
  it('writes what the stores alone write', (context) => {
    const wheres: Where[] = [
      { layout: v517, path: 'tdp', guest: 'unpaged' },
      { layout: v61, path: 'npt', guest: 'four-level' },
      { layout: v517, path: 'shadow', guest: 'pae' },
    ];
    const written = writtenByCalls(
      context,
      wheres.map((where) => ({ where, calls: 'full' })),
    );
    for (const [index, where] of wheres.entries()) {
      const expected = [...writtenBytes(where, registry.baseline)];
      expect(written[index], titleOf(where)).toEqual(expected);
    }
  });
});
