import { totalmem } from 'node:os';
import { describe, expect, it } from 'vitest';
import { inspectPlace, limitBelow } from '../../src/host/place.js';

describe('a memory limit', () => {
  it.each([
    ['is the cgroup of less than the machine has', 256, 1000, 256],
    ['is none where Node knows of none', 0, 1000, null],
    ['is none where it is the usual huge number', 2 ** 64, 1000, null],
    ['is none where it is all there is', 1000, 1000, null],
  ])('%s', (_, constrained, total, limit) => {
    expect(limitBelow(constrained, total)).toBe(limit);
  });
});

describe('the place of this process', () => {
  it('hides what cannot be listed, and is limited to less than the machine has', () => {
    const { unreadable, memoryLimitBytes } = inspectPlace();
    expect(['/proc', '/sys']).toEqual(expect.arrayContaining(unreadable));
    expect(memoryLimitBytes ?? 0).toBeLessThan(totalmem());
  });
});
