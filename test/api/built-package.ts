/** The package as others import it: built, by its own name. */

import { execFile } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../../src/package.js';

const REMEDY = "'npm run build' makes it";

/** @throws Error where dist/ lacks a file of src/ or has one that is older */
export function requireBuilt(): void {
  for (const file of readdirSync(join(packageRoot, 'src'), { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || file.endsWith('.d.ts')) continue;
    const built = join('dist', file.replace(/\.ts$/, '.js'));
    const builtMs = statSync(join(packageRoot, built), { throwIfNoEntry: false })?.mtimeMs;
    if (builtMs === undefined) throw new Error(`${built} is missing: ${REMEDY}`);
    if (builtMs < statSync(join(packageRoot, 'src', file)).mtimeMs) {
      throw new Error(`${built} is older than src/${file}: ${REMEDY}`);
    }
  }
}

/** Node with these arguments, from the package's folder; rejects where it does not end with 0. */
export async function runNode(
  args: readonly string[],
  cwd = packageRoot,
): Promise<{ stdout: string; stderr: string }> {
  return promisify(execFile)(process.execPath, args, { cwd, timeout: 30_000 });
}
