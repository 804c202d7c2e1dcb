import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.js';
import { pickNames } from '../../src/plan/options.js';
import { usageError } from './usage-error.js';

const VALID = ['v5.16', 'v5.17', 'hot-first'] as const;

function pick(list: string): string[] {
  return pickNames('layout', list, VALID);
}

describe('a list of names', () => {
  it('is comma separated and keeps its order', () => {
    expect(pick('v5.17')).toEqual(['v5.17']);
    expect(pick('hot-first,v5.16')).toEqual(['hot-first', 'v5.16']);
  });

  it('may have spaces around the names', () => {
    expect(pick(' v5.17 ,\tv5.16 ')).toEqual(['v5.17', 'v5.16']);
  });

  it('counts a name once', () => {
    expect(pick('v5.17,v5.16,v5.17, v5.16')).toEqual(['v5.17', 'v5.16']);
  });

  it('is everything, in the order of the registry, for all', () => {
    expect(pick('all')).toEqual([...VALID]);
    expect(pick('hot-first, all')).toEqual([...VALID]);
  });

  it('is a copy: changing it leaves the registry alone', () => {
    const names = [...VALID];
    pickNames('layout', 'all', names).pop();
    expect(names).toEqual([...VALID]);
  });
});

describe('an unknown name', () => {
  it('is answered in one line with the nearest names and how to list all', () => {
    expect(usageError(() => pick('v5.71'))).toBe(
      'unknown layout "v5.71": did you mean v5.17 or v5.16? (kvm-mmu-bench list layouts shows all)',
    );
  });

  it('is found among known ones', () => {
    expect(usageError(() => pick('v5.16,hotfirst,v5.17'))).toContain(
      '"hotfirst": did you mean hot-first?',
    );
  });

  it('far from all of them gets no guess', () => {
    expect(usageError(() => pick('something-else-entirely'))).toBe(
      'unknown layout "something-else-entirely" (kvm-mmu-bench list layouts shows all)',
    );
  });

  it.each(['', ' ', 'v5.16,', ',v5.16', 'v5.16,,v5.17'])('is an empty one in %j', (list) => {
    expect(usageError(() => pick(list))).toContain('unknown layout ""');
  });

  it('differs in case, or hides control characters that do not reach the terminal', () => {
    expect(usageError(() => pick('V5.17'))).toContain('did you mean v5.17');
    expect(usageError(() => pick('v5\u001b[31m\n.17'))).toContain('"v5\\u001b[31m\\n.17"');
  });

  it('is not swallowed by all beside it', () => {
    expect(usageError(() => pick('all,v5.71'))).toContain('unknown layout "v5.71"');
  });
});

describe('whatever is typed', () => {
  const list = fc
    .array(fc.oneof(fc.constantFrom(...VALID, 'all'), fc.string({ maxLength: 8 })), {
      maxLength: 6,
    })
    .map((names) => names.join(','));

  it('gives names of the registry without duplicates, or a usage error of one line', () => {
    fc.assert(
      fc.property(list, (text) => {
        let names: string[];
        try {
          names = pick(text);
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
          expect((error as UsageError).message).not.toMatch(/\p{Cc}/u);
          return;
        }
        expect(names.length).toBeGreaterThan(0);
        expect(new Set(names).size).toBe(names.length);
        expect(VALID).toEqual(expect.arrayContaining(names));
      }),
    );
  });

  it('made of known names only always gives exactly those', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...VALID), { minLength: 1 }), (names) => {
        expect(pick(names.join(' , '))).toEqual([...new Set(names)]);
      }),
    );
  });
});
