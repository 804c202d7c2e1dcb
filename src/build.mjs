// Compiles src/ to dist/; npm runs it as the prepare script.
import { spawnSync } from 'node:child_process';
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

const tsc = findCompiler();
if (tsc === null) {
  // `npm ci --omit=dev` runs prepare too: it must not fail for what it was told to leave out.
  console.log("kvm-mmu-bench: dist/ not built: TypeScript is not installed, 'npm ci' installs it");
} else {
  const args = [tsc, '-p', join(root, 'tsconfig.build.json')];
  process.exitCode = spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1;
}
