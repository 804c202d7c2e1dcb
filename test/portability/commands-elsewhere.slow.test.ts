/**
 * The command line on a laptop that cannot measure: what only reads files works, the rest says where
 * to go. The process believes to be on such a machine; .ci/portability runs Node for aarch64.
 */

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/package.js';
import { type Ended, run } from '../cli/command.js';
import { temporaryFolder } from '../cli/temporary-folder.js';

const folder = temporaryFolder();
const FILE = join(packageRoot, 'test', 'fixtures', 'results', 'full.json');

// tsx comes with a compiler of this machine's kind, and would look for another.
const fromTsx = createRequire(createRequire(import.meta.url).resolve('tsx/package.json'));
const fromEsbuild = createRequire(fromTsx.resolve('esbuild/package.json'));
const COMPILER = fromEsbuild.resolve(`@esbuild/${process.platform}-${process.arch}/bin/esbuild`);

function runOn(platform: string, arch: string, args: readonly string[]): Promise<Ended> {
  const assumed = JSON.stringify({ platform: { value: platform }, arch: { value: arch } });
  const script = encodeURIComponent(`Object.defineProperties(process, ${assumed})`);
  const environment = {
    NODE_OPTIONS: `--import=data:text/javascript,${script}`,
    ESBUILD_BINARY_PATH: COMPILER,
  };
  return run(args, { environment, limitSeconds: 60, cwd: folder });
}

describe.concurrent('on aarch64 Linux', () => {
  it.each([
    ['report', FILE, '--output', 'page.html'],
    ['compare', FILE, FILE],
    ['export', '--format', 'csv', FILE],
    ['explain', '--help'],
  ])('%s works', async (...args) => {
    const { code, stderr } = await runOn('linux', 'arm64', args);
    expect({ code, stderr: stderr.match(/x86-64/) }).toEqual({ code: 0, stderr: null });
  });

  it.each([['list', '--json'], ['host'], ['run', '--quick']])(
    '%s ends with one line and exit code 2',
    async (...args) => {
      expect(await runOn('linux', 'arm64', args)).toEqual({
        code: 2,
        stdout: '',
        stderr:
          'kvm-mmu-bench: measuring needs x86-64 Linux, this is linux-arm64: ' +
          'run this command on an x86-64 Linux host\n',
      });
    },
  );
});

describe.concurrent('on macOS', () => {
  it('compare works, explain names the system', async () => {
    const [compared, explained] = await Promise.all([
      runOn('darwin', 'arm64', ['compare', FILE, FILE]),
      runOn('darwin', 'arm64', ['explain']),
    ]);
    expect(compared.code).toBe(0);
    expect(explained).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('this is darwin-arm64'),
    });
  });
});
