/** What every sub-command's layout can be. */

import type { NativeRegistry } from '../../../host/native.js';
import { findLayout } from '../../../layout/find-layout.js';
import type { Layout } from '../../../layout/types.js';
import { printMessage } from '../../output.js';

export const LAYOUT_ARGUMENT =
  "a built-in one's name (see list layouts), a layout file, or live: the running kernel's";

/** Tells on stderr what had to be assumed of it. @throws UsageError */
export function namedLayout(name: string, registry: Pick<NativeRegistry, 'layouts'>): Layout {
  return findLayout(name, registry, (note) => printMessage(`note: ${name}: ${note}`));
}
