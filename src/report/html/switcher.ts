/** One of several views at a time, by buttons. Without the script, and on paper, all of them. */

import { type Html, html, NO_HTML } from './html.js';

export interface View {
  name: string;
  body: Html;
}

/** @param label what is chosen by the buttons */
export function switcher(label: string, views: readonly View[]): Html {
  const [first] = views;
  if (views.length === 1 && first !== undefined) return html`<h3>${first.name}</h3>${first.body}`;
  return html`<div class="switcher" data-switcher>
${buttons(
  label,
  views.map(({ name }) => name),
)}
${views.map(({ name, body }) => html`<section data-view aria-label="${name}"><h3>${name}</h3>${body}</section>`)}
</div>`;
}

/**
 * Layers of one drawing instead of views below each other: paper has the one that was chosen, a page
 * without script the first.
 *
 * @param draw given a layer for each name, the whole with the layers in it
 */
export function layerSwitcher(
  label: string,
  layers: readonly { name: string; content: Html }[],
  draw: (layers: readonly Html[]) => Html,
): Html {
  const drawn = layers.map(({ content }, index) => {
    const unchosen = index === 0 ? NO_HTML : html` class="unchosen"`;
    return html`<g data-view${unchosen}>${content}</g>`;
  });
  return html`<div class="switcher layers" data-switcher>
${buttons(
  label,
  layers.map(({ name }) => name),
)}
${draw(drawn)}
</div>`;
}

function buttons(label: string, names: readonly string[]): Html {
  return html`<div class="buttons" role="group" aria-label="${label}">
${names.map((name) => html`<button type="button">${name}</button>`)}
</div>`;
}
