/** However a simulation ends, it leaves nothing behind. */

import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type SimulationPlan, simulateAll, simulatedStates } from '../../src/perf/simulate.js';
import type { Tool } from '../../src/perf/tool.js';
import { temporaryFolder } from '../cli/temporary-folder.js';
import { GOLDEN_CACHES } from './simulated-golden.js';

const folder = temporaryFolder();
const temporary = join(folder, 'tmp');

beforeEach(() => {
  mkdirSync(temporary, { recursive: true });
  vi.stubEnv('TMPDIR', temporary);
});
afterEach(() => vi.unstubAllEnvs());

/** In valgrind's place, so that a test can decide how it ends. */
function stand(name: string, script: string): Tool {
  const command = join(folder, name);
  writeFileSync(command, `#!/bin/sh\n${script}\n`);
  chmodSync(command, 0o755);
  return { command, package: 'valgrind' };
}

const PLAN: SimulationPlan = {
  layout: 'v5.17',
  guest: 'unpaged',
  scope: 'writes',
  state: 'hot',
  strategy: 'field-by-field',
};
const options = (tool: Tool, signal = new AbortController().signal) => ({
  ...{ caches: GOLDEN_CACHES, cpus: [0, 1], signal, tool },
});

describe('a simulation that is interrupted', () => {
  it('ends what runs, throws the interruption and leaves no file', async () => {
    const pids = join(folder, 'pids');
    const tool = stand('endless', `sleep 60 & echo $! >> ${pids}; wait`);
    const controller = new AbortController();
    const ended = simulateAll([PLAN, PLAN, PLAN], options(tool, controller.signal));
    const outcome = expect(ended).rejects.toMatchObject({ name: 'AbortError' });
    await vi.waitFor(() => expect(readdirSync(folder)).toContain('pids'), 5000);
    expect(readdirSync(temporary)).not.toEqual([]);
    controller.abort();
    await outcome;
    expect(readdirSync(temporary)).toEqual([]);
    // A killed child may be there for a moment until its new parent has looked.
    await vi.waitFor(() => expect(runningOf(pids)).toEqual([]), 5000);
  });
});

function runningOf(file: string): number[] {
  const pids = readFileSync(file, 'utf8').trim().split('\n').map(Number);
  return pids.filter((pid) => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  });
}

describe('a simulation that fails', () => {
  it('says of what, and ends the others', async () => {
    const tool = stand('failing', 'echo "==1== it broke" >&2; exit 3');
    const startMs = performance.now();
    await expect(simulateAll([PLAN, PLAN], options(tool))).rejects.toThrow(
      'valgrind could not run field-by-field on v5.17 (exit code 3): ==1== it broke',
    );
    expect(performance.now() - startMs).toBeLessThan(10_000);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('does not take a profile of other calls for the answer', async () => {
    const tool = stand(
      'other',
      'for option; do case $option in --callgrind-out-file=*) ' +
        'echo "events: Ir" > "$(echo "$option" | cut -d= -f2)";; esac; done; ' +
        'echo "v5.17 x: 256 resets, 1 ns"',
    );
    await expect(simulateAll([PLAN], options(tool))).rejects.toThrow(
      'callgrind saw 0 calls of field-by-field on v5.17, kvm-mmu-replay made 256',
    );
    expect(readdirSync(temporary)).toEqual([]);
  });
});

describe('states', () => {
  const known = ['hot', 'l1-evicted', 'l2-evicted', 'dram'];

  it('are all but dram, which is refused by name', () => {
    expect(simulatedStates('all', known)).toEqual(['hot', 'l1-evicted', 'l2-evicted']);
    expect(() => simulatedStates('hot, dram', known)).toThrow(
      "state dram cannot be simulated: callgrind's caches ignore clflush, which makes it; expected " +
        'hot, l1-evicted or l2-evicted',
    );
  });
});
