/** The addon of other platforms than x86-64 Linux, which can only say so. */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { loadAddon } from '../../src/host/addon.js';
import { packageRoot } from '../../src/package.js';
import { skipWithoutAddon } from '../cli/command.js';
import { temporaryFolder } from '../cli/temporary-folder.js';
import { copyNativeTo, needsCompiler, nodeFolder, nodeGyp } from './copy.js';

const LIMIT_MS = 60_000;

function functionNames(): string {
  const script = join(packageRoot, 'native', 'functions.cjs');
  return execFileSync(process.execPath, [script], { encoding: 'utf8' }).trim();
}

it('its functions are those of the addon that measures', (context) => {
  skipWithoutAddon(context);
  expect(functionNames()).toBe(Object.keys(loadAddon()).sort().join(','));
});

describe('compiled for this CPU, so that it can be tried', () => {
  const folder = temporaryFolder();

  beforeEach(needsCompiler('g++', 'g++'));

  it('loads, and each function throws the reason, whatever it is asked', () => {
    const file = join(folder, 'elsewhere.node');
    execFileSync('g++', [
      ...['-std=c++11', '-fno-exceptions', '-Wall', '-Wextra', '-Wconversion', '-Werror'],
      ...['-shared', '-fPIC', '-I', join(nodeFolder ?? '', 'include', 'node')],
      `-DKVM_MMU_BENCH_FUNCTIONS=${functionNames()}`,
      ...[join(packageRoot, 'native', 'addon', 'elsewhere.cc'), '-o', file],
    ]);
    const addon: unknown = createRequire(import.meta.url)(file);
    if (typeof addon !== 'object' || addon === null) throw new Error('it exports no object');
    expect(Object.keys(addon).join(',')).toBe(functionNames());
    for (const [name, refuse] of Object.entries(addon)) {
      expect(() => refuse({}), name).toThrow(
        /^cannot measure here: this CPU is .+; kvm-mmu-bench measures x86-64 Linux$/,
      );
    }
  });
});

describe('for aarch64', () => {
  const folder = temporaryFolder();

  beforeEach(needsCompiler('aarch64-linux-gnu-g++', 'g++-aarch64-linux-gnu'));

  it(
    'binding.gyp has nothing to compile but it, without a warning',
    async () => {
      copyNativeTo(folder);
      const gcc = { CC: 'aarch64-linux-gnu-gcc', CXX: 'aarch64-linux-gnu-g++' };
      const text = await nodeGyp(folder, ['rebuild', '--arch=arm64'], gcc);
      expect(text.match(/\S+\.o\b/g)).toEqual([expect.stringMatching(/elsewhere\.o$/)]);
      expect(text).not.toContain('warning:');
      const header = readFileSync(join(folder, 'build', 'Release', 'kvm_mmu_bench.node'));
      const AARCH64 = 183;
      expect(header.readUInt16LE(18)).toBe(AARCH64);
      expect(header.includes('this CPU is aarch64')).toBe(true);
    },
    LIMIT_MS,
  );
});
