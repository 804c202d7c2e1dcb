import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadAddon } from '../../src/host/addon.js';
import { resultSchema } from '../../src/report/result.js';
import { displayWidth } from '../../src/report/text.js';
import { listRules } from '../../src/workload/rules.js';
import { listWorkloads } from '../../src/workload/workloads.js';
import { once, run, skipWithoutAddon } from './command.js';

const entry = z.strictObject({ name: z.string().min(1), description: z.string().min(1) });
const listing = z
  .object({ hazards: resultSchema.shape.hazards.nonoptional() })
  .catchall(z.array(entry).min(1));

beforeEach(skipWithoutAddon);

describe.concurrent('list --json', () => {
  it('is one document of names with descriptions, by kind, and of hazards', async () => {
    const { code, stdout, stderr } = await run(['list', '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { hazards, ...lists } = listing.parse(JSON.parse(stdout));
    const registry = loadAddon().registry();
    const { layouts, bootStates: states, retirements, paths, scopes } = registry;
    const strategies = registry.strategies.filter(({ control }) => !control);
    const workloads = listWorkloads().map(({ id: name }) => ({ name }));
    const rules = listRules();
    const kinds = { layouts, states, retirements, paths, scopes, strategies, workloads, rules };
    for (const [kind, entries] of Object.entries(kinds)) {
      expect(lists[kind]?.map(({ name }) => name)).toEqual(entries.map(({ name }) => name));
    }
    const runnable = strategies.filter(({ unavailable }) => unavailable === null);
    expect(new Set(hazards.map(({ strategy }) => strategy))).toEqual(
      new Set(runnable.map(({ name }) => name)),
    );
  });
});

describe.concurrent('list layouts', () => {
  it('says whose rules each has room for, and nothing of hazards', async () => {
    const { stdout } = await run(['list', 'layouts']);
    const text = stdout.replace(/\s+/g, ' ');
    for (const { name, sizeBytes, rules } of loadAddon().registry().layouts) {
      expect(text).toMatch(new RegExp(` ${name} ${sizeBytes} bytes at phase \\d+: `));
      expect(text).toContain(`follows the rules of ${rules.join(' or ')}`);
    }
    expect(text).not.toContain('Stale bytes');
  });
});

describe.concurrent('list strategies', () => {
  const listed = once(() => run(['list', 'strategies']));

  it('names all that an option takes, no control, and what the inequivalent ones leave stale', async () => {
    const { code, stdout, stderr } = await listed();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { strategies } = loadAddon().registry();
    for (const { name, control } of strategies) {
      expect(new RegExp(`^ {2}${name}$`, 'm').test(stdout)).toBe(!control);
    }
    expect(stdout).toMatch(/init-flag\n.*not equivalent:/s);
    expect(Math.max(...stdout.split('\n').map(displayWidth))).toBeLessThanOrEqual(80);
  });

  it('sets descriptions in, all their lines alike', async () => {
    const [strategies = ''] = (await listed()).stdout.split('\n\n');
    const [title, ...lines] = strategies.split('\n');
    expect(title).toBe('strategies');
    expect(lines.length).toBeGreaterThan(10);
    for (const line of lines) expect(line).toMatch(/^( {2}| {6})\S/);
  });

  it('shows below them, on the compiled code, the bytes that go stale', async () => {
    const [, hazards = ''] = (await listed()).stdout.split('\n\n');
    expect(hazards).toMatch(/^Stale bytes after sequences of resets: v5\.17, tdp$/m);
    expect(hazards).toContain('root_mmu.shadow_root_level, 1 byte at 81: 04, should be 05');
  });
});
