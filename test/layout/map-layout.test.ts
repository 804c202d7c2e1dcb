/** Maps of layouts, on the compiled code. */

import { beforeEach, describe, expect, it } from 'vitest';
import { addonPath, loadAddon } from '../../src/host/addon.js';
import type { NativeAddon } from '../../src/host/native.js';
import { builtInLayouts } from '../../src/layout/built-in.js';
import { readLayoutFile } from '../../src/layout/files/layout-file.js';
import { layoutNotes } from '../../src/layout/layout-notes.js';
import { linesByStrategy } from '../../src/layout/lines/line-writes.js';
import { mapLayout } from '../../src/layout/lines/map-layout.js';
import type { Layout } from '../../src/layout/types.js';

beforeEach(({ skip }) => {
  skip(addonPath() === null, "the native code is missing: 'npm run install' builds it");
});

const addon: () => NativeAddon = loadAddon;
const registry = () => addon().registry();
const named = (name: string): Layout => {
  const found = builtInLayouts(registry()).find((layout) => layout.name === name);
  if (found === undefined) throw new Error(`no layout ${name}`);
  return found;
};
/** As a file has it: not compiled. */
const asFile = (layout: Layout): Layout => ({
  ...layout,
  origin: { kind: 'file', file: 'same.json' },
});

describe('a map', () => {
  it('has every proposal, in the registry’s order', () => {
    const proposals = registry().strategies.filter(({ control }) => !control);
    const { map, skipped } = mapLayout(addon(), registry(), named('v5.16'));
    expect(map.strategies.map(({ strategy }) => strategy)).toEqual(
      proposals.map(({ name }) => name),
    );
    expect(skipped).toEqual([]);
  });

  it('of every built-in layout is the same where its code is made at run time', () => {
    for (const layout of builtInLayouts(registry())) {
      const compiled = mapLayout(addon(), registry(), layout);
      expect(mapLayout(addon(), registry(), asFile(layout)), layout.name).toEqual(compiled);
    }
  });

  it('is the same on a CPU that can run nothing: from what the programs say', () => {
    const strategies = registry().strategies.map((strategy) => ({
      ...strategy,
      unavailable: 'the CPU lacks everything',
    }));
    for (const layout of [named('v5.16'), asFile(named('v6.18'))]) {
      const elsewhere = mapLayout(addon(), { ...registry(), strategies }, layout);
      expect(elsewhere, layout.name).toEqual(mapLayout(addon(), registry(), layout));
    }
  });

  it('says which strategies a layout of the run time cannot have, and why', () => {
    const strategies = registry().strategies.map((strategy) => {
      const { recipe: _, ...rest } = strategy;
      return strategy.name === 'init-flag' ? rest : strategy;
    });
    const mapped = mapLayout(addon(), { ...registry(), strategies }, asFile(named('v5.16')));
    expect(mapped.skipped).toEqual([
      {
        strategy: 'init-flag',
        reason: 'only measured as it is compiled, for built-in layouts',
      },
    ]);
    expect(mapped.map.strategies.map(({ strategy }) => strategy)).not.toContain('init-flag');
  });
});

describe('examples/layouts/v5.16-reordered.json', () => {
  const example = () => readLayoutFile('examples/layouts/v5.16-reordered.json');

  it('has the fields of v5.16, each as large and as much a reset’s as there', () => {
    const bySize = ({ fields }: Layout) =>
      fields.map(({ name, sizeBytes, role }) => `${name} ${sizeBytes} ${role}`).sort();
    expect(bySize(example())).toEqual(bySize(named('v5.16')));
    expect(example().sizeBytes).toBeLessThanOrEqual(named('v5.16').sizeBytes);
    expect(example().phase).toBe(named('v5.16').phase);
  });

  it('dirties three lines by the kernel’s reset, where v5.16 dirties five', () => {
    const lines = (layout: Layout) => {
      const { map } = mapLayout(addon(), registry(), layout);
      const { baseline } = registry();
      const all = linesByStrategy(map, baseline);
      return all.find(({ strategy }) => strategy === baseline)?.lines;
    };
    expect(lines(named('v5.16'))).toEqual([0, 1, 2, 3, 4]);
    expect(lines(example())).toEqual([1, 2, 3]);
  });
});

describe('the notes', () => {
  const notesOf = (layout: Layout) =>
    layoutNotes(layout, mapLayout(addon(), registry(), layout).map);

  it('are none of a built-in layout', () => {
    for (const layout of builtInLayouts(registry())) expect(notesOf(layout)).toEqual([]);
  });

  it('say which fields the phase misaligns', () => {
    const [note, ...others] = notesOf({ ...asFile(named('v5.16')), phase: 4 });
    expect(others).toEqual([]);
    expect(note).toMatch(
      /^phase 4 misaligns "get_guest_pgd", "get_pdptr", "page_fault", \d+ more; a struct can be/,
    );
  });

  it('say that a reset writes nothing', () => {
    const fields = named('v5.16').fields.filter(({ role }) => role === 'root');
    expect(notesOf({ ...asFile(named('v5.16')), fields })).toEqual([
      expect.stringMatching(/^a reset writes nothing of it: /),
    ]);
  });
});
