import { readFileSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, it, type TestContext } from 'vitest';
import { loadAddon } from '../../src/host/addon.js';
import { skipWithoutAddon } from '../cli/command.js';
import { asNobody, command, measured, skipUnlessPossible } from './in-place.js';

beforeEach(skipWithoutAddon);

const HUGE_PAGES = '/sys/kernel/mm/transparent_hugepage/enabled';
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
  process.once('exit', restore);
  try {
    await action();
  } finally {
    process.off('exit', restore);
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

  it('forbids perf to users (perf_event_paranoid 4), the counters are named, not zero', async (context) => {
    context.skip(
      loadAddon().inspectHost().hardwareCountersUnavailable !== null,
      'no PMU: that is what is said here, whatever may be used of it',
    );
    skipUnlessPossible(context, asNobody);
    await withSetting(context, PARANOID, '4', async () => {
      const { host } = await measured(asNobody);
      expect(host.hardwareCountersUnavailable).toMatch(/perf_event_paranoid is 4, .*sysctl/);
    });
  });

  it('forbids perf to users, software counters are refused or counted, and the run goes on', async (context) => {
    skipUnlessPossible(context, asNobody);
    await withSetting(context, PARANOID, '4', async () => {
      const { plan } = await measured(asNobody);
      for (const { reason } of plan.uncounted) expect(reason).not.toBe('');
      const { code, stderr } = await command(['perf', 'stat', '--json'], asNobody);
      expect([0, 2], stderr).toContain(code);
      if (code === 2) expect(stderr).toMatch(/^kvm-mmu-bench: [^\n]+\n$/);
    });
  });
});
