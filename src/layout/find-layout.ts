/** The layout that an option names: a built-in one, a file's, or that of the running kernel. */

import { existsSync } from 'node:fs';
import { unknownName } from '../errors.js';
import type { NativeRegistry } from '../host/native.js';
import { readLayoutFromBtf } from './btf.js';
import { builtInLayouts } from './built-in.js';
import { readLayoutFile } from './files/layout-file.js';
import { kvmRoleOf } from './kvm-roles.js';
import type { Layout } from './types.js';

/** Names the layout of the running kernel. */
export const LIVE = 'live';

/**
 * @param name a built-in layout's; `live`; or a file's, of which one that contains `/` or ends in
 *   `.json` is never taken for a layout's name
 * @param onNote is told what had to be assumed of the running kernel's, a sentence each
 * @throws UsageError where there is no such layout, or it cannot be read
 */
export function findLayout(
  name: string,
  registry: Pick<NativeRegistry, 'layouts'>,
  onNote: (note: string) => void = () => {},
): Layout {
  if (isFileName(name)) return readLayoutFile(name);
  if (name === LIVE) return liveLayout(registry, onNote);
  const builtIn = builtInLayouts(registry);
  const found = builtIn.find((layout) => layout.name === name);
  if (found !== undefined) return found;
  if (existsSync(name)) return readLayoutFile(name);
  throw unknownName('layout', name, [...builtIn.map((layout) => layout.name), LIVE]);
}

/** Whatever layouts there are. */
export function isFileName(name: string): boolean {
  return name.includes('/') || name.endsWith('.json');
}

function liveLayout(
  registry: Pick<NativeRegistry, 'layouts'>,
  onNote: (note: string) => void,
): Layout {
  const { layout, notes } = readLayoutFromBtf({ name: LIVE, roleOf: kvmRoleOf(registry) });
  notes.forEach(onNote);
  return layout;
}
