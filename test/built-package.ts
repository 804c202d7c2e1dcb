/**
 * The package as it is shipped: what tests start as a process is dist/, which starts twice as fast as
 * the sources do. Vitest builds it before the first test where a source is newer.
 */

import { execFile, spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../src/package.js';

/** The command line. */
export const MAIN = join(packageRoot, 'dist', 'cli', 'main.js');

/** The first file of dist/ that is missing or older than its source, null where all are fresh. */
function staleFile(): string | null {
  for (const file of readdirSync(join(packageRoot, 'src'), { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || file.endsWith('.d.ts')) continue;
    const built = join('dist', file.replace(/\.ts$/, '.js'));
    const builtMs = statSync(join(packageRoot, built), { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (builtMs < statSync(join(packageRoot, 'src', file)).mtimeMs) return built;
  }
  return null;
}

/** @throws Error where what dist/ is made of does not compile */
export default function buildWhereStale(): void {
  if (staleFile() === null) return;
  spawnSync(process.execPath, [join('src', 'build.mjs')], { cwd: packageRoot, stdio: 'inherit' });
  const file = staleFile();
  if (file !== null) throw new Error(`${file} is older than its source: 'npm run build' failed`);
}

/** Node with these arguments, from the package's folder; rejects where it does not end with 0. */
export async function runNode(
  args: readonly string[],
  cwd = packageRoot,
): Promise<{ stdout: string; stderr: string }> {
  return promisify(execFile)(process.execPath, args, { cwd, timeout: 30_000 });
}
