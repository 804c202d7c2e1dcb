/** A comparison as what the page of its results begins with. */

import type { ComparedReport } from './compare-report.js';
import { dataTable } from './html/data-table.js';
import { type Html, html } from './html/html.js';

const ID = 'comparison';

export function comparedHtml(report: ComparedReport): Html {
  const { title, answer, facts, tables, lists, legend } = report;
  const filled = tables.filter(({ rows }) => rows.length > 0);
  return html`<section id="${ID}" aria-labelledby="${ID}-title">
<h2 id="${ID}-title">${title}</h2>
${answer.map((line) => html`<p>${line}</p>\n`)}
${filled.map(dataTable)}
${lists.filter(({ items }) => items.length > 0).map(listOf)}
${listOf({ title: 'What was compared', items: facts.map(({ label, text }) => `${label}: ${text}`) })}
<p>${legend}</p>
</section>
`;
}

function listOf({ title, items }: ComparedReport['lists'][number]): Html {
  return html`<h3>${title}</h3>
<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>
`;
}
