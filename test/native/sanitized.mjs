// Tests of the boundary, against the addon that native/sanitize.mjs has built: `npm run test:sanitize`.
// With `-- --at-length` the random calls are a hundred thousand, not twenty.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import compiler from '../../native/compiler.cjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const build = join(root, 'build', 'sanitize', 'build', 'Release');
const addon = join(build, 'kvm_mmu_bench.node');

const FILES = [
  ...['random-calls-survive', 'wrong-arguments-are-named', 'lab-boundary', 'programs/boundary'],
  ...['job-in-a-worker', 'job-cancel', 'boot-batch'],
];

/** Minutes, under sanitizers. */
const AT_LENGTH = 'random-calls-at-length.slow';

function fail(why) {
  console.error(`test:sanitize: ${why}`);
  process.exit(1);
}

/** The compiler's own, which has to be there before anything else allocates. */
function sanitizerRuntime() {
  const cxx = compiler.inspectCompiler()?.cxx ?? 'g++';
  const [command = '', ...args] = cxx.split(/\s+/);
  const print = [...args, '-print-file-name=libasan.so'];
  const { stdout } = spawnSync(command, print, { encoding: 'utf8' });
  const path = stdout?.trim() ?? '';
  // Where it has none it gives the bare name back.
  if (!path.startsWith('/') || !existsSync(path))
    fail(`${cxx} has no libasan.so: take g++, with its libasan`);
  return path;
}

function node(args, env) {
  return spawnSync(process.execPath, args, {
    ...{ cwd: root, encoding: 'utf8', env: { ...process.env, ...env } },
    stdio: env === undefined ? 'pipe' : 'inherit',
  });
}

// Else the tests below would look at something else.
const alone = node(['-e', `require(${JSON.stringify(addon)})`]);
if (!alone.stderr.includes('ASan runtime')) fail(`${addon} has not been built with sanitizers`);

const vitest = join(
  dirname(createRequire(import.meta.url).resolve('vitest/package.json')),
  'vitest.mjs',
);
const isLong = process.argv.includes('--at-length');
const files = [...FILES, ...(isLong ? [AT_LENGTH] : [])].map(
  (name) => `test/native/${name}.test.ts`,
);
// Vitest passes over a name that is no file's.
const gone = files.find((file) => !existsSync(join(root, file)));
if (gone !== undefined) fail(`${gone} is missing`);
const projects = ['parallel', 'alone', 'slow-together'].map((name) => `--project=${name}`);
const { error, signal, status } = node([vitest, 'run', ...projects, ...files], {
  KVM_MMU_BENCH_TESTED_BUILD: build,
  LD_PRELOAD: sanitizerRuntime(),
  // Of leaks only: V8 keeps at exit what it could free. support/addon-loads.ts looks for ours, and
  // so does the sanitizer in the core's self-test.
  ASAN_OPTIONS: 'detect_leaks=0',
  UBSAN_OPTIONS: 'print_stacktrace=1',
});
if (status !== 0) fail(error?.message ?? `vitest ended with ${signal ?? status}`);
