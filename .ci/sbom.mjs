// Prints a bill of materials (CycloneDX, JSON) of what users install, from the lock file, with its hashes.
// Not `npm sbom --omit=dev` right here: it leaves out whatever a development dependency needs too.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const temporary = mkdtempSync(join(tmpdir(), 'kvm-mmu-bench-sbom-'));
// npm takes the name from the folder.
const folder = join(temporary, 'kvm-mmu-bench');

function readJson(name) {
  return JSON.parse(readFileSync(join(root, name), 'utf8'));
}

function writeJson(name, value) {
  writeFileSync(join(folder, name), JSON.stringify(value));
}

try {
  mkdirSync(folder);
  const { devDependencies: _, ...manifest } = readJson('package.json');
  writeJson('package.json', manifest);
  const lock = readJson('package-lock.json');
  const used = Object.entries(lock.packages).filter(
    ([, { dev, devOptional }]) => !dev && !devOptional,
  );
  const packages = Object.fromEntries(used);
  delete packages[''].devDependencies;
  writeJson('package-lock.json', { ...lock, packages });
  const args = ['sbom', '--package-lock-only', '--sbom-format=cyclonedx', '--prefix', folder];
  execFileSync('npm', args, { cwd: folder, stdio: 'inherit' });
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
