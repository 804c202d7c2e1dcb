/** Which event is sampled, by what perf stat says; a perf of our own says it. */

import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { UsageError } from '../../src/errors.js';
import { chooseEvent, refusal } from '../../src/perf/profile-event.js';

const { PATH } = process.env;
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kvm-mmu-bench-test-'));
  vi.stubEnv('PATH', `${folder}:${PATH}`);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

function choose(stderr: readonly string[], code = 0, recordCode = 0) {
  const lines = stderr.map((line) => `echo '${line}' >&2`);
  writeFileSync(
    join(folder, 'perf'),
    ['#!/bin/sh', `[ $1 = record ] && exit ${recordCode}`, ...lines, `exit ${code}`, ''].join('\n'),
  );
  chmodSync(join(folder, 'perf'), 0o755);
  return chooseEvent(new AbortController().signal);
}

const CLOCK = '0.47,msec,cpu-clock:u,473838,100.00,0.421,CPUs utilized';

describe('the event of a profile', () => {
  it('is cycles where they are counted', async () => {
    const { name } = await choose(['151033,,cycles:u,473838,100.00,0.3,GHz', CLOCK]);
    expect(name).toBe('cycles:uP');
  });

  it('is cycles on a CPU with two kinds of cores, of which one has run', async () => {
    const event = await choose([
      '<not counted>,,cpu_atom/cycles/u,0,0.00,,',
      '151033,,cpu_core/cycles/u,473838,100.00,,',
      CLOCK,
    ]);
    expect(event.name).toBe('cycles:uP');
  });

  it('is time elsewhere, with what perf says of cycles', async () => {
    const { name, why } = await choose(['<not supported>,,cycles:u,0,100.00,,', CLOCK]);
    expect(name).toBe('cpu-clock:u');
    expect(why).toContain('perf stat says <not supported> for cycles');
  });

  it('is time where cycles are counted but raise no interrupt', async () => {
    const { name, why } = await choose(['151033,,cycles:u,473838,100.00,0.3,GHz', CLOCK], 0, 255);
    expect(name).toBe('cpu-clock:u');
    expect(why).toContain('counted, not sampled');
  });

  it('is refused where perf may not even sample time', async () => {
    const refused = choose(['Error:', 'Access is limited.'], 255);
    await expect(refused).rejects.toThrow(UsageError);
    await expect(refused).rejects.toThrow(/perf_event_paranoid.*"Access is limited\."$/);
  });
});

describe('a refusal of perf', () => {
  const said = 'Error:\nAccess to performance monitoring is limited.\nmore\n';

  it('is one line with the level found, the level needed, the capability and the package', () => {
    const message = refusal(4, said);
    expect(message).toMatch(/kernel\.perf_event_paranoid is 4, needed is 2 or less/);
    expect(message).toMatch(/CAP_PERFMON.*"Access to performance monitoring is limited\."$/);
    expect(message).toContain('linux-perf');
    expect(message).not.toContain('\n');
  });

  it('does not blame a level that is low enough', () => {
    expect(refusal(2, said)).toMatch(/is 2, which is enough, so something else.*seccomp/);
  });
});
