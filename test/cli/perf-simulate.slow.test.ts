import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { toolVersion, VALGRIND } from '../../src/perf/tool.js';
import { run, skipWithoutAddon, start } from './command.js';

beforeEach(skipWithoutAddon);
beforeEach(({ skip }) =>
  skip(toolVersion(VALGRIND) === null, 'valgrind is missing: install the Debian package valgrind'),
);

const cacheSchema = z.strictObject({
  sizeBytes: z.number(),
  ways: z.number(),
  lineBytes: z.number(),
});
const simulationDocument = z.strictObject({
  simulated: z.literal(true),
  tool: z.string(),
  compiler: z.string(),
  caches: z.strictObject({
    instruction: cacheSchema,
    data: cacheSchema,
    last: cacheSchema.extend({ level: z.number() }),
    notes: z.array(z.string()),
  }),
  cells: z.array(
    z.strictObject({
      ...{ layout: z.string(), guest: z.string(), scope: z.string(), state: z.string() },
      ...{ strategy: z.string(), calls: z.number(), unavailable: z.null() },
      perCall: z.record(z.string(), z.number()),
    }),
  ),
  skipped: z.array(z.strictObject({ strategy: z.string(), reason: z.string() })),
});

/** The only line of stderr, without the program's name. */
async function mistake(args: readonly string[], environment = {}): Promise<string> {
  const { code, stdout, stderr } = await run(['perf', 'simulate', ...args], { environment });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  return /^kvm-mmu-bench: ([^\n]+)\n$/.exec(stderr)?.[1] ?? stderr;
}

describe('perf simulate', () => {
  it('prints one document: the geometry, and counts by place', async () => {
    const { code, stdout } = await run(
      ['perf', 'simulate', '--layout', 'v6.1', '--strategy', 'constant-once', '--json'],
      { limitSeconds: 28 },
    );
    expect(code).toBe(0);
    const { cells } = simulationDocument.parse(JSON.parse(stdout));
    expect(cells).toMatchObject([
      { layout: 'v6.1', strategy: 'constant-once', state: 'hot', calls: 256 },
    ]);
    expect(cells[0]?.perCall).toMatchObject({ d1ReadMisses: 0, d1WriteMisses: 0 });
  });

  it('is ended by Ctrl-C with 130, and prints nothing', async () => {
    const running = start(['perf', 'simulate', '--state', 'all', '--json']);
    await running.saidOnStderr(/simulating: /);
    running.child.kill('SIGINT');
    const { code, stdout, stderr } = await running.ended;
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    expect(stderr).toMatch(/^kvm-mmu-bench: interrupted\n$/m);
  });
});

describe.concurrent('perf simulate refuses, with 2 and one line', () => {
  it('a state that cannot be simulated', async () => {
    expect(await mistake(['--state', 'dram'])).toContain('state dram cannot be simulated: ');
  });

  it('to run without valgrind, and says how to get it', async () => {
    expect(await mistake([], { PATH: '/nonexistent' })).toBe(
      'cannot run valgrind, which perf simulate needs: apt-get install valgrind',
    );
  });
});
