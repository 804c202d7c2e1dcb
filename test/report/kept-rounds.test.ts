import { describe, expect, it } from 'vitest';
import { keptRounds } from '../../src/report/kept-rounds.js';

const ROW = { rounds: 4, setAside: 0, tooNoisy: false, samples: [1, 2, 3, 4] };

describe('the rounds that a row of a result is made of', () => {
  it('are all where none was set aside', () => {
    expect(keptRounds(ROW)).toEqual([0, 1, 2, 3]);
  });

  it('leave out those that were', () => {
    expect(keptRounds({ ...ROW, setAside: 2, setAsideRounds: [0, 2] })).toEqual([1, 3]);
  });

  it('are all where too few would be left', () => {
    const noisy = { ...ROW, setAside: 4, setAsideRounds: [0, 1, 2, 3], tooNoisy: true };
    expect(keptRounds(noisy)).toEqual([0, 1, 2, 3]);
  });

  it.each([
    ['an older file, which does not list them', { setAside: 1 }],
    ['a list that does not fit their number', { setAside: 2, setAsideRounds: [1] }],
    ['a list with one twice', { setAside: 2, setAsideRounds: [1, 1] }],
    ['a list beyond the rounds', { setAside: 1, setAsideRounds: [9] }],
    ['samples of other rounds', { samples: [1, 2] }],
  ])('are not known of %s', (_, changes) => {
    expect(keptRounds({ ...ROW, ...changes })).toBeNull();
  });
});
