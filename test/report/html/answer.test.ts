import { describe, expect, it } from 'vitest';
import { ANSWER } from '../../../src/report/html/sections/answer.js';
import type { Result } from '../../../src/report/result.js';
import { explanation, finding } from '../../fixtures/explanation.js';
import { fixture } from '../fixtures.js';
import { expectHarmless, missing, NASTY, shown } from './explained.js';

const MEASURED = ['One.', 'Two.', 'Three.', 'Four.', 'Five.'];

function answered(overrides: Partial<Result> = {}): Result {
  return { ...fixture('full'), answer: MEASURED, warnings: [], ...overrides };
}

/** What is read first, and what only on demand. */
function parts(page: string): { first: string[]; more: string[] } {
  const [open = '', closed = ''] = page.split('<details>');
  const sentences = (html: string) =>
    [...html.matchAll(/<p>([\s\S]*?)<\/p>/g)].map(([, text = '']) =>
      text.replace(/<[^>]*>/g, '').replaceAll('&#39;', "'"),
    );
  return { first: sentences(open), more: sentences(closed.split('</details>')[0] ?? '') };
}

describe('the answer', () => {
  it('is the first three sentences, and the others on demand', () => {
    const page = shown(ANSWER, answered());
    expect(parts(page)).toEqual({ first: ['One.', 'Two.', 'Three.'], more: ['Four.', 'Five.'] });
    expect(page).toContain('<summary>2 more sentences</summary>');
  });

  it('has the verdict on the hypotheses as its third sentence, where there is one', () => {
    const conclusion = ['The saving.', 'A tenth or more: H2 misses.', 'Less: H1 issue.'];
    const hypotheses = [finding({ id: 'H1', name: 'issue', verdict: 'refuted' }), finding()];
    const page = shown(ANSWER, answered({ conclusion, hypotheses }));
    expect(parts(page).first).toEqual(['One.', 'Two.', 'A tenth or more: H2 misses.']);
    expect(parts(page).more).toEqual([
      'Three.',
      'Four.',
      'Five.',
      'The saving.',
      'Less: H1 issue.',
    ]);
  });

  it('says what does not hold, where nothing does', () => {
    const conclusion = ['The saving.', 'Less: H1 issue.'];
    const hypotheses = [finding({ id: 'H1', name: 'issue', verdict: 'refuted' })];
    const page = shown(ANSWER, answered({ conclusion, hypotheses }));
    expect(parts(page).first).toEqual(['One.', 'Two.', 'Less: H1 issue.']);
  });

  it('is the conclusion where only hypotheses were tried', () => {
    const { conclusion } = explanation();
    const page = shown(ANSWER, { ...fixture('no-cells'), ...explanation() });
    expect(parts(page).first.length).toBe(Math.min(3, conclusion.length));
    expect(parts(page).first).toContain(conclusion[0]);
  });

  it('begins with what makes it doubtful', () => {
    const page = shown(ANSWER, fixture('state-not-reached'));
    expect(parts(page).first.slice(0, 3)).toEqual([
      'Interrupted: fewer rounds than planned, so intervals are wide.',
      'Too noisy: 12 of 24 measured figures decide nothing.',
      'Not reached: cache state dram, in 12 of 24 figures.',
    ]);
    expect(page.indexOf('Interrupted')).toBeLessThan(page.indexOf('The writes of a full reset'));
  });

  it('has no doubts about a run without any', () => {
    expect(shown(ANSWER, answered())).not.toContain('<strong>');
  });

  it('leads to the warnings', () => {
    const page = shown(ANSWER, answered({ warnings: ['a', 'b'] }));
    expect(page).toContain('<a href="#host">2 warnings</a>');
  });

  it('is missing where nothing was measured, with how to get it', () => {
    expect(missing(ANSWER, fixture('no-cells'))).toMatch(/`npm run bench:native`.*`.*explain/);
  });

  it('is text, whatever it says', () => {
    expectHarmless(shown(ANSWER, answered({ answer: [NASTY], conclusion: [NASTY] })));
  });
});
