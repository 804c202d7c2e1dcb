/** `perf stat` as a user meets it, where perf counts and where it cannot. */

import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { PERF, toolVersion } from '../../src/perf/tool.js';
import { once, run, skipWithoutAddon, start } from './command.js';

const SMALL = ['--strategy', 'field-by-field,init-flag', '--resets', '2000'];

const interval = z.strictObject({
  estimate: z.number(),
  low: z.number(),
  high: z.number(),
  confidence: z.number(),
});
const document = z.strictObject({
  perf: z.string(),
  repetitions: z.int(),
  events: z.array(
    z.strictObject({
      quantity: z.string(),
      description: z.string(),
      event: z.string().nullable(),
      eventDescription: z.string().nullable(),
      reason: z.string().nullable(),
    }),
  ),
  groups: z.array(z.array(z.string()).min(1)).min(1),
  cells: z.array(
    z.strictObject({
      layout: z.string(),
      state: z.string(),
      retirement: z.string(),
      strategy: z.string(),
      resetsPerRun: z.int(),
      reached: z.boolean(),
      timedNsPerCall: interval,
      counts: z.array(
        z.strictObject({
          quantity: z.string(),
          perCall: interval.nullable(),
          percentRunning: z.number().nullable(),
          reason: z.string().nullable(),
        }),
      ),
    }),
  ),
  warnings: z.array(z.string()),
  skipped: z.array(z.strictObject({ strategy: z.string(), reason: z.string() })),
});

beforeEach((context) => {
  skipWithoutAddon(context);
  context.skip(
    toolVersion(PERF) === null,
    `${PERF.command} is missing: apt-get install ${PERF.package}`,
  );
});

describe('perf stat', () => {
  const counted = once(() => run(['perf', 'stat', ...SMALL, '--json']));

  it('--json is one document, in which nothing absent is 0', async () => {
    const { code, stdout } = await counted();
    expect(code).toBe(0);
    const { cells, events } = document.parse(JSON.parse(stdout));
    expect(cells.map(({ strategy }) => strategy)).toEqual(['field-by-field', 'init-flag']);
    for (const { counts, resetsPerRun } of cells) {
      expect(resetsPerRun).toBeGreaterThanOrEqual(2000);
      expect(counts.map(({ quantity }) => quantity)).toEqual(
        events.map(({ quantity }) => quantity),
      );
      for (const { perCall, percentRunning, reason } of counts) {
        expect(perCall === null).toBe(reason !== null);
        expect(percentRunning === null).toBe(reason !== null);
      }
    }
  });

  it('counts what the kernel counts everywhere', async () => {
    const { stdout } = await counted();
    const { events } = document.parse(JSON.parse(stdout));
    const clock = events.find(({ quantity }) => quantity === 'task-clock');
    expect(clock).toMatchObject({ event: 'task-clock', reason: null });
  });

  it('ends with 130 after Ctrl-C, and prints no half of a comparison', async () => {
    const running = start(['perf', 'stat', '--resets', '5000000', '--json']);
    await running.saidOnStderr(/counting: /);
    running.child.kill('SIGINT');
    const { code, stdout, stderr } = await running.ended;
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    expect(stderr).toMatch(/^kvm-mmu-bench: interrupted\n$/m);
  });
});

describe.concurrent('a mistake exits with 2 and one line', () => {
  it.each([
    [['--state', 'dramm'], {}, 'unknown state "dramm": did you mean dram?'],
    [['--strategy', 'empty'], {}, 'unknown strategy "empty"'],
    [['--resets', '0'], {}, '--resets must be a whole number from 1 to 1000000000, not "0"'],
    [[], { PATH: '/nonexistent' }, 'apt-get install linux-perf'],
  ])('%j %j', async (args, environment, message) => {
    const { code, stdout, stderr } = await run(['perf', 'stat', ...args, '--json'], {
      environment,
    });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});
