/** Cases are the same whenever they are made, and no two alike. */

import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/stats/random.js';
import { makeCase, type SeedFile, seedFiles } from './cases.js';
import { MOST_BYTES, MUTATIONS } from './mutations.js';
import { kindOfMessage } from './parser.js';

const TEXT = 'cpu 1: {"a": 12, "b": [3]}\nline two, 0x1f\n';
const FILES: readonly SeedFile[] = [TEXT, 'another 7 file\n'].map((text) => ({
  path: text,
  bytes: Buffer.from(text),
}));
const seeds = FILES.map(({ bytes }) => bytes);

describe('a case', () => {
  it('is known by its seed and its number', () => {
    for (let number = 0; number < 200; number++) {
      expect(makeCase(FILES, 5, number).equals(makeCase(FILES, 5, number))).toBe(true);
    }
  });

  it('is another one for another number or seed', () => {
    const made = new Set<string>();
    for (let number = 0; number < 200; number++) {
      for (const seed of [1, 2]) made.add(makeCase(FILES, seed, number).toString('latin1'));
    }
    expect(made.size).toBeGreaterThan(300);
  });

  it('is as long as it may be, and no longer', () => {
    const lengths = Array.from({ length: 500 }, (_, number) => makeCase(FILES, 1, number).length);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(MOST_BYTES);
    expect(Math.max(...lengths)).toBeGreaterThan(16 * 1024);
    expect(makeCase(FILES, 1, lengths.indexOf(Math.max(...lengths)), 100)).toHaveLength(100);
  });
});

describe.each(Object.entries(MUTATIONS))('the mutation "%s"', (_, mutate) => {
  it('changes a file now and then, never in place, and bears an empty one', () => {
    const random = seededRandom(3);
    const bytes = Buffer.from(TEXT);
    let changed = 0;
    for (let times = 0; times < 200; times++) {
      if (!mutate(bytes, { random, seeds }).equals(bytes)) changed += 1;
      expect(bytes.toString()).toBe(TEXT);
      mutate(Buffer.alloc(0), { random, seeds });
    }
    expect(changed).toBeGreaterThan(20);
  });
});

it('a parser without any file is told of', () => {
  expect(() => seedFiles({ name: 'none', seeds: [] })).toThrow('no files for none');
});

it('messages of a kind differ in numbers, places and quoted text only', () => {
  const kind = kindOfMessage('/tmp/a/boot.log:17: found "x \\" y", expected 0x1f');
  expect(kindOfMessage('/tmp/b/boot.log:4: found "z", expected 0x2e')).toBe(kind);
  expect(kindOfMessage('/tmp/b/boot.log:4: found "z", expected a line')).not.toBe(kind);
});
