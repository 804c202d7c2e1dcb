/** `npm run bench:method`: against Google Benchmark where it is installed, politely without it elsewhere. */

import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../bench/method/report.js';
import type { Measurement } from '../../bench/method/types.js';

const SCRIPT = fileURLToPath(new URL('../../bench/method.ts', import.meta.url));
const TSX = createRequire(import.meta.url).resolve('tsx');
const LIMIT_SECONDS = 120;

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

function run(args: readonly string[], environment: Record<string, string> = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { env: { ...process.env, ...environment }, timeout: LIMIT_SECONDS * 1000 };
    const child = execFile(
      process.execPath,
      ['--import', TSX, SCRIPT, ...args],
      options,
      (_, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }),
    );
  });
}

/** With the loop: what is left net of it is one cycle for some, and no ratio of that is meaningful. */
function grossNs(measurement: Measurement | undefined, strategy: string): number {
  const net = measurement?.strategies.find((each) => each.strategy === strategy)?.nsPerReset;
  return (net?.estimate ?? Number.NaN) + (measurement?.emptyNsPerReset.estimate ?? Number.NaN);
}

describe('the comparison with Google Benchmark', { timeout: LIMIT_SECONDS * 1000 }, () => {
  it('finds about the same costs, in about the same time, by both', async (context) => {
    const { code, stdout, stderr } = await run(['--seconds', '2', '--json']);
    expect(code, stderr).toBe(0);
    const report = JSON.parse(stdout) as Report | { skipped: string };
    if ('skipped' in report) {
      context.skip(`${report.skipped}: install the Debian package libbenchmark-dev`);
      return;
    }
    expect(report).toMatchObject({
      schema: 'kvm-mmu-bench/method/1',
      cell: { layout: 'v5.17', state: 'hot', retirement: 'overlapped', guest: 'unpaged' },
    });
    const [ours, google] = report.measurements;
    expect(ours?.id).toBe('harness');
    expect(google?.id).toBe('google');
    for (const { seconds, strategies } of report.measurements) {
      expect(seconds).toBeGreaterThan(1);
      for (const { nsPerReset, savingNsPerReset } of strategies) {
        for (const { estimate, low, high } of [nsPerReset, savingNsPerReset]) {
          expect(low).toBeLessThanOrEqual(estimate);
          expect(estimate).toBeLessThanOrEqual(high);
        }
      }
    }
    for (const strategy of ['field-by-field', 'constant-once', 'memcpy-rep-movsb']) {
      const ratio = grossNs(ours, strategy) / grossNs(google, strategy);
      expect(ratio, strategy).toBeGreaterThan(0.7);
      expect(ratio, strategy).toBeLessThan(1.4);
    }
    const compared = report.comparisons.map(({ changed }) => changed);
    expect(compared).toEqual(expect.arrayContaining(['as is', 'centre', 'loop', 'place']));
    expect(report.sharpness.map(({ strategy }) => strategy)).not.toContain('field-by-field');
    for (const { timeRatio } of report.sharpness) expect(timeRatio).toBeGreaterThan(0);
  });

  it.each([
    ['without the library', 'false', 'Google Benchmark is not installed'],
    ['without a compiler', 'no-such-compiler', "'no-such-compiler' does not run"],
  ])('is skipped %s, saying what to install', async (_, CXX, reason) => {
    const text = await run([], { CXX });
    expect(text).toMatchObject({ code: 0, stderr: '' });
    expect(text.stdout).toMatch(/^skipped: /);
    expect(text.stdout).toContain(reason);
    expect(text.stdout).toMatch(/apt-get\s+install\s+libbenchmark-dev/);
    const { stdout } = await run(['--json'], { CXX });
    expect(JSON.parse(stdout)).toMatchObject({ skipped: expect.stringContaining(reason) });
  });

  it('refuses a run time that is none', async () => {
    const { code, stdout, stderr } = await run(['--seconds', 'soon']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('--seconds must be a number from 0.5');
  });
});
