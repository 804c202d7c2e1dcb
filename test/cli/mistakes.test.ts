import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { run, skipWithoutAddon } from './command.js';

const BROKEN_TRACE = fileURLToPath(
  new URL('../fixtures/traces/broken-line.jsonl', import.meta.url),
);

beforeEach(skipWithoutAddon);

/** The only line of stderr, without the program's name. */
async function mistake(args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  const [, message = ''] = /^kvm-mmu-bench: ([^\n]+)\n$/.exec(stderr) ?? [];
  expect(message, stderr).not.toBe('');
  return message;
}

describe.concurrent('a mistake exits with 2, one line on stderr and nothing on stdout', () => {
  it.each([
    [['run', '--layout', 'v5.71'], 'unknown layout "v5.71": did you mean v5.17 or v5.16?'],
    [['run', '--strategy', 'initflag'], 'unknown strategy "initflag": did you mean init-flag?'],
    [['run', '--state', 'dramm'], 'unknown state "dramm": did you mean dram?'],
    [['run', '--guest', 'unpagd'], 'unknown guest-mode "unpagd": did you mean unpaged?'],
    [
      ['run', '--workload', 'thread-60', '--json'],
      'unknown workload "thread-60": did you mean thread-600?',
    ],
    [['run', '--target-ci', '0'], '--target-ci must be a number from 0.001 to 10000, not "0"'],
    [
      ['run', '--rules', 'v5.10', '--layout', 'v6.1'],
      '--rules v5.10 does not fit layout v6.1, whose roles are those of v6.1; leave --rules out',
    ],
    [
      ['boot', '--state', 'recorded', '--workload', 'thread-600'],
      `--state recorded needs a workload whose guest's work was recorded, which "thread-600" has not`,
    ],
    [
      ['boot', '--workload', 'seabios:call32-smm=off', '--json'],
      'workload "seabios:call32-smm=off" makes no resets: nothing to measure',
    ],
    [['hazard', '--path', 'shadw', '--json'], 'unknown path "shadw": did you mean shadow?'],
    [['selftest', '--cpu', '8000', '--json'], '--cpu 8000 is not allowed for this process'],
    [['selftest', '--seed', 'x'], '--seed must be a whole number from 0 to'],
  ])('%j', async (args, message) => {
    expect(await mistake(args)).toContain(message);
  });

  it('in a trace is told with file and line', async () => {
    const message = await mistake(['boot', '--workload', BROKEN_TRACE]);
    expect(message).toContain(`${BROKEN_TRACE}:2: found `);
    expect(message).toContain(', expected one JSON object');
  });
});
