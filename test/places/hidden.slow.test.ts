import { beforeEach, describe, expect, it, vi } from 'vitest';
import { skipWithoutAddon } from '../cli/command.js';
import { command, LIMIT_MS, measured, mends, skipUnlessPossible, without } from './in-place.js';

vi.setConfig({ testTimeout: LIMIT_MS });
beforeEach(skipWithoutAddon);

describe.each([
  ['/proc', /^\/proc cannot be read: .* not known; mount -t proc/],
  ['/sys', /^\/sys cannot be read: caches are as CPUID tells.* mount -t sysfs/],
])('without %s', (folder, warning) => {
  const inside = without(folder);
  beforeEach((context) => skipUnlessPossible(context, inside));

  it('host names it, and claims no fewer CPUs than may be used', async () => {
    const { code, stdout, stderr } = await command(['host', '--json'], inside);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { warnings, unreadable, cpus, allowedCpus, caches } = JSON.parse(stdout);
    expect(unreadable).toEqual([folder]);
    expect(warnings).toContainEqual(expect.stringMatching(warning));
    expect(cpus).toBeGreaterThanOrEqual(allowedCpus.length);
    expect(caches.length).toBeGreaterThan(0);
  });

  it('a run measures, and its result says so', async () => {
    const result = await measured(inside);
    expect(result.warnings).toContainEqual(expect.stringMatching(warning));
    expect(result.host.unreadable).toEqual([folder]);
  });

  it('list is as everywhere', async () => {
    const everywhere = await command(['list', '--json'], []);
    expect(await command(['list', '--json'], inside)).toEqual(everywhere);
  });
});

it('without /sys nobody is told to write to a file of it', async (context) => {
  skipUnlessPossible(context, without('/sys'));
  expect((await mends(without('/sys'))).join('\n')).not.toContain('/sys/kernel');
});
