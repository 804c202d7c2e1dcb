import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { resultSchema } from '../../src/report/result.js';
import { once, run, skipWithoutAddon } from './command.js';

const TRACE = fileURLToPath(new URL('../fixtures/traces/seabios-two-smis.jsonl', import.meta.url));

beforeEach(skipWithoutAddon);

describe('boot', () => {
  const replayed = once(async () => {
    const workloads = ['--workload', `thread-600,pc-kernel,${TRACE}`];
    const { code, stdout } = await run([
      ...['boot', '--quick', '--strategy', 'init-flag', '--state', 'hot', '--json'],
      ...workloads,
    ]);
    expect(code).toBe(0);
    return resultSchema.parse(JSON.parse(stdout));
  });

  it("replays the thread's 600 calls: 400 full resets and 200 early ones", async () => {
    const { boots, cells, answer } = await replayed();
    expect(cells).toEqual([]);
    const ofThread = boots.filter(({ workload }) => workload === 'thread-600');
    expect(ofThread.length).toBeGreaterThanOrEqual(4);
    for (const boot of ofThread) {
      expect(boot).toMatchObject({ fullResets: 400, earlyResets: 200, transitions: 400 });
    }
    expect(answer.join()).toContain('400 full and 200 early resets');
  });

  it('replays a recorded boot beside a trace of the user', async () => {
    const { boots, warnings } = await replayed();
    for (const id of ['pc-kernel', TRACE]) {
      const counts = boots
        .filter(({ workload }) => workload === id)
        .map(({ fullResets, earlyResets }) => [fullResets, earlyResets]);
      expect(new Set(counts.map(String))).toEqual(new Set(['6,3']));
    }
    expect(warnings.filter((warning) => warning.includes('the expansion says'))).toEqual([]);
  });

  it('times what a VM entry makes likely, and every boot of every round', async () => {
    for (const { retirement, samples, rounds, microsecondsPerBoot } of (await replayed()).boots) {
      expect(retirement).toBe('drained');
      expect(samples).toHaveLength(rounds);
      expect(microsecondsPerBoot.estimate).toBeGreaterThan(0);
    }
  });
});
