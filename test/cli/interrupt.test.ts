import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { readResult } from '../../src/report/read.js';
import { resultSchema } from '../../src/report/result.js';
import { skipWithoutAddon, start } from './command.js';
import { temporaryFolder } from './temporary-folder.js';
import { until } from './until.js';

const folder = temporaryFolder();
/** Would measure for an hour: no interval gets this narrow. */
const LONG = [
  ...['run', '--layout', 'v5.17', '--state', 'dram,hot', '--retirement', 'drained'],
  ...['--strategy', 'init-flag', '--rounds', '60000', '--budget', '3600', '--target-ci', '0.001'],
];

beforeEach(skipWithoutAddon);

describe.concurrent('an interrupted run', () => {
  it('ends with 130 soon after Ctrl-C, and what it has measured is a valid partial result', async () => {
    const file = join(folder, 'interrupted.json');
    const partial = join(folder, 'interrupted.partial.json');
    const running = start([...LONG, '--json', '--output', file]);
    await until(() => existsSync(partial), running);
    const interruptedMs = performance.now();
    running.child.kill('SIGINT');
    const { code, stdout, stderr } = await running.ended;
    expect(code).toBe(130);
    expect(performance.now() - interruptedMs).toBeLessThan(5000);
    expect(existsSync(file)).toBe(false);
    const result = readResult(partial);
    expect(result.complete).toBe(false);
    expect(result).toEqual(resultSchema.parse(JSON.parse(stdout)));
    expect(result.cells.every(({ rounds }) => rounds > 0 && rounds < 60_000)).toBe(true);
    expect(new Set(result.cells.map(({ stopped }) => stopped))).toEqual(new Set(['interrupted']));
    expect(stderr).toContain(
      `kvm-mmu-bench: interrupted: what was measured is in ${partial}; ` +
        `to go on: kvm-mmu-bench run --resume ${partial}\n`,
    );
  });

  it('of the self-test has no outcome, so it prints none', async () => {
    const running = start(['selftest', '--json'], { limitSeconds: 60 });
    await running.saidOnStderr(/self-test: /);
    running.child.kill('SIGINT');
    const { code, stdout, stderr } = await running.ended;
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    expect(stderr).toMatch(/^kvm-mmu-bench: interrupted\n$/m);
  });

  it.each(['SIGTERM', 'SIGHUP'] as const)('says so in its text, also after %s', async (signal) => {
    const running = start(LONG);
    await running.saidOnStderr(/measuring: /);
    running.child.kill(signal);
    const { code, stdout } = await running.ended;
    expect(code).toBe(130);
    expect(stdout.replace(/\s+/g, ' ')).toContain('INTERRUPTED: fewer rounds than planned');
  });
});
