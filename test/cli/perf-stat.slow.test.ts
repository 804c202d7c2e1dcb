/** `perf stat` as text, with the real perf and every cache state. */

import { beforeEach, describe, expect, it } from 'vitest';
import { PERF, toolVersion } from '../../src/perf/tool.js';
import { displayWidth } from '../../src/report/text.js';
import { run, skipWithoutAddon } from './command.js';

beforeEach((context) => {
  skipWithoutAddon(context);
  context.skip(
    toolVersion(PERF) === null,
    `${PERF.command} is missing: apt-get install ${PERF.package}`,
  );
});

describe('perf stat as text', () => {
  it('has a table for each state, fits 80 columns and needs no colour', async () => {
    const { code, stdout } = await run(
      [
        ...['perf', 'stat', '--state', 'all', '--retirement', 'drained'],
        ...['--strategy', 'field-by-field,init-flag', '--resets', '2000'],
      ],
      { limitSeconds: 300 },
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Counted by perf \d/);
    const states = [...stdout.matchAll(/^Per call: v5\.17, (\S+), drained$/gm)];
    expect(states.map(([, state]) => state)).toEqual(
      expect.arrayContaining(['hot', 'l1-evicted', 'l2-evicted', 'dram']),
    );
    expect(stdout.match(/^field-by-field +\S+±\S+ /gm)?.length).toBeGreaterThanOrEqual(4);
    for (const line of stdout.trimEnd().split('\n')) {
      expect(displayWidth(line), line).toBeLessThanOrEqual(80);
      expect(line).not.toMatch(/\p{Cc}/u);
    }
  }, 300_000);
});
