import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BootEstimate, CellEstimate } from '../../src/explain/types.js';
import { answerOf, baseline, boot, cell, interval, kindsOf, sentenceOf } from './evidence.js';

const copy = (changes: Parameters<typeof cell>[0] = {}) =>
  cell({ strategy: 'memcpy-rep-movsb', saving: interval(-20, 1), ...changes });
const v516 = { layout: 'v5.16', phase: 40 };

describe('a sentence appears only where its evidence was measured', () => {
  it.each<[string, CellEstimate[], BootEstimate[], string[]]>([
    ['nothing', [], [], []],
    ['the patch', [cell()], [], ['patch']],
    ['the baseline', [baseline()], [], ['time']],
    ['both', [baseline(), cell()], [], ['patch', 'time']],
    ['the copy, hot', [copy()], [], ['copy']],
    ['the copy in a state between', [copy({ state: 'l1-evicted' })], [], []],
    ['another strategy', [cell({ strategy: 'context-swap' })], [], []],
    ['the patch on both trees, hot', [cell(v516), cell()], [], ['patch']],
    [
      'the patch on both trees, in memory',
      [v516, {}].flatMap((tree) => [
        baseline({ ...tree, state: 'dram' }),
        cell({ ...tree, state: 'dram' }),
      ]),
      [],
      ['patch', 'time', 'trees'],
    ],
    ['the patch on one tree, in memory', [cell({ ...v516, state: 'dram' })], [], ['patch']],
    ['a boot with the patch', [], [boot()], ['boot']],
    ['a boot without it', [], [boot({ strategy: 'field-by-field' })], []],
    [
      'everything',
      [
        baseline({ ...v516, state: 'dram' }),
        baseline({ state: 'dram' }),
        cell({ ...v516, state: 'dram' }),
        cell({ state: 'dram' }),
        copy({ state: 'dram' }),
      ],
      [boot()],
      ['patch', 'time', 'copy', 'trees', 'boot'],
    ],
  ])('%s', (_, cells, boots, kinds) => {
    expect(kindsOf(answerOf(cells, boots))).toEqual(kinds);
  });
});

describe('a state that was not reached', () => {
  it('is in no sentence, whatever it shows', () => {
    const missed = { state: 'dram', reached: false };
    const huge = interval(500, 1);
    const cells = [
      ...[baseline({ ...missed, nsPerReset: huge }), cell({ ...missed, saving: huge })],
      ...[copy(missed), cell({ ...missed, ...v516 }), baseline(), cell()],
    ];
    expect(answerOf(cells)).toEqual(answerOf([baseline(), cell()]));
    expect(answerOf(cells).join()).not.toContain('dram');
  });

  it('leaves no answer where there is no other', () => {
    const cells = [cell({ reached: false }), baseline({ reached: false })];
    expect(answerOf(cells, [boot({ reached: false })])).toEqual([]);
  });

  it('in one boot leaves the others', () => {
    const missed = boot({
      state: 'dram',
      reached: false,
      savingMicrosecondsPerBoot: interval(99, 1),
    });
    expect(answerOf([], [missed, boot()])).toEqual(answerOf([], [boot()]));
  });
});

describe('guests', () => {
  const paged = cell({ guest: 'four-level', saving: interval(30, 1) });

  it("of the thread's kind come first, whatever others show", () => {
    expect(answerOf([paged, cell()])).toEqual(answerOf([cell()]));
  });

  it('of another kind speak where nothing else was measured, and are named', () => {
    const [sentence] = answerOf([paged]);
    expect(sentence).toContain('four-level guest');
    expect(answerOf([cell()]).join()).not.toContain('guest');
  });

  it('without paging whose states were not reached are not replaced by others', () => {
    expect(answerOf([paged, cell({ reached: false })])).toEqual([]);
  });
});

describe('no sentence is canned', () => {
  const number = fc.integer({ min: 20, max: 9999 }).map((tenths) => tenths / 10);

  /** Every kind of sentence, with all measured numbers a factor apart. */
  function everything(factor: number): string[] {
    const scaled = (estimate: number) => interval(estimate * factor, 0.04 * estimate * factor);
    const cells = [v516, {}].flatMap((tree) => [
      baseline({ ...tree, state: 'dram', nsPerReset: scaled(50) }),
      cell({ ...tree, state: 'dram', saving: scaled('layout' in tree ? 8 : 2) }),
      copy({ ...tree, state: 'dram', saving: scaled(-20) }),
    ]);
    return answerOf(cells, [boot({ savingMicrosecondsPerBoot: scaled(3) })]);
  }

  it('other numbers give another text of every sentence', () => {
    fc.assert(
      fc.property(number, number, (one, other) => {
        fc.pre(Math.max(one, other) > 1.2 * Math.min(one, other));
        const [first, second] = [everything(one), everything(other)];
        expect(kindsOf(first)).toEqual(['patch', 'time', 'copy', 'trees', 'boot']);
        for (const kind of kindsOf(first)) {
          expect(sentenceOf(first, kind)).not.toBe(sentenceOf(second, kind));
        }
      }),
    );
  });

  it('every sentence has an interval and ends once, on one line', () => {
    fc.assert(
      fc.property(number, (factor) => {
        for (const sentence of everything(factor)) {
          expect(sentence).toMatch(/-?[\d.]+ \[-?[\d.]+, -?[\d.]+\] (ns|µs)/);
          expect(sentence).toMatch(/^[^\n]*[^.]\.$/);
          expect(sentence).not.toMatch(/NaN|Infinity|undefined|null|n\/a/);
        }
      }),
    );
  });
});
