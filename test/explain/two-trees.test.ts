import { describe, expect, it } from 'vitest';
import type { Interval } from '../../src/stats/types.js';
import { answerOf, baseline, cell, interval, kindsOf, sentenceOf } from './evidence.js';

const BEFORE = { layout: 'v5.16', phase: 40, state: 'dram' };
const AFTER = { layout: 'v5.17', phase: 16, state: 'dram' };

function evidenceOf(before: Interval, after: Interval) {
  return [
    baseline({ ...BEFORE, linesDirtied: 6 }),
    cell({ ...BEFORE, linesDirtied: 5, saving: before }),
    baseline({ ...AFTER, linesDirtied: 5 }),
    cell({ ...AFTER, linesDirtied: 5, saving: after }),
  ];
}

function treesSentence(before: Interval, after: Interval): string {
  return sentenceOf(answerOf(evidenceOf(before, after)), 'trees');
}

describe('the patch on the tree it was written for and on the next release', () => {
  it('differs where the two savings can be told apart', () => {
    expect(treesSentence(interval(13, 3), interval(3, 4))).toBe(
      'The patch spares 1 of 6 lines on v5.16 at phase 40 and 0 of 5 lines on v5.17 at phase 16; ' +
        'with lines in memory its saving is 13 [10, 16] ns on the first and 3 [-1, 7] ns on the second: ' +
        'the two differ by 10 [5, 15] ns.',
    );
  });

  it('cannot be told apart where the difference may be none', () => {
    const sentence = treesSentence(interval(13, 8), interval(3, 6));
    expect(sentence).toContain('the two cannot be told apart in this run (10 [0, 20] ns).');
    expect(sentence).not.toContain('differ by');
  });

  it.each([
    // Arms of 3 and 4 add to 5.
    [interval(15.1, 3), interval(10, 4), true],
    [interval(14.9, 3), interval(10, 4), false],
    [interval(10, 3), interval(15.1, 4), true],
    [interval(10, 3), interval(14.9, 4), false],
    [interval(10, 0.1), interval(10, 0.1), false],
  ])('%j against %j: told apart %s', (before, after, apart) => {
    const sentence = treesSentence(before, after);
    expect(sentence.includes('differ by')).toBe(apart);
    expect(sentence.includes('cannot be told apart')).toBe(!apart);
  });

  it('has the arms on the sides where they belong', () => {
    const skewed = treesSentence(
      { estimate: 20, low: 17, high: 32 },
      { estimate: 10, low: 5, high: 14 },
    );
    // Below: 3 and 4; above: 12 and 5.
    expect(skewed).toContain('the two differ by 10 [5, 23] ns');
  });

  it('compares the same guest, state and retirement only', () => {
    const [wholeBefore, before, wholeAfter, after] = evidenceOf(interval(13, 3), interval(3, 4));
    if (!wholeBefore || !before || !wholeAfter || !after) throw new Error('no evidence');
    const elsewhere = { ...after, retirement: 'overlapped' };
    expect(kindsOf(answerOf([wholeBefore, before, wholeAfter, elsewhere]))).not.toContain('trees');
  });

  it('does not count lines without the whole to count from', () => {
    const patches = evidenceOf(interval(13, 3), interval(3, 4)).filter(
      ({ strategy }) => strategy === 'init-flag',
    );
    expect(answerOf(patches).join()).not.toMatch(/-\d+ of/);
  });
});
