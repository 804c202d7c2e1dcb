/** The built addon and what it can measure, as every test of the native code uses them. */

import { loadAddon } from '../../../src/host/addon.js';
import type {
  GuestMode,
  NativeField,
  NativeLayout,
  NativeStrategy,
} from '../../../src/host/native.js';

export const addon = loadAddon();
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

export interface Where {
  layout: NativeLayout;
  guest: GuestMode;
}

/** Every layout in every paging mode of the guest. */
export const everywhere: readonly Where[] = registry.layouts.flatMap((layout) =>
  registry.guestModes.map((guest) => ({ layout, guest })),
);
