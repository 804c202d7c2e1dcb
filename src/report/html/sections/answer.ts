/** The answer in three sentences. */

import { findingName } from '../../explain-details.js';
import type { Result } from '../../result.js';
import { type Html, html, NO_HTML } from '../html.js';
import type { Section } from '../section.js';

const SENTENCES = 3;

export const ANSWER: Section = {
  id: 'answer',
  title: 'Answer',
  render(result) {
    const all = [...result.answer, ...result.conclusion];
    const doubts = doubtsOf(result);
    if (all.length === 0 && doubts.length === 0) {
      return {
        missing:
          'nothing was measured that answers the question; `npm run bench:native` measures it, ' +
          '`kvm-mmu-bench explain --output FILE` takes the cost apart',
      };
    }
    const first = mostTelling(result);
    const others = all.filter((sentence) => !first.includes(sentence));
    return html`${doubts.map((doubt) => html`<p><strong>${doubt}</strong></p>\n`)}
${first.map((sentence) => html`<p>${sentence}</p>\n`)}${more(others)}${seeWarnings(result)}`;
  },
};

/**
 * What the run found, most important first; where it has hypotheses too, the third is the verdict
 * on them: those that hold, else those that do not.
 */
function mostTelling({ answer, conclusion, hypotheses }: Result): string[] {
  const found = [...answer, ...conclusion];
  const named = (verdict: string) => {
    const names = hypotheses.filter((each) => each.verdict === verdict).map(findingName);
    return conclusion.find((sentence) => names.some((name) => sentence.includes(name)));
  };
  const verdict = named('supported') ?? named('refuted');
  const first = found.slice(0, SENTENCES);
  if (verdict === undefined || first.includes(verdict)) return first;
  return [...first.slice(0, SENTENCES - 1), verdict];
}

/** What makes all that follows less sure. */
function doubtsOf({ complete, cells, boots }: Result): string[] {
  const places = [...cells, ...boots];
  const noisy = places.filter(({ tooNoisy }) => tooNoisy).length;
  const missed = places.filter(({ stateCheck }) => !stateCheck.reached);
  const states = [...new Set(missed.map(({ state }) => state))].join(', ');
  return [
    ...(complete ? [] : ['Interrupted: fewer rounds than planned, so intervals are wide.']),
    ...(noisy === 0
      ? []
      : [`Too noisy: ${noisy} of ${places.length} measured figures decide nothing.`]),
    ...(missed.length === 0
      ? []
      : [`Not reached: cache state ${states}, in ${missed.length} of ${places.length} figures.`]),
  ];
}

/** The ones that matter are said above; the rest is said once. */
function seeWarnings({ warnings: { length } }: Result): Html {
  if (length === 0) return NO_HTML;
  return html`<p><a href="#host">${length === 1 ? 'A warning' : `${length} warnings`}</a> of the run.</p>`;
}

function more(sentences: readonly string[]): Html {
  if (sentences.length === 0) return NO_HTML;
  return html`<details><summary>${sentences.length} more sentences</summary>
${sentences.map((sentence) => html`<p>${sentence}</p>\n`)}</details>`;
}
