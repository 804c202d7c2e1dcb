import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { searchListing } from '../../src/report/search-listing.js';
import { displayWidth } from '../../src/report/text.js';
import { structs } from '../search/structs.js';
import { candidate, original } from './search-outcomes.js';

describe('a listing', () => {
  it('is as pahole’s: offsets, sizes, holes, and where lines begin at the phase', () => {
    expect(searchListing(original.layout, [0, 2])).toBe(
      [
        'struct small {',
        '  /* cacheline 0, from its byte 40 on, dirtied */',
        '  a;                                  /*     0     8  constant */',
        '  b;                                  /*     8    88  untouched */',
        '  /* --- cacheline 1 boundary (24 bytes) was 72 bytes ago, clean --- */',
        '  /* --- cacheline 2 boundary (88 bytes) was 8 bytes ago, dirtied --- */',
        '  c;                                  /*    96     4  role-dependent */',
        '  /* XXX 4 bytes hole */',
        '  d;                                  /*   104     8  root */',
        '  /* size: 112, cachelines: 3, members: 4, phase: 40 */',
        '};',
      ].join('\n'),
    );
  });

  it('tells of a line that begins with a field before that field', () => {
    const text = searchListing(candidate.layout, [0]);
    expect(text).toMatch(/boundary \(24 bytes\), clean --- \*\/\n {2}b; /);
  });

  it('has every field with its offset and size, and each line’s beginning once', () => {
    fc.assert(
      fc.property(structs(12), (layout) => {
        const text = searchListing(layout, []);
        for (const { name, offset, sizeBytes } of layout.fields) {
          expect(text).toMatch(new RegExp(`^ {2}${name}; +/\\* +${offset} +${sizeBytes}  `, 'm'));
        }
        const told = [...text.matchAll(/cacheline (\d+) boundary \((\d+) bytes\)/g)];
        const last = layout.fields.at(-1);
        const end = last === undefined ? 0 : last.offset + last.sizeBytes;
        const expected = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20]
          .map((line) => [String(line), String(line * 64 - layout.phase)])
          .filter(([, at]) => Number(at) < end);
        expect(told.map(([, line, at]) => [line, at])).toEqual(expected);
        const holes = [...text.matchAll(/XXX (\d+) bytes? hole/g)];
        const holeBytes = holes.reduce((sum, [, bytes]) => sum + Number(bytes), 0);
        const used = layout.fields.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
        expect(used + holeBytes).toBe(layout.sizeBytes);
      }),
    );
  });

  it('keeps names of others to one line of 80 columns', () => {
    const name = `${'x'.repeat(90)}\n\u001b[31m`;
    const [first] = original.layout.fields;
    if (first === undefined) throw new Error('no field');
    const text = searchListing({ ...original.layout, fields: [{ ...first, name }] }, []);
    for (const line of text.split('\n')) {
      expect(displayWidth(line)).toBeLessThanOrEqual(80);
      expect(line).not.toMatch(/\p{Cc}/u);
    }
  });
});
