/** That clang takes the sources; .ci/portability compiles all of them, which takes it many minutes. */

import { beforeEach, expect, it } from 'vitest';
import { temporaryFolder } from '../cli/temporary-folder.js';
import { compile, copyNativeTo, needsCompiler, nodeGyp } from './copy.js';

/** Of every target, what clang and g++ have disagreed about. */
const SOURCES = [
  'mmu_strategies/native/mmu/consumers/calls.cc',
  'mmu_core/native/core/cache_state.cc',
  'mmu_core/native/core/lab/arm_bench.cc',
  'kvm_mmu_bench/native/addon/registry.cc',
  'kvm-mmu-replay/native/selftest/experiments.cc',
];

const LIMIT_MS = 120_000;
const folder = temporaryFolder();

beforeEach(needsCompiler('clang++', 'clang'));

it(
  'clang++ knows every flag of binding.gyp and has no error and no warning',
  async () => {
    copyNativeTo(folder);
    const clang = { CC: 'clang', CXX: 'clang++', CXXFLAGS: '-fsyntax-only' };
    await nodeGyp(folder, ['configure'], clang);
    const text = await compile(folder, SOURCES, clang);
    for (const source of SOURCES) expect(text).toContain(source.slice(source.indexOf('native/')));
    expect(text).not.toMatch(/warning:|error:/);
  },
  LIMIT_MS,
);
