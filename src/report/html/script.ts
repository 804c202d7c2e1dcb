/** The report's only script: buttons that choose a view, tables that paper shows open. */

import { createHash } from 'node:crypto';

export const SCRIPT = `
document.documentElement.classList.add('scripted');
for (const switcher of document.querySelectorAll('[data-switcher]')) {
  const own = (selector) => [...switcher.querySelectorAll(selector)]
    .filter((element) => element.closest('[data-switcher]') === switcher);
  const views = own('[data-view]');
  const buttons = own('.buttons > button');
  const show = (chosen) => {
    views.forEach((view, index) => view.classList.toggle('unchosen', index !== chosen));
    buttons.forEach((button, index) => button.setAttribute('aria-pressed', index === chosen));
  };
  buttons.forEach((button, index) => button.addEventListener('click', () => show(index)));
  show(0);
}
const closed = [];
addEventListener('beforeprint', () => {
  closed.push(...document.querySelectorAll('details:not([open])'));
  for (const details of closed) details.open = true;
});
addEventListener('afterprint', () => {
  for (const details of closed.splice(0)) details.open = false;
});
`;

const scriptHash = createHash('sha256').update(SCRIPT).digest('base64');

/** Whatever a result smuggles in: the page loads nothing, sends nothing and runs no other script. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  `script-src 'sha256-${scriptHash}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');
