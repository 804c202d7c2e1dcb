/** Is Google Benchmark installed, and our program for it: both are questions to the C++ compiler. */

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../../src/errors.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SOURCE = join(ROOT, 'bench', 'method', 'google_benchmark.cc');

/** As native/core is compiled, in what matters to a loop. */
const FLAGS = ['-std=gnu++20', '-O2', '-fcf-protection=none', '-falign-functions=64'];
const WARNINGS = ['-Wall', '-Wextra', '-Wconversion'];
const LIBRARIES = ['-lbenchmark', '-pthread'];

const PROBE = `#include <benchmark/benchmark.h>
int main(int argc, char** argv) { benchmark::Initialize(&argc, argv); }
`;

/** Null where a program against Google Benchmark compiles and links, else why it cannot. */
export async function whyUnavailable(folder: string, signal: AbortSignal): Promise<string | null> {
  const probe = ['-x', 'c++', '-', '-o', join(folder, 'probe'), ...LIBRARIES];
  const { started, ok } = await compile(probe, signal, PROBE);
  if (!started) return `the C++ compiler '${compiler().command}' does not run`;
  return ok ? null : 'Google Benchmark is not installed, or not for this compiler';
}

/** @returns the program's path */
export async function compileProgram(folder: string, signal: AbortSignal): Promise<string> {
  const program = join(folder, 'google_benchmark');
  // Archives resolve what stands before them: the strategies come last.
  const archives = [builtArchive('mmu_core.a'), builtArchive('mmu_strategies.a')];
  const args = [...FLAGS, ...WARNINGS, '-o', program, SOURCE, ...archives, ...LIBRARIES];
  const { ok, errors } = await compile(args, signal);
  if (!ok) throw new Error(`cannot compile bench/method/google_benchmark.cc:\n${errors.trim()}`);
  return program;
}

/** Where node-gyp leaves what the addon is linked from. */
function builtArchive(name: string): string {
  const candidates = ['Release', 'Debug'].flatMap((kind) => [
    join(ROOT, 'build', kind, name),
    join(ROOT, 'build', kind, 'obj.target', name),
  ]);
  const found = candidates.find((path) => existsSync(path));
  if (found === undefined) {
    throw new UsageError(`build/Release/${name} is missing: build it with: node native/build.mjs`);
  }
  return found;
}

/** CXX may carry arguments or a launcher, such as `ccache g++`. */
function compiler(): { command: string; args: string[] } {
  const { CXX } = process.env;
  const [command = 'g++', ...args] = (CXX || 'g++').trim().split(/\s+/);
  return { command, args };
}

interface Outcome {
  started: boolean;
  ok: boolean;
  errors: string;
}

function compile(args: readonly string[], signal: AbortSignal, input = ''): Promise<Outcome> {
  const { command, args: first } = compiler();
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...first, ...args], {
      signal,
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      errors += chunk;
    });
    child.on('error', (error) => {
      if (error.name === 'AbortError') reject(error);
      else resolve({ started: false, ok: false, errors: error.message });
    });
    child.on('close', (code) => resolve({ started: true, ok: code === 0, errors }));
    // A compiler that is not there, or stops early, closes the pipe.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}
