import { readFileSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, it, type TestContext, vi } from 'vitest';
import { skipWithoutAddon } from '../cli/command.js';
import { asNobody, LIMIT_MS, measured, skipUnlessPossible } from './in-place.js';

vi.setConfig({ testTimeout: LIMIT_MS });
beforeEach(skipWithoutAddon);

const HUGE_PAGES = '/sys/kernel/mm/transparent_hugepage/enabled';
/** Of a test runner that is interrupted. */
const ENDS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const PARANOID = '/proc/sys/kernel/perf_event_paranoid';

/**
 * The kernel's behaviour cannot be had without its setting, which is the whole machine's: changed
 * for seconds, and put back also when the test is killed by anything but SIGKILL.
 */
async function withSetting(
  { skip }: TestContext,
  file: string,
  text: string,
  action: () => Promise<void>,
): Promise<void> {
  let before = '';
  try {
    before = current(readFileSync(file, 'utf8'));
    writeFileSync(file, text);
  } catch (error) {
    skip(`${file} cannot be set to ${text} (${error}): needs root on a machine of one's own`);
  }
  const restore = () => writeFileSync(file, before);
  const restoreAndEnd = () => {
    restore();
    process.exit(1);
  };
  process.on('exit', restore);
  for (const name of ENDS) process.on(name, restoreAndEnd);
  try {
    await action();
  } finally {
    process.off('exit', restore);
    for (const name of ENDS) process.off(name, restoreAndEnd);
    restore();
  }
  expect(current(readFileSync(file, 'utf8'))).toBe(before);
}

/** `always [madvise] never` is madvise. */
function current(text: string): string {
  return /\[(.+)\]/.exec(text)?.[1] ?? text.trim();
}

describe('where the administrator', () => {
  it('has switched huge pages off, it is named with the file, and a run measures', async (context) => {
    await withSetting(context, HUGE_PAGES, 'never', async () => {
      const { warnings, host } = await measured([]);
      expect(host.hugePages).toBe('none');
      expect(warnings).toContainEqual(
        expect.stringMatching(/^no huge pages \(.*enabled is never: write madvise to it\)/),
      );
    });
  });

  it('forbids perf to users (perf_event_paranoid 4), no event is zero: each is named with the setting', async (context) => {
    skipUnlessPossible(context, asNobody);
    await withSetting(context, PARANOID, '4', async () => {
      const { plan, cells } = await measured(asNobody, { options: ['--counters', 'all'] });
      expect(plan.counters).toEqual([]);
      const reasons = new Map(plan.uncounted.map(({ event, reason }) => [event, reason]));
      // Without a PMU its events say that instead.
      expect(reasons.get('page-faults')).toMatch(
        /^perf_event_open\(page-faults\): Permission denied: kernel\.perf_event_paranoid is 4, /,
      );
      for (const { counters } of cells) {
        expect(counters.map(({ event }) => event)).toEqual([...reasons.keys()]);
        for (const { event, perReset, reason } of counters) {
          expect({ perReset, reason }).toEqual({ perReset: null, reason: reasons.get(event) });
        }
      }
    });
  });
});
