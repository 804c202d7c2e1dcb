/** The core's own test, as the compiled code is measured; npm run test:sanitize has it with sanitizers. */

import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { replayProgram } from './support/disassembly.js';

const TIMEOUT_MS = 120_000;

it(
  'kvm-mmu-replay --self-test finds nothing wrong',
  () => {
    const options = { encoding: 'utf8', timeout: TIMEOUT_MS } as const;
    const { status, signal, stdout, stderr } = spawnSync(replayProgram, ['--self-test'], options);
    expect({ end: signal ?? status, stderr }).toEqual({ end: 0, stderr: '' });
    const parts = ['resets', 'calls', 'copies', 'programs', 'jobs', 'experiments'];
    for (const part of parts) expect(stdout).toMatch(new RegExp(`^${part}: \\d+ checks$`, 'm'));
    expect(stdout).toMatch(/^\d{5,} checks, 0 failed; /m);
  },
  TIMEOUT_MS,
);
