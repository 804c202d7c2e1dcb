/** What package.json says of this tool. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The package's folder: one up, from src/ as from dist/. */
export const packageRoot = fileURLToPath(new URL('..', import.meta.url));

export function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(`${packageRoot}/package.json`, 'utf8'));
  return (manifest as { version: string }).version;
}
