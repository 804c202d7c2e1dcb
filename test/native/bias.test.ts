/** What moves the stack and the heap, but is not measured, must not decide what is found. */

import { describe, expect, it } from 'vitest';
import { type Result, resultSchema } from '../../src/report/result.js';
import { run } from '../cli/command.js';

const OPTIONS = { retry: 1, timeout: 60_000 };
const ONE_SECOND = [
  ...['run', '--strategy', 'init-flag', '--layout', 'v5.16', '--state', 'hot'],
  ...['--retirement', 'drained', '--budget', '1', '--json'],
];

/** A run in an environment that is so many bytes larger. */
async function measuredWith(bytes: number): Promise<Result> {
  const environment = { KVM_MMU_BENCH_PADDING: 'x'.repeat(bytes) };
  const { code, stdout, stderr } = await run(ONE_SECOND, { environment });
  expect(code, stderr).toBe(0);
  return resultSchema.parse(JSON.parse(stdout));
}

function savingOf({ cells }: Result) {
  const found = cells.find(({ strategy }) => strategy === 'init-flag');
  if (found === undefined) throw new Error('the strategy was not measured');
  return found;
}

/** 1 for quicker, -1 for slower, 0 where the run does not tell. */
function verdict(result: Result): number {
  const { resolved, savingNsPerReset } = savingOf(result);
  return resolved ? Math.sign(savingNsPerReset.estimate) : 0;
}

describe('the size of the environment, which shifts the stack', () => {
  it('does not turn a saving into a loss, and is written down', OPTIONS, async () => {
    const small = await measuredWith(0);
    const large = await measuredWith(20_000);
    expect(large.fingerprint.environmentBytes - small.fingerprint.environmentBytes).toBe(20_000);
    expect(large.fingerprint.addon).toBe(small.fingerprint.addon);
    // Where both are sure, they are sure of the same.
    expect(verdict(small) * verdict(large)).toBeGreaterThanOrEqual(0);
  });
});
