/** What importing the library costs, and that it keeps quiet. */

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/package.js';
import { runNode } from '../built-package.js';
import { skipWithoutAddon } from '../cli/command.js';
import { temporaryFolder } from '../cli/temporary-folder.js';
import { fixturePath } from '../report/fixtures.js';

const folder = temporaryFolder();

beforeEach(skipWithoutAddon);

/** Module URLs that a program loads, and the shared objects that it has in the end. */
async function loadedBy(name: string, program: string) {
  const file = join(folder, `${name}.txt`);
  const hooks = `
    import { appendFileSync } from 'node:fs';
    export function load(url, context, next) {
      appendFileSync(${JSON.stringify(file)}, url + '\\n');
      return next(url, context);
    }`;
  const script = `
    import { register } from 'node:module';
    register('data:text/javascript,' + ${JSON.stringify(encodeURIComponent(hooks))});
    ${program}
    console.log(process.report.getReport().sharedObjects.join('\\n'));`;
  const { stdout } = await runNode(['--input-type=module', '--eval', script]);
  return { modules: readFileSync(file, 'utf8').trim().split('\n'), objects: stdout };
}

const ADDON = 'kvm_mmu_bench.node';

describe('importing the package by its name', () => {
  it('loads what is built, without native code, charts and command line', async () => {
    const { modules, objects } = await loadedBy('import', "await import('kvm-mmu-bench');");
    expect(modules).toContain(pathToFileURL(join(packageRoot, 'dist', 'index.js')).href);
    expect(modules.filter((url) => /echarts|commander|dist\/cli\//.test(url))).toEqual([]);
    expect(objects).not.toContain(ADDON);
  });

  it('leaves native code and charts to the first calls that need them', async () => {
    const { modules, objects } = await loadedBy(
      'use',
      `const { readResult, registry, renderReport } = await import('kvm-mmu-bench');
      registry();
      await renderReport([readResult(${JSON.stringify(fixturePath('full'))})]);`,
    );
    expect(modules.filter((url) => url.includes('echarts')).length).toBeGreaterThan(0);
    expect(objects).toContain(ADDON);
  });

  it('has no other way in: what lies in dist is not for others to build on', async () => {
    const program = "await import('kvm-mmu-bench/dist/plan/plan.js');";
    await expect(runNode(['--input-type=module', '--eval', program])).rejects.toThrow(
      'ERR_PACKAGE_PATH_NOT_EXPORTED',
    );
  });
});

describe('a measurement', () => {
  it('prints nothing, and lets the process end', async () => {
    const program = `
      import { explain, measure, readResult, writeResult } from 'kvm-mmu-bench';
      const file = ${JSON.stringify(join(folder, 'measured.json'))};
      const where = { layouts: 'v5.17', states: 'hot', strategies: 'init-flag', quick: true };
      writeResult(file, await measure({ ...where, budgetSeconds: 1.5 }));
      await explain({ hypotheses: 'H1', between: 'none', sweep: 'none', quick: true });
      readResult(file);`;
    const printed = await runNode(['--input-type=module', '--eval', program]);
    expect(printed).toEqual({ stdout: '', stderr: '' });
  });
});

describe('the package', () => {
  it('holds what it exports, the types first, and the example', async () => {
    const text = readFileSync(join(packageRoot, 'package.json'), 'utf8');
    const manifest: { exports: { '.': Record<string, string> } } = JSON.parse(text);
    const entry = manifest.exports['.'];
    expect(Object.keys(entry)).toEqual(['types', 'default']);
    const pack = ['pack', '--dry-run', '--json', '--ignore-scripts'];
    const { stdout } = await promisify(execFile)('npm', pack, { cwd: packageRoot });
    const [{ files }]: [{ files: { path: string }[] }] = JSON.parse(stdout);
    const paths = files.map(({ path }) => `./${path}`);
    expect(paths).toEqual(
      expect.arrayContaining([...Object.values(entry), './examples/compare-strategies.mjs']),
    );
  });
});
