import { describe, expect, it } from 'vitest';
import { builtInFor, checkAgainst } from '../../src/layout/check.js';
import { isSame } from '../../src/layout/diff.js';
import type { Layout } from '../../src/layout/types.js';

function layout(name: string, changes: Partial<Layout> = {}): Layout {
  return {
    ...{ name, origin: { kind: 'built-in' }, sizeBytes: 64, phase: 40 },
    ...{ rootMmuOffset: 680, kernel: null },
    fields: [{ name: 'root', offset: 0, sizeBytes: 16, role: 'root' }],
    ...changes,
  };
}

const BUILT_IN = ['v5.16', 'v6.1', 'v6.12', 'hot-first', 'v5.19'].map((name) => layout(name));
const of = (kernel: string | null) => builtInFor(layout('live', { kernel }), BUILT_IN).name;

describe('the built-in layout of a kernel', () => {
  it.each([
    ['5.16.0', 'v5.16'],
    ['5.18.3', 'v5.16'],
    ['6.0.1', 'v5.19'],
    ['6.2.0', 'v6.1'],
    ['6.11.9-cloud-amd64', 'v6.1'],
    ['6.12.111+deb13-amd64', 'v6.12'],
    ['7.0.0', 'v6.12'],
  ])('%s is the newest that is not newer: %s', (kernel, name) => {
    expect(of(kernel)).toBe(name);
  });

  it('is none where all are newer, or the kernel is unknown: then it has to be named', () => {
    expect(() => of('5.4.0')).toThrow(
      'no built-in layout is as old as kernel "5.4.0", the oldest is v5.16: ' +
        'say with --against NAME which one it should be like',
    );
    expect(() => of(null)).toThrow('layout "live" does not say its kernel, expected a release');
    expect(() => of('mine')).toThrow('layout "live" is of kernel "mine", expected a release');
    expect(() => of('mine')).toThrow(/--against NAME/);
  });
});

describe('the check', () => {
  const expected = layout('v6.1');

  it('leaves out what a kernel does not say: roles', () => {
    const found = layout('live', {
      fields: [{ name: 'root', offset: 0, sizeBytes: 16, role: 'untouched' }],
    });
    expect(isSame(checkAgainst(expected, found))).toBe(true);
  });

  it('names what else differs, without the role', () => {
    const found = layout('live', {
      ...{ sizeBytes: 72, rootMmuOffset: 688 },
      fields: [
        { name: 'root', offset: 8, sizeBytes: 16, role: 'untouched' },
        { name: 'new_hook', offset: 0, sizeBytes: 8, role: 'untouched' },
      ],
    });
    const { struct, fields } = checkAgainst(expected, found);
    expect(struct.map(({ what, a, b }) => [what, a, b])).toEqual([
      ['sizeBytes', 64, 72],
      ['rootMmuOffset', 680, 688],
    ]);
    expect(fields.map(({ name, changes }) => [name, changes])).toEqual([
      ['root', ['moved']],
      ['new_hook', ['added']],
    ]);
  });
});
