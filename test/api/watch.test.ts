/** What a caller sees of a measurement that runs, and how he ends it. */

import { describe, expect, it } from 'vitest';
import { watched } from '../../src/api/watch.js';
import type { Watch } from '../../src/measure/measure.js';
import { rejection } from '../workload/rejection.js';

const COMPLETE = { complete: true };

/** What is told of work that reports these shares. */
async function told(shares: readonly (readonly [number, string])[], result = COMPLETE) {
  const seen: [number, string][] = [];
  await watched({ onProgress: (done, label) => seen.push([done, label]) }, async (watch) => {
    for (const [share, label] of shares) watch.onProgress(share, label);
    return result;
  });
  return seen;
}

/** Runs until it is aborted. */
function untilAborted({ signal }: Watch): Promise<{ complete: boolean }> {
  return new Promise((resolve) =>
    signal.addEventListener('abort', () => resolve({ complete: false })),
  );
}

describe('progress', () => {
  it('is told in steps of a thousandth, and when something else is measured', async () => {
    const shares = [
      [0, 'hot'],
      [0.0001, 'hot'],
      [0.5, 'hot'],
      [0.5, 'dram'],
    ] as const;
    expect(await told(shares)).toEqual([
      [0, 'hot'],
      [0.5, 'hot'],
      [0.5, 'dram'],
      [1, 'done'],
    ]);
  });

  it('ends with 1 only if all was measured', async () => {
    expect(await told([[0.5, 'hot']], { complete: false })).toEqual([[0.5, 'hot']]);
  });

  it('may be nobody’s business', async () => {
    const work = async ({ onProgress }: Watch) => {
      onProgress(1, 'hot');
      return COMPLETE;
    };
    expect(await watched({}, work)).toBe(COMPLETE);
  });

  it('ends the work by what it throws, once', async () => {
    const failure = new Error('no paper');
    let calls = 0;
    const onProgress = () => {
      calls += 1;
      throw failure;
    };
    const work = async (watch: Watch) => {
      const ended = untilAborted(watch);
      watch.onProgress(0.1, 'hot');
      watch.onProgress(0.2, 'hot');
      return ended;
    };
    await expect(watched({ onProgress }, work)).rejects.toBe(failure);
    expect(calls).toBe(1);
  });

  it('ends it also where the work was complete already', async () => {
    const onProgress = (done: number) => {
      if (done === 1) throw new Error('no room');
    };
    await expect(watched({ onProgress }, async () => COMPLETE)).rejects.toThrow('no room');
  });
});

describe('the signal', () => {
  it('ends the work, which yields what it has', async () => {
    const controller = new AbortController();
    const work = watched({ signal: controller.signal }, untilAborted);
    controller.abort();
    expect(await work).toEqual({ complete: false });
  });
});

describe('what cannot watch', () => {
  it('is refused before the work begins', async () => {
    const work = () => Promise.reject(new Error('has begun'));
    const options = (json: string) => JSON.parse(json);
    expect(await rejection(watched(options('{"signal": {"aborted": false}}'), work))).toBe(
      'signal must be an AbortSignal, as of an AbortController',
    );
    expect(await rejection(watched(options('{"onProgress": true}'), work))).toBe(
      'onProgress must be a function',
    );
  });
});
