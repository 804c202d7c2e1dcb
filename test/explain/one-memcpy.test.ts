import { describe, expect, it } from 'vitest';
import { answerOf, cell, interval, sentenceOf } from './evidence.js';

const copy = (changes: Parameters<typeof cell>[0] = {}) =>
  cell({ strategy: 'memcpy-rep-movsb', saving: interval(-20, 2), ...changes });

function copySentence(...cells: Parameters<typeof answerOf>[0]): string {
  return sentenceOf(answerOf(cells), 'copy');
}

describe('the copy instead of single stores', () => {
  it('is told near and far', () => {
    expect(copySentence(copy(), copy({ state: 'dram', saving: interval(-63, 10) }))).toBe(
      'Copying a prepared template instead (memcpy-rep-movsb) loses 20 [18, 22] ns with v5.17 at ' +
        'phase 16, hot, drained and loses 63 [53, 73] ns with v5.17 at phase 16, dram, drained.',
    );
  });

  it('saves where it saves', () => {
    expect(copySentence(copy({ saving: interval(7, 1) }))).toContain(
      'saves 7.0 [6.0, 8.0] ns with v5.17',
    );
  });

  it('can lose near and save far', () => {
    const sentence = copySentence(copy(), copy({ state: 'dram', saving: interval(30, 2) }));
    expect(sentence).toMatch(/loses 20 \[18, 22\] ns .*hot.* and saves 30 \[28, 32\] ns .*dram/);
  });

  it('makes no difference where it is not resolved, and shows no number as if it did', () => {
    const sentence = copySentence(copy({ saving: interval(-1, 3), resolved: false }));
    expect(sentence).toBe(
      'Copying a prepared template instead (memcpy-rep-movsb) makes no difference beyond the ' +
        'noise floor with v5.17 at phase 16, hot, drained.',
    );
  });

  it('is told for drained resets where both were measured', () => {
    const overlapped = copy({ retirement: 'overlapped', saving: interval(-5, 1) });
    expect(copySentence(overlapped, copy())).toContain('loses 20 [18, 22] ns');
    expect(copySentence(overlapped)).toContain(
      'loses 5.0 [4.0, 6.0] ns with v5.17 at phase 16, hot, over',
    );
  });
});
