/** One of several views at a time, by buttons. Without the script, and on paper, all of them. */

import { type Html, html } from './html.js';

export interface View {
  name: string;
  body: Html;
}

/** @param label what is chosen by the buttons */
export function switcher(label: string, views: readonly View[]): Html {
  const [first] = views;
  if (views.length === 1 && first !== undefined) return html`<h3>${first.name}</h3>${first.body}`;
  return html`<div class="switcher" data-switcher>
<div class="buttons" role="group" aria-label="${label}">
${views.map(({ name }) => html`<button type="button">${name}</button>`)}
</div>
${views.map(({ name, body }) => html`<section data-view aria-label="${name}"><h3>${name}</h3>${body}</section>`)}
</div>`;
}
