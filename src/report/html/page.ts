/** The whole report as one file that needs nothing else. */

import { Html, html, NO_HTML, prose } from './html.js';
import { masthead, pageFooter, pageTitle, type Reported, tableOfContents } from './masthead.js';
import { CONTENT_SECURITY_POLICY, SCRIPT } from './script.js';
import { isMissing, type Missing, type Section } from './section.js';
import { SECTIONS } from './sections.js';
import { STYLE } from './style.js';

export type { Reported } from './masthead.js';

interface Rendered {
  section: Section;
  /** By result. */
  parts: readonly { source: string; content: Html | Missing }[];
}

/**
 * Several results stand side by side, section by section.
 *
 * @param first what stands before the sections, such as a comparison
 */
export function renderPage(reported: readonly Reported[], first: Html = NO_HTML): string {
  const rendered = SECTIONS.map(
    (section): Rendered => ({
      section,
      parts: reported.map(({ source, result }) => ({ source, content: section.render(result) })),
    }),
  );
  const contents = rendered.map(({ section: { id, title }, parts }) => {
    return { id, title, missing: parts.every(({ content }) => isMissing(content)) };
  });
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${CONTENT_SECURITY_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${pageTitle(reported)}</title>
<style>${new Html(STYLE)}</style>
</head>
<body class="${reported.length > 1 ? 'several' : 'single'}">
${masthead(reported)}
${tableOfContents(contents)}
<main>
${first}
${rendered.map(pageSection)}
</main>
${pageFooter(reported)}
<script>${new Html(SCRIPT)}</script>
</body>
</html>
`;
  return page.text;
}

function pageSection({ section: { id, title }, parts }: Rendered): Html {
  return html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
<div class="results">${parts.map((part) => resultPart(part, parts.length))}</div>
</section>
`;
}

function resultPart({ source, content }: Rendered['parts'][number], results: number): Html {
  const body = isMissing(content)
    ? html`<p class="missing">Not shown: ${prose(content.missing)}.</p>`
    : content;
  // A box of its own: a section of several elements is one cell of the grid.
  return html`<div>${results > 1 ? html`<p class="source">${source}</p>` : NO_HTML}${body}</div>`;
}
