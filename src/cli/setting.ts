/** What every command that touches the machine starts with. */

import { loadAddon } from '../host/addon.js';
import { inspectSetting, type Setting } from './pipeline.js';

/** @throws AddonLoadError with the command that mends it */
export function openSetting(): Setting {
  return inspectSetting(loadAddon());
}

/** Aborted by Ctrl-C and by a polite kill. The second Ctrl-C kills as usual. */
export function interruptible(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => controller.abort());
  }
  return controller.signal;
}
