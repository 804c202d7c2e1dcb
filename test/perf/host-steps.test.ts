import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { doSteps, RestoreError, type Step, type Steps } from '../../src/perf/host-steps.js';
import { temporary, toolFolder } from './host-tree.js';

/** A setting that the kernel would have, and the steps that change it and put it back. */
function setting(): { path: string; on: Step; off: Step } {
  const path = join(temporary(), 'setting');
  writeFileSync(path, '0\n');
  return {
    path,
    on: { do: 'write', path, text: '1' },
    off: { do: 'write', path, text: '0' },
  };
}

const value = (path: string) => readFileSync(path, 'utf8');

function script(text: string): Step {
  const command = join(toolFolder({ recorder: text }), 'recorder');
  const tool = { command, package: 'none' };
  return { do: 'record', tool, args: [], keepsOutput: true };
}

const NEVER = new AbortController().signal;
const NOTHING: Steps = { setUp: [], record: [], read: [], tearDown: [] };

describe('a recording', () => {
  it('is set up, read and taken back', async () => {
    const { path, on, off } = setting();
    const done = await doSteps(
      {
        setUp: [on],
        record: [{ do: 'wait', seconds: 0.05 }],
        read: [{ do: 'read', path }],
        tearDown: [off],
      },
      NEVER,
    );
    expect(done.text).toBe('1\n');
    expect(done.seconds).toBeGreaterThan(0.03);
    expect(value(path)).toBe('0\n');
  });

  it('that fails is taken back too', async () => {
    const { path, on, off } = setting();
    const steps = { ...NOTHING, setUp: [on], record: [script('echo no >&2; exit 3')] };
    await expect(doSteps({ ...steps, tearDown: [off] }, NEVER)).rejects.toThrow(
      /recorder ended with code 3: "no"/,
    );
    expect(value(path)).toBe('0\n');
  });

  it("leaves alone what was there before it: another run's instance", async () => {
    const path = join(temporary(), 'instance');
    mkdirSync(path);
    const steps: Steps = {
      ...NOTHING,
      setUp: [{ do: 'make', path }],
      tearDown: [{ do: 'remove', path }],
    };
    await expect(doSteps(steps, NEVER)).rejects.toThrow('EEXIST');
    expect(existsSync(path)).toBe(true);
  });

  it('never makes a setting that the kernel does not have', async () => {
    const path = join(temporary(), 'absent');
    const steps: Steps = { ...NOTHING, setUp: [{ do: 'write', path, text: '1' }] };
    await expect(doSteps(steps, NEVER)).rejects.toThrow('ENOENT');
    expect(existsSync(path)).toBe(false);
  });

  it('that cannot be taken back says what to type, and takes back the rest', async () => {
    const { path, on, off } = setting();
    const folder = join(temporary(), 'instance');
    const steps: Steps = {
      ...NOTHING,
      setUp: [{ do: 'make', path: folder }, on],
      record: [script(`touch ${folder}/kept`)],
      tearDown: [{ do: 'remove', path: folder }, off],
    };
    const error = await doSteps(steps, NEVER).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RestoreError);
    expect(String(error)).toContain(`type as root: rmdir ${folder} (ENOTEMPTY`);
    expect(value(path)).toBe('0\n');
  });
});

describe('an interrupt', () => {
  it('ends a waiting, and what came before is read and taken back', async () => {
    const { path, on, off } = setting();
    const controller = new AbortController();
    const running = doSteps(
      {
        setUp: [on],
        record: [{ do: 'wait', seconds: 60 }],
        read: [{ do: 'read', path }],
        tearDown: [off],
      },
      controller.signal,
    );
    await sleep(20);
    controller.abort();
    expect((await running).text).toBe('1\n');
    expect(value(path)).toBe('0\n');
  });

  it('lets a recorder finish in order, and no child of it stays', async () => {
    const folder = temporary();
    const controller = new AbortController();
    const record = script(
      `trap 'echo kept; exit 0' INT; sleep 60 & echo $! > ${folder}/pid; touch ${folder}/ready; wait`,
    );
    const running = doSteps({ ...NOTHING, record: [record] }, controller.signal);
    while (!existsSync(join(folder, 'ready'))) await sleep(10);
    controller.abort();
    const done = await running;
    expect(done.text).toBe('kept\n');
    expect(done.seconds).toBeLessThan(30);
    const child = Number(value(join(folder, 'pid')));
    // Its exit status may wait a moment for whoever has inherited it.
    for (let attempts = 0; attempts < 200 && isRunning(child); attempts++) await sleep(10);
    expect(isRunning(child)).toBe(false);
  });

  it('before the recording has begun is one, and still takes back', async () => {
    const { path, on, off } = setting();
    const steps = { ...NOTHING, setUp: [on], tearDown: [off] };
    await expect(doSteps(steps, AbortSignal.abort())).rejects.toThrow(
      expect.objectContaining({ name: 'AbortError' }),
    );
    expect(value(path)).toBe('0\n');
  });
});

/** A zombie does not run any more. */
function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
