import { describe, expect, it } from 'vitest';
import { answerOf, baseline, cell, interval, sentenceOf } from './evidence.js';

function timeSentence(...args: Parameters<typeof answerOf>): string {
  return sentenceOf(answerOf(...args), 'time');
}

const far = baseline({ state: 'dram', nsPerReset: interval(150, 10) });
const near = baseline({ nsPerReset: interval(12, 1) });

describe('where the time of a whole reset goes', () => {
  it('is told by the costliest place and by the same lines hot', () => {
    expect(timeSentence([near, far])).toBe(
      'A whole field-by-field reset of 4 lines costs 150 [140, 160] ns with v5.17 at phase 16, ' +
        'dram, drained and 12.0 [11.0, 13.0] ns with the same lines hot, so 92.0 % of it is ' +
        'fetching lines, not storing; if resets cost nothing at all, thread-600 would save 60.0 µs.',
    );
  });

  it('follows lines, costs and workload', () => {
    const cells = [
      { ...near, nsPerReset: interval(40, 1) },
      { ...far, nsPerReset: interval(50, 1), linesDirtied: 7 },
    ];
    const sentence = timeSentence(cells, [], { id: 'pc-kernel', full: 6 });
    expect(sentence).toContain('reset of 7 lines costs 50.0 [49.0, 51.0] ns');
    expect(sentence).toContain('so 20.0 % of it');
    expect(sentence).toContain('pc-kernel would save 0.30 µs.');
  });

  it('compares with the same layout, guest and retirement only', () => {
    for (const elsewhere of [
      { layout: 'v5.16', phase: 40 },
      { phase: 24 },
      { retirement: 'overlapped' },
    ]) {
      expect(timeSentence([{ ...near, ...elsewhere }, far])).not.toContain('hot');
    }
  });

  it('compares with nothing where hot was not measured, or is the costliest itself', () => {
    for (const cells of [[far], [near]]) {
      const sentence = timeSentence(cells);
      expect(sentence).not.toContain('%');
      expect(sentence).toContain('if resets cost nothing at all');
    }
  });

  it('is about the baseline: a slower strategy is not the cost of a reset', () => {
    const slow = cell({ strategy: 'memcpy-nontemporal', nsPerReset: interval(900, 1) });
    expect(timeSentence([near, slow])).toBe(timeSentence([near]));
  });
});
