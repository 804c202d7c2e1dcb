/** A strategy that claims to be equivalent leaves the kernel's bytes after whatever came before. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { registry, runnable } from './support/addon.js';
import { type Sequence, sequence, shortSequence } from './support/guests.arbitrary.js';
import {
  bytesAfter,
  NO_DIFFERENCES,
  type Subject,
  structDifferences,
  subjects,
  titleOf,
} from './support/replay.js';

const equivalent = runnable
  .filter((strategy) => strategy.equivalent && strategy.name !== registry.baseline)
  .map(({ name }) => name);

/** root_mmu and nested_mmu, of all these strategies. */
function expectSameBytes(subject: Subject, resets: Sequence): void {
  const expected = bytesAfter(subject, registry.baseline, resets);
  for (const strategy of equivalent) {
    const found = bytesAfter(subject, strategy, resets);
    expect(structDifferences(found, expected), strategy).toEqual(NO_DIFFERENCES);
  }
}

describe('leaves the bytes of field-by-field', () => {
  it('is claimed by the memcpys and by the maintainers’ version', () => {
    expect(equivalent).toEqual(
      expect.arrayContaining(['constant-once', 'memcpy-mov64', 'memcpy-libc']),
    );
  });

  it('is tried with the stores alone and with whole calls, on every path', () => {
    const tried = new Set(subjects.map(({ path, scope }) => `${path} ${scope}`));
    const { paths, scopes } = registry;
    const all = paths.flatMap((path) => scopes.map((scope) => `${path.name} ${scope.name}`));
    expect(tried).toEqual(new Set(all));
  });

  const cases = subjects.map((subject) => [titleOf(subject), subject] as const);

  it.each(cases)('%s, after random resets', (_, subject) => {
    fc.assert(
      fc.property(shortSequence, (resets) => expectSameBytes(subject, resets)),
      { seed: 5_17, numRuns: 20 },
    );
  });

  it.each(cases)('%s, after thousands of resets between many states', (_, subject) => {
    const long = sequence({
      states: { minLength: 40, maxLength: 60 },
      resets: { minLength: 2000, maxLength: 2100 },
    });
    fc.assert(
      fc.property(long, (resets) => expectSameBytes(subject, resets)),
      { seed: 5_16, numRuns: 2 },
    );
  });
});
