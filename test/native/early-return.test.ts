/**
 * What a whole call stores that finds its role unchanged. Comparing bytes before and after could not
 * tell, because a full reset would leave the same: here a debugger fills the struct, but for its
 * role, just before the call, and looks at what has been written over.
 */

import { beforeEach, describe, expect, it } from 'vitest';
import { layoutNamed, registry, type Where } from './support/addon.js';
import { fieldsAt, writtenBytes } from './support/bytes.js';
import { accessors } from './support/facts.js';
import { needs } from './support/needs.js';
import { writtenByCall } from './support/poison.js';

beforeEach(needs('gdb', 'gdb'));

const [v517, v61] = [layoutNamed('v5.17'), layoutNamed('v6.1')];

describe('a call that returns early', () => {
  it.for<[string, Where]>([
    ['v5.17, EPT', { layout: v517, path: 'tdp', guest: 'unpaged' }],
    ['v5.17, NPT', { layout: v517, path: 'npt', guest: 'four-level' }],
    ['v6.1, EPT', { layout: v61, path: 'tdp', guest: 'unpaged' }],
  ])('%s: writes nothing', ([, where], context) => {
    expect(fieldsAt(where.layout, writtenByCall(context, where, 'early'))).toEqual([]);
  });

  it.for<[string, Where]>([
    ['v5.17', { layout: v517, path: 'shadow', guest: 'unpaged' }],
    ['v6.1', { layout: v61, path: 'shadow', guest: 'four-level' }],
  ])('%s, shadow: writes three pointers, whole', ([, where], context) => {
    const written = writtenByCall(context, where, 'early');
    expect(fieldsAt(where.layout, written).sort()).toEqual([...accessors].sort());
    expect(written).toHaveLength(3 * 8);
  });
});

describe('a full call writes what the stores alone write', () => {
  it.for<[string, Where]>([
    ['v5.17, EPT, unpaged', { layout: v517, path: 'tdp', guest: 'unpaged' }],
    ['v6.1, NPT, four-level', { layout: v61, path: 'npt', guest: 'four-level' }],
    ['v5.17, shadow, pae', { layout: v517, path: 'shadow', guest: 'pae' }],
  ])('%s', ([, where], context) => {
    const written = writtenByCall(context, where, 'full');
    expect(written).toEqual([...writtenBytes(where, registry.baseline)]);
  });
});
