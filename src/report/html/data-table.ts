/** Tables of a report: behind every chart, and by themselves. */

import { type Html, html, NO_HTML } from './html.js';

export interface DataTable {
  caption: string;
  columns: readonly DataColumn[];
  /** Cells in the order of the columns, as text that says its unit or stands under one. */
  rows: readonly (readonly string[])[];
}

export interface DataColumn {
  title: string;
  numeric?: boolean;
}

export function dataTable({ caption, columns, rows }: DataTable): Html {
  const kind = (index: number) => (columns[index]?.numeric ? html` class="number"` : NO_HTML);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table>
<caption>${caption}</caption>
<thead><tr>${columns.map(({ title }, index) => html`<th scope="col"${kind(index)}>${title}</th>`)}</tr></thead>
<tbody>
${rows.map((row) => html`<tr>${row.map((cell, index) => html`<td${kind(index)}>${cell}</td>`)}</tr>\n`)}</tbody>
</table></div>`;
}
