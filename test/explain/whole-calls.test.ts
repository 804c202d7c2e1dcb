/** Calls of kvm_init_mmu measured as a whole, on every path: what the answer says of them, and what not. */

import { describe, expect, it } from 'vitest';
import type { CellEstimate } from '../../src/explain/types.js';
import { answerOf, baseline, cell, interval, kindsOf, sentenceOf } from './evidence.js';

const copy = (changes: Parameters<typeof cell>[0] = {}) =>
  cell({ strategy: 'memcpy-rep-movsb', saving: interval(-20, 1), ...changes });

describe('the place of a sentence', () => {
  it.each<[string, Partial<CellEstimate>, string]>([
    ['stores alone, on TDP, are not worth a word', {}, 'hot, drained'],
    ['a whole call is named', { scope: 'init' }, 'hot, drained, the whole call'],
    ['shadow paging is named', { path: 'shadow' }, 'hot, drained, shadow path'],
    ['NPT is named', { path: 'npt' }, 'hot, drained, npt path'],
    [
      'all of it comes in one order',
      { path: 'npt', scope: 'init', guest: 'pae' },
      'hot, drained, pae guest, npt path, the whole call',
    ],
  ])('%s', (_, where, place) => {
    const sentences = answerOf([baseline(where), cell(where), copy(where)]);
    expect(sentenceOf(sentences, 'patch')).toContain(`with v5.17 at phase 16, ${place}: 10`);
    expect(sentenceOf(sentences, 'time')).toContain(`with v5.17 at phase 16, ${place}; if`);
    expect(sentenceOf(sentences, 'copy')).toMatch(new RegExp(` at phase 16, ${place}\\.$`));
  });
});

describe('whole calls beside the stores alone', () => {
  const init = { scope: 'init' } as const;
  const stores = [baseline(), cell(), copy()];
  const calls = [
    baseline({ ...init, nsPerReset: interval(200, 4) }),
    cell({ ...init, saving: interval(50, 1) }),
    copy({ ...init, saving: interval(70, 1) }),
  ];

  it('leave what is said of the stores as it is, whatever they save themselves', () => {
    const sentences = answerOf([...calls, ...stores]);
    expect(kindsOf(sentences)).toEqual(['patch', 'time', 'copy', 'whole']);
    expect(sentences.slice(0, 3)).toEqual(answerOf(stores));
  });

  it('have a sentence of their own: what a call costs, and what of it the patch saves', () => {
    expect(sentenceOf(answerOf([...stores, ...calls]), 'whole')).toBe(
      'A full kvm_init_mmu costs 200 [196, 204] ns with v5.17 at phase 16, hot, drained, ' +
        'of which the patch saves 50.0 [49.0, 51.0] ns (25.0 %).',
    );
  });

  it('are told near and far, and nothing is made of a saving that is not resolved', () => {
    const far = [
      baseline({ ...init, state: 'dram', nsPerReset: interval(400, 8) }),
      cell({ ...init, state: 'dram', saving: interval(9, 20), resolved: false }),
    ];
    expect(sentenceOf(answerOf([...calls, ...far]), 'whole')).toMatch(
      / \(25\.0 %\); and it costs 400 \[392, 408\] ns .* dram, drained, of which the patch saves nothing that can be told\.$/,
    );
  });

  it.each([
    ['the baseline', calls.slice(1)],
    ['the patch', calls.filter(({ strategy }) => strategy !== 'init-flag')],
    ['either of them at the same place', [baseline({ ...init, path: 'npt' }), cell(init)]],
  ])('say nothing without %s', (_, cells) => {
    expect(kindsOf(answerOf([...stores, ...cells]))).not.toContain('whole');
  });
});

describe('early returns', () => {
  const early = { scope: 'init', calls: 'early' } as const;
  const huge = interval(900, 1);

  it('are in no sentence, whatever they show: they store nothing that the patch spares', () => {
    const beside = [
      ...[baseline({ ...early, nsPerReset: huge }), cell({ ...early, saving: huge })],
      copy({ ...early, state: 'dram', saving: huge }),
    ];
    expect(answerOf([...beside, baseline(), cell()])).toEqual(answerOf([baseline(), cell()]));
    expect(answerOf(beside)).toEqual([]);
  });
});

describe('what is compared', () => {
  it.each<[string, Partial<CellEstimate>]>([
    ['scope', { scope: 'init' }],
    ['path', { path: 'npt' }],
    ['rules', { rules: 'v5.10' }],
  ])('near and far are of the same %s', (_, elsewhere) => {
    const far = baseline({ state: 'dram', nsPerReset: interval(150, 10) });
    const near = baseline({ nsPerReset: interval(12, 1) });
    expect(sentenceOf(answerOf([near, far]), 'time')).toContain('with the same lines hot');
    const sentence = sentenceOf(answerOf([{ ...near, ...elsewhere }, far]), 'time');
    expect(sentence).not.toContain('hot');
  });

  it('two trees are compared in the same scope and on the same path only', () => {
    const tree = (changes: Partial<CellEstimate>) => [
      baseline({ state: 'dram', ...changes }),
      cell({ state: 'dram', ...changes }),
    ];
    const before = tree({ layout: 'v5.16', phase: 40 });
    expect(kindsOf(answerOf([...before, ...tree({})]))).toContain('trees');
    for (const elsewhere of [{ scope: 'init' }, { path: 'shadow' }] as const) {
      expect(kindsOf(answerOf([...before, ...tree(elsewhere)]))).not.toContain('trees');
    }
  });
});
