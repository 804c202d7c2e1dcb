/** The package as users get it: packed, installed into an empty folder, run and imported there. */

import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/package.js';
import { ONE_CELL } from '../cli/command.js';
import { temporaryFolder } from '../cli/temporary-folder.js';
import { NPM_TIMEOUT_MS, type Packed, pack, ran, runtimePackages } from './npm.js';

/** The addon is compiled meanwhile: minutes on two idle cores. */
const INSTALL_TIMEOUT_MS = 900_000;

const folder = temporaryFolder();
const project = join(folder, 'project');
const isMeasured = process.platform === 'linux' && process.arch === 'x64';

let packed: Packed;

function npx(...args: readonly string[]): Promise<string> {
  // Never from the registry: what is installed.
  return ran('npx', ['--no', 'kvm-mmu-bench', ...args], project);
}

beforeAll(
  async () => {
    packed = await pack('--pack-destination', folder);
    mkdirSync(project);
    const tarball = join(folder, packed.filename);
    const install = ['install', '--prefix', project, '--no-audit', '--prefer-offline', tarball];
    await ran('npm', install, project, INSTALL_TIMEOUT_MS);
  },
  2 * NPM_TIMEOUT_MS + INSTALL_TIMEOUT_MS,
);

describe('the packed package', () => {
  it('was built from the sources that there are, all of them', () => {
    const sources = readdirSync(join(packageRoot, 'src'), { recursive: true, encoding: 'utf8' });
    const modules = sources.filter((path) => /(?<!\.d)\.ts$/.test(path));
    const expected = modules.flatMap((path) => {
      const stem = `dist/${path.replace(/\.ts$/, '')}`;
      return [`${stem}.d.ts`, `${stem}.js`, `${stem}.js.map`];
    });
    const built = packed.files.map(({ path }) => path).filter((path) => path.startsWith('dist/'));
    expect(built.sort()).toEqual(expected.sort());
  });
});

describe('the installed package', () => {
  it('brought what the lock file says, nothing for development', () => {
    const modules = join(project, 'node_modules');
    const names = readdirSync(modules).filter((name) => !/^[.@]/.test(name));
    const brought = new Set([...runtimePackages().map(({ name }) => name), 'kvm-mmu-bench']);
    expect(names.filter((name) => !brought.has(name))).toEqual([]);
    expect(names).toContain('node-addon-api');
  });

  it('has its addon', ({ skip }) => {
    skip(!isMeasured, 'the addon is built on x86-64 Linux only');
    const release = join(project, 'node_modules', 'kvm-mmu-bench', 'build', 'Release');
    expect(existsSync(join(release, 'kvm_mmu_bench.node'))).toBe(true);
  });

  it(
    'describes the machine: npx kvm-mmu-bench host',
    async () => {
      expect(await npx('host')).toMatch(/\n.*\n.*\n/);
    },
    NPM_TIMEOUT_MS,
  );

  it(
    'lists layouts and its own recorded boots: list --json',
    async ({ skip }) => {
      skip(!isMeasured, 'the addon is built on x86-64 Linux only');
      const text = await npx('list', '--json');
      expect(() => JSON.parse(text)).not.toThrow();
      for (const name of ['v5.16', 'field-by-field', 'pc-virtioblk-grub']) {
        expect(text).toContain(`"${name}"`);
      }
    },
    NPM_TIMEOUT_MS,
  );

  it(
    'measures: run --budget 0.3 --json',
    async ({ skip }) => {
      skip(!isMeasured, 'the addon is built on x86-64 Linux only');
      const result = JSON.parse(await npx(...ONE_CELL, '--budget', '0.3', '--json'));
      expect(result.schema).toMatch(/^kvm-mmu-bench\/result\//);
      const strategies = result.cells.map(({ strategy }: { strategy: string }) => strategy);
      expect(strategies).toContain('init-flag');
    },
    NPM_TIMEOUT_MS,
  );

  it('can be imported by its name', async ({ skip }) => {
    skip(!isMeasured, 'the addon is built on x86-64 Linux only');
    const program = `
      import { registry } from 'kvm-mmu-bench';
      console.log(registry().layouts.map(({ name }) => name).join(' '));`;
    const args = ['--input-type=module', '--eval', program];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: project });
    expect(stdout).toContain('v5.17');
  });
});
