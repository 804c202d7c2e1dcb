import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outputOf, partialOf, previousOf } from '../../src/run/partial-name.js';

describe('the name of a partial result', () => {
  it.each([
    ['X.json', 'X.partial.json'],
    ['a.b/results/latest.json', 'a.b/results/latest.partial.json'],
    ['X', 'X.partial'],
    ['X.json.gz', 'X.json.gz.partial'],
  ])('of %s is %s', (output, partial) => {
    expect(partialOf(output)).toBe(partial);
    expect(outputOf(partial)).toBe(output);
  });

  it('tells the name of its result, whatever that is', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.constantFrom('', '.json'), (name, ending) => {
        expect(outputOf(partialOf(name + ending))).toBe(name + ending);
      }),
    );
  });

  it('is no other name', () => {
    for (const name of ['X.json', 'partial.json', 'X.partial.html']) {
      expect(outputOf(name)).toBeNull();
    }
  });

  it('makes way under the next name that is free, which is a partial result too', () => {
    const folder = mkdtempSync(join(tmpdir(), 'partial-name-'));
    const partial = join(folder, 'X.partial.json');
    try {
      expect(previousOf(partial)).toBe(join(folder, 'X.previous.partial.json'));
      writeFileSync(previousOf(partial), '');
      expect(previousOf(partial)).toBe(join(folder, 'X.previous-2.partial.json'));
      expect(outputOf(previousOf(partial))).toBe(join(folder, 'X.previous-2.json'));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
