/** A copy of the native sources, configured for another compiler or CPU than the tree's own build. */

import { execFile } from 'node:child_process';
import { cpSync, existsSync, realpathSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { TestContext } from 'vitest';
import { packageRoot } from '../../src/package.js';
import { needs } from '../native/support/needs.js';

const run = promisify(execFile);
const NODE_GYP = createRequire(import.meta.url).resolve('node-gyp/bin/node-gyp.js');

/** The folder that holds include/node of this Node, null where it came without. */
export const nodeFolder =
  [process.execPath, realpathSync(process.execPath)]
    .map((path) => dirname(dirname(path)))
    .find((folder) => existsSync(join(folder, 'include', 'node', 'node_api.h'))) ?? null;

/** For beforeEach(): the compiler, and Node's headers, since nothing is downloaded. */
export function needsCompiler(command: string, debianPackage: string) {
  const skipWithoutCommand = needs(command, debianPackage);
  return (context: TestContext): void => {
    skipWithoutCommand(context);
    context.skip(
      nodeFolder === null,
      `${process.execPath} came without include/node: use the archive of Node's own site`,
    );
  };
}

/** Copies what node-gyp needs into a folder that may be there already. */
export function copyNativeTo(folder: string): void {
  for (const name of ['native', 'binding.gyp', 'package.json']) {
    cpSync(join(packageRoot, name), join(folder, name), { recursive: true });
  }
  symlinkSync(join(packageRoot, 'node_modules'), join(folder, 'node_modules'));
}

/** @returns what node-gyp and the compiler said. @throws with it, where they fail */
export async function nodeGyp(
  folder: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  const all = [NODE_GYP, ...args, '--loglevel=error', `--nodedir=${nodeFolder}`];
  return output(process.execPath, all, folder, environment);
}

/** The objects of these sources, as `target/native/....cc`, with the flags of binding.gyp. */
export async function compile(
  folder: string,
  sources: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  const made = 'Release/obj.target';
  const objects = sources.map((source) => `${made}/${source.replace(/\.cc$/, '.o')}`);
  // Else an object of the addon waits for all of these.
  const skipped = ['mmu_strategies.a', 'mmu_core.a'].flatMap((name) =>
    [`Release/${name}`, `${made}/${name}`].flatMap((file) => ['-o', file]),
  );
  const args = ['-C', 'build', '-j2', 'V=1', 'BUILDTYPE=Release', ...skipped, ...objects];
  return output('make', args, folder, environment);
}

async function output(
  command: string,
  args: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  const env = { ...process.env, ...environment, PYTHONDONTWRITEBYTECODE: '1' };
  const { stdout, stderr } = await run(command, args, { cwd, env, maxBuffer: 1 << 26 });
  return `${stdout}${stderr}`;
}
