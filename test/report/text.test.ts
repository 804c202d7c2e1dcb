import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayWidth, palette, printable, shorten, wrap } from '../../src/report/text.js';

const anyText = fc.string({ unit: 'grapheme', maxLength: 200 });

describe('printable', () => {
  it('lets no control or formatting character through', () => {
    expect(printable('a\u001b[31mb\u0007\u202ec\u0000')).toBe('a?[31mb??c?');
    expect(printable('one\r\n\ttwo')).toBe('one two');
    expect(printable('列 µ † ±')).toBe('列 µ † ±');
  });
});

describe('shorten', () => {
  it('keeps both ends', () => {
    expect(shorten('memcpy-constants-rep-movsb', 26)).toBe('memcpy-constants-rep-movsb');
    expect(shorten('memcpy-constants-rep-movsb', 21)).toBe('memcpy-con…-rep-movsb');
  });

  it('never exceeds the width', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 3, max: 80 }), (text, width) => {
        expect(displayWidth(shorten(text, width))).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe('wrap', () => {
  it('breaks at spaces and indents what follows', () => {
    expect(wrap('loads took 14 ns; expected 104 ns', 18, '  ')).toBe(
      'loads took 14 ns;\n  expected 104 ns',
    );
  });

  it('breaks a word only if a whole line is too narrow for it', () => {
    expect(wrap('see abcdefghij', 8)).toBe('see\nabcdefgh\nij');
  });

  it('keeps every line within the width and loses nothing but spaces', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 8, max: 100 }), (text, width) => {
        const wrapped = wrap(text, width, '  ');
        for (const line of wrapped.split('\n')) {
          expect(displayWidth(line)).toBeLessThanOrEqual(width);
        }
        expect(wrapped.replace(/\s/g, '')).toBe(printable(text).replace(/\s/g, ''));
      }),
    );
  });
});

describe('palette', () => {
  it('writes no escape sequence without colour', () => {
    const paints = Object.values(palette(false));
    expect(paints.map((paint) => paint('x'))).toEqual(paints.map(() => 'x'));
    expect(palette(true).bad('x')).toContain('\u001b[31m');
  });
});
