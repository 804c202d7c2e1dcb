import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadAddon } from '../../src/host/addon.js';
import { displayWidth } from '../../src/report/text.js';
import { listWorkloads } from '../../src/workload/workloads.js';
import { once, run, skipWithoutAddon } from './command.js';

const entry = z.strictObject({ name: z.string().min(1), description: z.string().min(1) });
const listing = z.record(z.string(), z.array(entry).min(1));
const everything = z.object({ hazards: resultSchema.shape.hazards }).catchall(listing.valueType);

beforeEach(skipWithoutAddon);

describe.concurrent('list --json', () => {
  it('is one document of names with descriptions, by kind', async () => {
    const { code, stdout, stderr } = await run(['list', '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lists = listing.parse(JSON.parse(stdout));
    const namesOf = (kind: string) => lists[kind]?.map(({ name }) => name);
    const { layouts, states, retirements, strategies: all } = loadAddon().registry();
    const strategies = all.filter(({ control }) => !control);
    for (const [kind, entries] of Object.entries({ layouts, states, retirements, strategies })) {
      expect(namesOf(kind)).toEqual(entries.map(({ name }) => name));
    }
    expect(namesOf('workloads')).toEqual(listWorkloads().map(({ id }) => id));
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
    const { stdout } = await listed();
    const [title, ...lines] = stdout.trimEnd().split('\n');
    expect(title).toBe('strategies');
    for (const line of lines) expect(line).toMatch(/^( {2}| {6})\S/);
  });
});
