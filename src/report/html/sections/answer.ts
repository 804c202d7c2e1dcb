/** The answer in three sentences. */

import { html } from '../html.js';
import type { Section } from '../section.js';

const SENTENCES = 3;

export const ANSWER: Section = {
  id: 'answer',
  title: 'Answer',
  render({ answer }) {
    if (answer.length === 0) return { missing: 'nothing was measured that answers the question' };
    return html`<p>${answer.slice(0, SENTENCES).join(' ')}</p>`;
  },
};
