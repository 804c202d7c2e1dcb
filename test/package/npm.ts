/** npm as a user runs it, and what it says of this package. */

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { packageRoot } from '../../src/package.js';

/** One npm command on a loaded machine. */
export const NPM_TIMEOUT_MS = 60_000;

/**
 * Under `npm test` the environment names this package as the one to work on. A compiler cache, where
 * there is one, knows sources by their path below its base.
 */
function environment(cwd: string): NodeJS.ProcessEnv {
  const ofThisPackage = /^npm_(package_|lifecycle_|config_local_prefix$|command$)|^INIT_CWD$/;
  const entries = Object.entries(process.env).filter(([name]) => !ofThisPackage.test(name));
  return { ...Object.fromEntries(entries), CCACHE_BASEDIR: cwd };
}

/**
 * What npm prints to stdout.
 * @param program `npm` or `npx`
 * @throws NpmError where it does not end with 0, or not in time; nothing that it started runs on
 */
export function ran(
  program: 'npm' | 'npx',
  args: readonly string[],
  cwd: string = packageRoot,
  timeoutMs: number = NPM_TIMEOUT_MS,
): Promise<string> {
  const what = [program, ...args].join(' ');
  return new Promise((resolve, reject) => {
    // Its own group: npm alone would leave compilers behind.
    const child = spawn(program, args, { cwd, env: environment(cwd), detached: true });
    const printed = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        printed[name] += text;
      });
    }
    const timer = setTimeout(() => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    }, timeoutMs);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (code === 0) return resolve(printed.stdout);
      const end = signal === null ? `exit code ${code}` : `${signal}, after ${timeoutMs} ms`;
      reject(new NpmError(`${what}: ${end}`, printed));
    });
  });
}

/** npm did not end with 0, or not in time. */
export class NpmError extends Error {
  readonly stdout: string;

  constructor(what: string, { stdout, stderr }: { stdout: string; stderr: string }) {
    // The scripts that npm runs print to both.
    super(`${what}\n${stderr}${stdout}`);
    this.stdout = stdout;
  }
}

const packed = z.tuple([
  z.object({
    filename: z.string(),
    /** Bytes, compressed. */
    size: z.number(),
    files: z.array(z.object({ path: z.string(), size: z.number() })),
  }),
]);

export type Packed = z.infer<typeof packed>[0];

export async function pack(...args: readonly string[]): Promise<Packed> {
  const stdout = await ran('npm', ['pack', '--json', ...args]);
  // What the prepare script says comes first.
  const start = stdout.search(/^\[$/m);
  return packed.parse(JSON.parse(stdout.slice(start)))[0];
}

const manifest = z.object({
  name: z.string(),
  engines: z.object({ node: z.string() }),
  scripts: z.record(z.string(), z.string()).default({}),
  allowScripts: z.record(z.string(), z.boolean()).default({}),
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
});

/** This package's, or an installed dependency's. */
export function manifestOf(dependency?: string): z.infer<typeof manifest> {
  const folder = dependency === undefined ? '' : join('node_modules', dependency);
  return manifest.parse(JSON.parse(read(join(folder, 'package.json'))));
}

const locked = z.object({
  version: z.string(),
  integrity: z.string().optional(),
  resolved: z.string().optional(),
  license: z.string().optional(),
  dev: z.boolean().default(false),
  devOptional: z.boolean().default(false),
  hasInstallScript: z.boolean().default(false),
});

export interface LockedPackage extends z.infer<typeof locked> {
  /** `node_modules/name`, as often nested as it is installed. */
  path: string;
  name: string;
}

/** All that npm installs for this package, without itself. */
export function lockedPackages(): LockedPackage[] {
  const lock = z.object({ packages: z.record(z.string(), locked) });
  const { packages } = lock.parse(JSON.parse(read('package-lock.json')));
  return Object.entries(packages)
    .filter(([path]) => path !== '')
    .map(([path, entry]) => ({ ...entry, path, name: path.replace(/.*node_modules\//, '') }));
}

/** Those that users install too. */
export function runtimePackages(): LockedPackage[] {
  return lockedPackages().filter(({ dev, devOptional }) => !dev && !devOptional);
}

/** A file of the project. */
export function read(path: string): string {
  return readFileSync(join(packageRoot, path), 'utf8');
}
