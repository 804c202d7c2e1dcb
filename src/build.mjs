// Compiles src/ to dist/; npm runs it as the prepare script.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

function findCompiler() {
  try {
    const manifest = createRequire(import.meta.url).resolve('typescript/package.json');
    return join(dirname(manifest), 'bin', 'tsc');
  } catch {
    return null;
  }
}

/** Returns the compiler's exit code. */
function compile(tsc, folder) {
  const args = [tsc, '-p', join(root, 'tsconfig.build.json'), '--outDir', folder];
  // Messages name files from the current directory.
  return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status ?? 1;
}

/** Paths of files and folders below a folder, that which holds others before them. */
function entriesOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) => ({
    path: join(entry.parentPath, entry.name).slice(folder.length + 1),
    isFolder: entry.isDirectory(),
  }));
}

/**
 * Moves what was built over what was there, file by file, so that programs which start meanwhile
 * find every file, and none cut short. Then deletes what sources left behind that are gone: it would
 * be packed.
 */
function replaceFiles(from, to) {
  const built = entriesOf(from);
  mkdirSync(to, { recursive: true });
  for (const { path, isFolder } of built) {
    if (isFolder) mkdirSync(join(to, path), { recursive: true });
    else renameSync(join(from, path), join(to, path));
  }
  const kept = new Set(built.map(({ path }) => path));
  const left = entriesOf(to).filter(({ path }) => !kept.has(path));
  for (const { path } of left) rmSync(join(to, path), { recursive: true, force: true });
}

const tsc = findCompiler();
if (tsc === null) {
  // `npm ci --omit=dev` runs prepare too: it must not fail for what it was told to leave out.
  console.log("kvm-mmu-bench: dist/ not built: TypeScript is not installed, 'npm ci' installs it");
} else {
  // Beside dist/: source maps name sources from there.
  const folder = mkdtempSync(join(root, '.dist-'));
  try {
    process.exitCode = compile(tsc, folder);
    if (process.exitCode === 0) replaceFiles(folder, join(root, 'dist'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
