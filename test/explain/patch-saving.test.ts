import { describe, expect, it } from 'vitest';
import { answerOf, cell, FULL_RESETS, interval, sentenceOf } from './evidence.js';

function patchSentence(...args: Parameters<typeof answerOf>): string {
  return sentenceOf(answerOf(...args), 'patch');
}

/** A cell whose boot figure, in µs, is this. */
function claims(microseconds: number, half: number) {
  return cell({
    saving: interval((microseconds * 1000) / FULL_RESETS, (half * 1000) / FULL_RESETS),
  });
}

describe('what the patch saves', () => {
  it('is told with place, intervals, boot figure and share of the 36 µs', () => {
    expect(patchSentence([cell({ saving: interval(12, 2), state: 'dram' })])).toContain(
      'The patch (init-flag) saves most with v5.17 at phase 16, dram, drained: ' +
        '12 [10, 14] ns per full reset, which over the 400 of thread-600 explains ' +
        '4.8 [4.0, 5.6] µs of 36 µs (13.3 %); ',
    );
  });

  it('is that of the place where it saves most', () => {
    const cells = [
      cell({ saving: interval(3, 1) }),
      cell({ saving: interval(21, 1), layout: 'v5.16', phase: 40, retirement: 'overlapped' }),
      cell({ saving: interval(9, 1), state: 'dram' }),
    ];
    for (const order of [cells, [...cells].reverse()]) {
      expect(patchSentence(order)).toContain(
        'most with v5.16 at phase 40, hot, overlapped: 21.0 [20',
      );
    }
  });

  it('is not that of a place where it drowns in noise', () => {
    const cells = [
      cell({ saving: interval(300, 400), state: 'dram', resolved: false }),
      cell({ saving: interval(3, 1) }),
    ];
    expect(patchSentence(cells)).toContain('hot, drained: 3.0 [2.0, 4.0] ns');
  });

  it('names the workload and counts its full resets', () => {
    const workload = { id: 'pc-kernel', full: 6 };
    expect(patchSentence([cell()], [], workload)).toContain('over the 6 of pc-kernel explains');
  });
});

describe('a patch that saves nothing', () => {
  const nothing = 'The patch (init-flag) saves nothing here that exceeds the noise floor.';

  it('says so where nothing is resolved', () => {
    const cells = [cell({ resolved: false }), cell({ resolved: false, state: 'dram' })];
    expect(answerOf(cells)).toEqual([nothing]);
  });

  it('says so where it loses', () => {
    expect(answerOf([cell({ saving: interval(-9, 1) })])).toEqual([nothing]);
  });
});

describe('the verdict on 36 µs', () => {
  const reached = 'the claim is reached here.';
  const within = 'the claim is within its interval.';
  const out = 'the claim is out of reach of these writes here';

  it.each([
    [40, 3, reached],
    [37, 1, reached],
    [37, 1.01, within],
    [36, 1, within],
    [35, 1, within],
    [35, 0.99, out],
    [5, 1, out],
  ])('%d ± %d µs', (microseconds, half, verdict) => {
    const sentence = patchSentence([claims(microseconds, half)]);
    expect(sentence).toContain(verdict);
    expect([reached, within, out].filter((each) => sentence.includes(each))).toEqual([verdict]);
  });

  it('is on the share that it explains, above 100 % too', () => {
    expect(patchSentence([claims(9, 1)])).toContain('(25.0 %)');
    expect(patchSentence([claims(54, 1)])).toContain('(150.0 %)');
  });

  it('does not rule out what a noisier place leaves open', () => {
    const noisy = { ...claims(20, 40), state: 'dram', resolved: false };
    expect(patchSentence([claims(5, 1), noisy])).not.toContain(out);
  });

  it('does not rule out what a place with a smaller estimate leaves open', () => {
    expect(patchSentence([claims(30, 1), { ...claims(29, 9), state: 'dram' }])).not.toContain(out);
  });
});
