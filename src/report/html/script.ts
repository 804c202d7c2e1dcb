/** The report's only script: buttons that choose a view. */

export const SCRIPT = `
for (const switcher of document.querySelectorAll('[data-switcher]')) {
  const views = [...switcher.querySelectorAll(':scope > [data-view]')];
  const buttons = [...switcher.querySelectorAll(':scope > .buttons > button')];
  const show = (chosen) => {
    views.forEach((view, index) => view.classList.toggle('unchosen', index !== chosen));
    buttons.forEach((button, index) => button.setAttribute('aria-pressed', index === chosen));
  };
  buttons.forEach((button, index) => button.addEventListener('click', () => show(index)));
  show(0);
}
`;
