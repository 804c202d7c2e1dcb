/** A campaign finds what it is for, also in parsers that never come back. */

import { describe, expect, it } from 'vitest';
import { runCampaign } from './campaign.js';

const PARSERS = new URL('./campaign.fixture.ts', import.meta.url).href;

/** Two cases and the file itself. */
const campaign = (name: string) =>
  runCampaign({ parsers: PARSERS, name, seed: 1, cases: 2, hangMs: 3_000 });

describe('a parser that', { timeout: 120_000 }, () => {
  it('is good has all its cases read', async () => {
    expect(await campaign('good')).toMatchObject({ cases: 3, read: 3, refused: 0, found: [] });
  });

  it.each([
    ['takes memory', /^takes \d+ MiB above its \d+ bytes$/],
    ['throws', /^threw: TypeError: of undefined/],
    ['talks too much', /^a message of 400 characters: xxx/],
    ['does not print', /^an unprintable message: "two\\nlines"$/],
    ['reads wrongly', /^was read wrongly: RangeError: count -1/],
  ])('%s is found out in every case', async (name, what) => {
    const { found, cases } = await campaign(name);
    expect(cases).toBe(3);
    expect(found.map(({ number }) => number)).toEqual([-1, 0, 1]);
    for (const each of found) expect(each.what).toMatch(what);
  });

  it('never comes back is ended, and the next case is run', async () => {
    const { found } = await campaign('hangs without memory');
    expect(found.map(({ what }) => what)).toEqual(Array(2).fill('still runs after 3 s'));
  });

  it('fills the heap ends its thread only', async () => {
    const { found } = await campaign('hangs');
    expect(found.length).toBeGreaterThan(0);
    for (const { what } of found) expect(what).toMatch(/^ends its thread: |^still runs/);
  });

  it('is not there is told of', async () => {
    await expect(campaign('absent')).rejects.toThrow('no parser absent');
  });
});
