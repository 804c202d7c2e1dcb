import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { skipWithoutAddon } from '../cli/command.js';
import { temporaryFolder } from '../cli/temporary-folder.js';
import { LIMIT_MS, measured } from './in-place.js';

const folder = temporaryFolder();
const SHIM = join(folder, 'stepping.so');

/**
 * The wall clock as somebody sets it, hours forth and back with every reading; other clocks are the
 * machine's. Only of this process: the machine's own clock is not touched.
 */
const SOURCE = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <sys/time.h>
#include <time.h>
static int readings;
static long step(void) {
  return __atomic_fetch_add(&readings, 1, __ATOMIC_RELAXED) % 2 ? 3 * 3600 : -7 * 3600;
}
int clock_gettime(clockid_t id, struct timespec *now) {
  static int (*real)(clockid_t, struct timespec *);
  if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
  const int status = real(id, now);
  if (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE) now->tv_sec += step();
  return status;
}
int gettimeofday(struct timeval *now, void *zone) {
  static int (*real)(struct timeval *, void *);
  if (!real) real = dlsym(RTLD_NEXT, "gettimeofday");
  const int status = real(now, zone);
  now->tv_sec += step();
  return status;
}
`;

vi.setConfig({ testTimeout: LIMIT_MS });
beforeEach(skipWithoutAddon);
beforeEach(({ skip }) => {
  writeFileSync(`${SHIM}.c`, SOURCE);
  const { error, stderr } = spawnSync(
    'gcc',
    ['-shared', '-fPIC', '-O2', '-o', SHIM, `${SHIM}.c`, '-ldl'],
    { encoding: 'utf8' },
  );
  skip(error !== undefined, `${error}: needs gcc`);
  expect(stderr).toBe('');
});

describe('a wall clock that is set while it measures', () => {
  const environment = { LD_PRELOAD: SHIM };

  it('is what Node sees', () => {
    const program =
      'const t = [1, 2, 3, 4].map(() => Date.now()); console.log(Math.max(...t) - Math.min(...t))';
    const spread = execFileSync(process.execPath, ['-e', program], {
      encoding: 'utf8',
      env: { ...process.env, ...environment },
    });
    expect(Number(spread)).toBeGreaterThan(9 * 3_600_000);
  });

  it('spoils no duration: all are of clocks that nobody sets', async () => {
    const startMs = performance.now();
    const { wallSeconds, cells, host, date } = await measured([], { environment });
    const passedSeconds = (performance.now() - startMs) / 1000;
    expect(wallSeconds).toBeGreaterThan(0);
    expect(wallSeconds).toBeLessThan(passedSeconds);
    expect(host.tscHz).toBeGreaterThan(1e8);
    expect(host.tscHz).toBeLessThan(1e11);
    for (const { nsPerReset } of cells) expect(nsPerReset.estimate).toBeLessThan(1e6);
    expect(Math.abs(Date.parse(date) - Date.now())).toBeGreaterThan(2 * 3_600_000);
  });
});
