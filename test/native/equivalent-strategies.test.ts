/** A strategy that claims to be equivalent leaves the kernel's bytes after whatever came before. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { registry, runnable } from './support/addon.js';
import { type Sequence, sequence } from './support/guests.arbitrary.js';
import { bytesAfter, differences } from './support/replay.js';

const equivalent = runnable.filter(({ name, equivalent: claims }) => {
  return claims && name !== registry.baseline;
});

function expectSameBytes(strategy: string, resets: Sequence): void {
  for (const { name: layout } of registry.layouts) {
    const expected = bytesAfter(layout, registry.baseline, resets);
    expect(differences(bytesAfter(layout, strategy, resets), expected), layout).toEqual([]);
  }
}

describe('leaves the bytes of field-by-field', () => {
  it('is claimed by the memcpys and by the maintainers’ version', () => {
    const names = equivalent.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['constant-once', 'memcpy-mov64', 'memcpy-libc']));
  });

  it.each(equivalent)('$name, after random resets', ({ name }) => {
    fc.assert(
      fc.property(sequence({ states: 8, resets: 40 }), (resets) => expectSameBytes(name, resets)),
      { seed: 5_17, numRuns: 80 },
    );
  });

  it.each(equivalent)('$name, after thousands of resets between many states', ({ name }) => {
    fc.assert(
      fc.property(sequence({ states: 60, resets: 3000 }), (resets) =>
        expectSameBytes(name, resets),
      ),
      { seed: 5_16, numRuns: 5 },
    );
  });
});
