/** The hypotheses as a table: numbers and verdict beside their name, then the sentences. */

import type { Controls, Finding } from '../../../explain/explanation.js';
import { formatNs } from '../../../format.js';
import { findingName } from '../../explain-details.js';
import { type Html, html, NO_HTML } from '../html.js';
import { measured } from './interval-text.js';

const CAPTION = 'what was claimed, compared and found';

/** On a phone the table is scrolled, rather than a sentence read word below word. */
const SENTENCES = html` style="min-width: 14rem"`;

/** Not of data-table.ts, whose cells are one text each. */
export function hypothesisTable(hypotheses: readonly Finding[]): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${CAPTION}"><table>
<caption>${CAPTION}</caption>
<thead><tr><th scope="col">hypothesis</th><th scope="col" class="number">ns per call</th>
<th scope="col" class="number">µs per boot</th><th scope="col">verdict</th>
<th scope="col"${SENTENCES}>statement and contrast</th><th scope="col"${SENTENCES}>reason and controls</th></tr></thead>
<tbody>
${hypotheses.map(row)}</tbody>
</table></div>`;
}

function row(finding: Finding): Html {
  const { statement, contrast, resultNsPerCall, microsecondsPerBoot, verdict, reason } = finding;
  return html`<tr><td><strong>${findingName(finding)}</strong></td>
<td class="number">${measured(resultNsPerCall)}</td><td class="number">${measured(microsecondsPerBoot)}</td>
<td>${verdict}</td>
<td>${statement}${after('contrast', contrast)}</td><td>${reason}${after(...controlsOf(finding))}</td></tr>
`;
}

function after(name: string, text: string): Html {
  return text.trim() === '' ? NO_HTML : html`<br><small>${name}: ${text}</small>`;
}

/** Nothing where there was nothing to control. */
function controlsOf({ controls, resultNsPerCall }: Finding): [name: string, text: string] {
  if (controls === null) return ['controls', resultNsPerCall === null ? '' : 'none'];
  return [controls.passed ? 'controls passed' : 'controls FAILED', controlsText(controls)];
}

function controlsText({
  negativeNsPerReset,
  injectedNsPerReset,
  positiveNsPerReset,
}: Controls): string {
  return (
    `same code ${measured(negativeNsPerReset)} ns, ` +
    `a delay of ${formatNs(injectedNsPerReset)} found as ${measured(positiveNsPerReset)} ns`
  );
}
