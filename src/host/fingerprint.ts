/** What a result depends on besides plan and machine: the compiled code, and where things lie in memory. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { addonPath } from './addon.js';

export function fingerprint() {
  const addon = addonPath();
  return {
    addon: addon === null ? 'unknown' : sha256(addon),
    // Environment strings lie above the stack, so their size moves it.
    environmentBytes: Object.entries(process.env).reduce(
      (bytes, [name, value]) =>
        bytes + Buffer.byteLength(name) + Buffer.byteLength(value ?? '') + 2,
      0,
    ),
    addressRandomisation: addressRandomisation(),
  };
}

function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

function addressRandomisation(): string {
  try {
    const setting = readFileSync('/proc/sys/kernel/randomize_va_space', 'utf8').trim();
    return setting === '0' ? 'off' : 'on';
  } catch {
    return 'unknown';
  }
}
