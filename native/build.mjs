// Compiles native/ into build/ with the installed node-gyp; `npm ci` runs it as the install script.
// Arguments are handed to node-gyp, e.g. `node native/build.mjs --debug`.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import compilers from './compiler.cjs';

const { inspectCompiler, oldest } = compilers;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stampFile = join(root, 'build', 'built-with.json');

class BuildError extends Error {}

function output(command, args) {
  const result = spawnSync(command, args, { encoding: 'utf8' });
  return result.error === undefined && result.status === 0 ? result.stdout : null;
}

function findNodeGyp() {
  try {
    return createRequire(import.meta.url).resolve('node-gyp/bin/node-gyp.js');
  } catch {
    throw new BuildError(`node-gyp is not installed in ${root}: run 'npm ci' there`);
  }
}

function checkPython() {
  const { NODE_GYP_FORCE_PYTHON, PYTHON } = process.env;
  const tried = [NODE_GYP_FORCE_PYTHON, PYTHON, 'python3'].filter(Boolean);
  if (!tried.some((python) => output(python, ['--version']) !== null)) {
    throw new BuildError(
      `python3 does not run (tried ${tried.join(', ')}), node-gyp needs it: install the package python3`,
    );
  }
}

function checkMake() {
  const make = process.env.MAKE ?? 'make';
  if (!output(make, ['--version'])?.startsWith('GNU Make')) {
    throw new BuildError(`GNU make does not run (tried ${make}): install the package make`);
  }
}

function checkCompiler() {
  const compiler = inspectCompiler();
  const remedy =
    `install g++ ${oldest.gcc} or newer (package g++ on Debian and Ubuntu, gcc-c++ on Fedora), ` +
    'or name another compiler in CXX, such as CXX=g++-12 or CXX=clang++';
  if (compiler === null) {
    throw new BuildError(`the C++ compiler '${process.env.CXX || 'g++'}' does not run: ${remedy}`);
  }
  if (compiler.isTooOld) {
    throw new BuildError(
      `'${compiler.cxx}' is ${compiler.name}, too old for C++20 (g++ ${oldest.gcc} or clang++ ${oldest.clang}): ${remedy}`,
    );
  }
  return compiler.name;
}

/** Headers that came with this Node make the build work without a network. */
function findNodeDir() {
  const prefixes = [process.execPath, realpathSync(process.execPath)].map((p) =>
    dirname(dirname(p)),
  );
  return prefixes.find((p) => existsSync(join(p, 'include', 'node', 'node_api.h')));
}

function builtWith() {
  try {
    return readFileSync(stampFile, 'utf8');
  } catch {
    return '';
  }
}

function run(command, args) {
  return new Promise((resolve, reject) => {
    // Without the variable, Python leaves .pyc files beside node-gyp's sources.
    const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
    }
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ ok: code === 0, end: signal ?? code, text }));
  });
}

async function build() {
  const nodeGyp = findNodeGyp();
  checkPython();
  checkMake();
  const compiler = checkCompiler();
  const nodeDir = findNodeDir();
  const stamp = `${JSON.stringify({ root, node: process.version, nodeDir, compiler }, null, 2)}\n`;
  // Configuring costs a second and finds new files; cleaning is needed only after a change of tools.
  const steps = builtWith() === stamp ? ['configure', 'build'] : ['rebuild'];
  const jobs = availableParallelism();
  const args = [nodeGyp, ...steps, '--loglevel=error', `--jobs=${jobs}`];
  if (nodeDir !== undefined) args.push(`--nodedir=${nodeDir}`);

  const start = performance.now();
  process.stdout.write(`kvm-mmu-bench: compiling native code with ${compiler}, -j${jobs} ... `);
  const { ok, end, text } = await run(process.execPath, [...args, ...process.argv.slice(2)]);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  process.stdout.write(`${ok ? 'done' : 'failed'} in ${seconds} s\n`);
  if (existsSync(dirname(stampFile))) writeFileSync(stampFile, stamp);
  if (ok && !text.includes('warning:')) return;
  // Where the compiler has said what is wrong, node-gyp's report of itself only hides it.
  const compilerSpoke = text.includes('make: ***');
  process.stderr.write(compilerSpoke ? text.replace(/^gyp ERR!.*\n/gm, '') : text);
  if (ok) return;
  const headers =
    nodeDir === undefined && !compilerSpoke
      ? "; where Node's headers cannot be downloaded, set npm_config_nodedir to a folder that has include/node"
      : '';
  throw new BuildError(
    `node-gyp ${steps.join(' ')} in ${root} ended with ${end}, see above${headers}`,
  );
}

if (process.platform !== 'linux' || process.arch !== 'x64') {
  console.log(
    `kvm-mmu-bench: native code not built: measuring needs x86-64 Linux, this is ${process.platform}-${process.arch}`,
  );
} else {
  try {
    await build();
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    console.error(`kvm-mmu-bench: cannot build the native code: ${error.message}`);
    process.exitCode = 1;
  }
}
