/** Drawings in the page: what they show in words, and their numbers behind one click. */

import { type DataTable, dataTable } from './data-table.js';
import { type Html, html } from './html.js';

/** @param content the drawing, with what belongs to it @param kind of its own rules in the style, if any */
export function figureWithTable(content: Html, table: DataTable, kind = ''): Html {
  return html`<figure class="${kind === '' ? 'chart' : `chart ${kind}`}">
${content}
<details><summary>Table: ${table.caption}</summary>${dataTable(table)}</details>
</figure>`;
}

/** @param label what a reader who does not see it is told */
export function labelledDrawing(label: string, svg: Html): Html {
  return html`<div class="scroll" tabindex="0" role="img" aria-label="${label}">${svg}</div>`;
}
