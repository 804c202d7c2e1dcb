/** The whole report as one file that needs nothing else. */

import type { Result } from '../result.js';
import { Html, html, NO_HTML } from './html.js';
import { SCRIPT } from './script.js';
import { isMissing, type Section } from './section.js';
import { SECTIONS } from './sections.js';
import { STYLE } from './style.js';

export interface Reported {
  /** Where it was read from, as the reader knows it. */
  source: string;
  result: Result;
}

/**
 * Several results stand side by side, section by section.
 *
 * @param first what stands before the sections, such as a comparison
 */
export function renderPage(reported: readonly Reported[], first: Html = NO_HTML): string {
  const title = `kvm-mmu-bench: ${reported.map(({ result }) => result.host.hostname).join(', ')}`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${first}
${SECTIONS.map((section) => renderSection(section, reported))}
</main>
<script>${new Html(SCRIPT)}</script>
</body>
</html>
`;
  return page.text;
}

function renderSection({ id, title, render }: Section, reported: readonly Reported[]): Html {
  const parts = reported.map(({ source, result }) => {
    const rendered = render(result);
    const body = isMissing(rendered)
      ? html`<p class="missing">Not shown: ${rendered.missing}.</p>`
      : rendered;
    return reported.length === 1 ? body : html`<div><p class="source">${source}</p>${body}</div>`;
  });
  return html`<section id="${id}">
<h2>${title}</h2>
<div class="results">${parts}</div>
</section>
`;
}
