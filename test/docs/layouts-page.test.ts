/** docs/layouts.md is what the compiled code writes. */

import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { layoutsPage } from '../../bench/layouts/document.js';
import { addonPath, loadAddon } from '../../src/host/addon.js';
import { layoutFileSchema } from '../../src/layout/files/layout-file.js';

beforeEach(({ skip }) => {
  skip(addonPath() === null, "the native code is missing: 'npm run install' builds it");
});

describe('docs/layouts.md', () => {
  const page = () => readFileSync('docs/layouts.md', 'utf8');

  it('has the maps that the compiled code makes: if not, npm run layouts', () => {
    expect(page()).toBe(layoutsPage(loadAddon()));
  });

  it('names every member of a layout file and every role', () => {
    const { fields, ...members } = layoutFileSchema.shape;
    const field = fields.element.shape;
    const names = [...Object.keys(members), 'fields', ...Object.keys(field)];
    for (const name of [...names, ...field.role.options]) expect(page()).toContain(`\`${name}\``);
  });

  it('would be the same on a CPU that can run none of the strategies', () => {
    const addon = loadAddon();
    const registry = addon.registry();
    const strategies = registry.strategies.map((strategy) => ({
      ...strategy,
      unavailable: 'the CPU lacks it',
    }));
    expect(layoutsPage({ ...addon, registry: () => ({ ...registry, strategies }) })).toBe(
      layoutsPage(addon),
    );
  });
});
