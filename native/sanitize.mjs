// Compiles the core, kvm-mmu-replay and the addon a second time, into build/sanitize/build/Release,
// with AddressSanitizer and UndefinedBehaviorSanitizer, and runs the core's self-test with them. The
// strategies are linked as `npm run build` makes them; sanitize.gypi says why.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, 'build', 'sanitize');

/** Output appears at once; ends this process where the command fails. */
function run(command, args) {
  const { error, signal, status } = spawnSync(command, args, { stdio: 'inherit' });
  if (status === 0) return;
  console.error(`kvm-mmu-bench: ${command}: ${error?.message ?? `ended with ${signal ?? status}`}`);
  process.exit(1);
}

// Else strategies of an earlier state of the sources are linked.
run(process.execPath, [join(root, 'native', 'build.mjs')]);
// node-gyp builds where binding.gyp is: one folder more, of links to what this one has.
mkdirSync(folder, { recursive: true });
for (const [name, target] of [
  ['native', 'native'],
  ['usual.gypi', 'binding.gyp'],
  ['package.json', 'package.json'],
]) {
  rmSync(join(folder, name), { force: true });
  symlinkSync(join('..', '..', target), join(folder, name));
}
const includes = ['usual.gypi', 'native/sanitize.gypi'];
writeFileSync(join(folder, 'binding.gyp'), `${JSON.stringify({ includes })}\n`);
run(process.execPath, ['--preserve-symlinks-main', join(folder, 'native', 'build.mjs')]);
run(join(folder, 'build', 'Release', 'kvm-mmu-replay'), ['--self-test']);
