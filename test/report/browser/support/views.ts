/** What a reader may click, all at once. */

import type { Page } from 'playwright-core';

/** Every view of every switcher, but one layer of a drawing only, and charts that are folded away. */
export async function showViews(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const view of document.querySelectorAll('.unchosen')) {
      if (view instanceof HTMLElement) view.classList.remove('unchosen');
    }
    for (const details of document.querySelectorAll('details')) {
      details.open ||= details.querySelector('figure') !== null;
    }
  });
}

/** All that is folded away, tables too. */
export async function unfold(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true;
  });
}
