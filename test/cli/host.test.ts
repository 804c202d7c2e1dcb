import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { resultSchema } from '../../src/report/result.js';
import { run, skipWithoutAddon } from './command.js';

beforeEach(skipWithoutAddon);

describe('host', () => {
  it('as JSON is the host of a result with its warnings, and nothing else', async () => {
    const { code, stdout, stderr } = await run(['host', '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const host = resultSchema.shape.host.extend({ warnings: z.array(z.string()) }).strict();
    const { allowedCpus, tscHz, coreHz, caches } = host.parse(JSON.parse(stdout));
    expect(allowedCpus.length).toBeGreaterThan(0);
    expect(tscHz).toBeGreaterThan(1e8);
    expect(coreHz).toBeGreaterThan(1e8);
    expect(caches.some(({ level, type }) => level === 1 && type === 'data')).toBe(true);
  });
});
