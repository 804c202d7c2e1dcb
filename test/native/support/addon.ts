/** The built addon and what it can measure, as every test of the native code uses them. */

import { createRequire } from 'node:module';
import { loadAddonFrom } from '../../../src/host/addon.js';
import type { NativeField, NativeLayout, NativeStrategy } from '../../../src/host/native.js';
import type { GuestMode, MmuPath } from '../../../src/host/native-subject.js';
import { BUILD_FOLDER } from './build-folder.js';
import { addonFile } from './disassembly.js';

export const addon = loadAddonFrom({
  ...{ platform: process.platform, arch: process.arch, root: BUILD_FOLDER },
  ...{ candidates: [addonFile], require: createRequire(import.meta.url) },
});
export const registry = addon.registry();

/** The strategies that this CPU can run. */
export const runnable: readonly NativeStrategy[] = registry.strategies.filter(
  ({ unavailable }) => unavailable === null,
);

function named<T extends { name: string }>(items: readonly T[], name: string): T {
  const found = items.find((item) => item.name === name);
  if (found === undefined) throw new Error(`the registry has no ${name}`);
  return found;
}

export const layoutNamed = (name: string): NativeLayout => named(registry.layouts, name);
export const strategyNamed = (name: string): NativeStrategy => named(registry.strategies, name);
export const fieldNamed = (layout: NativeLayout, name: string): NativeField =>
  named(layout.fields, name);
export const hasField = (layout: NativeLayout, name: string): boolean =>
  layout.fields.some((field) => field.name === name);

export const PATHS: readonly MmuPath[] = ['tdp', 'npt', 'shadow'];

export interface Where {
  layout: NativeLayout;
  path: MmuPath;
  guest: GuestMode;
}

/** Every layout on every path in every paging mode of the guest. */
export const everywhere: readonly Where[] = registry.layouts.flatMap((layout) =>
  PATHS.flatMap((path) => registry.guestModes.map((guest) => ({ layout, path, guest }))),
);

/** Whole calls: every layout on every path, by each of the rules that its struct has room for. */
export interface WholeCall {
  layout: NativeLayout;
  path: MmuPath;
  rules: string;
}

export const wholeCalls: readonly WholeCall[] = registry.layouts.flatMap((layout) =>
  PATHS.flatMap((path) => layout.rules.map((rules) => ({ layout, path, rules }))),
);
