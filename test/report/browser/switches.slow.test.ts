import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { browserOfFile } from './support/browser.js';
import { everythingPage } from './support/everything.js';
import { openHtml } from './support/open-page.js';

const browser = browserOfFile();

interface Switched {
  /** Of each button. */
  pressed: (string | null)[];
  /** Of each view. */
  shown: boolean[];
}

/** Clicks through each switcher from its last button to its first: what it shows at first, then each time. */
function clickThrough(switchers: Locator): Promise<Switched[][]> {
  return switchers.evaluateAll((elements) =>
    elements.map((switcher) => {
      const own = (selector: string) =>
        [...switcher.querySelectorAll<HTMLElement | SVGElement>(selector)].filter(
          (part) => part.closest('[data-switcher]') === switcher,
        );
      const buttons = own('button');
      const look = () => ({
        pressed: buttons.map((button) => button.getAttribute('aria-pressed')),
        shown: own('[data-view]').map((view) => getComputedStyle(view).display !== 'none'),
      });
      const first = look();
      const clicked = buttons.toReversed().map((button) => {
        button.dispatchEvent(new MouseEvent('click', { bubbles: true }));
        return look();
      });
      return [first, ...clicked];
    }),
  );
}

describe('every switch of the report', () => {
  it('shows the view of the button that was clicked, and no other', async () => {
    const { page, complaints } = await openHtml(browser(), await everythingPage());
    const switchers = await clickThrough(page.locator('[data-switcher]'));
    expect(switchers.length).toBeGreaterThan(0);
    for (const seen of switchers) {
      const count = seen.length - 1;
      const clicked = Array.from({ length: count }, (_, index) => onlyOf(count - 1 - index, count));
      expect(seen).toEqual([onlyOf(0, count), ...clicked]);
    }
    expect(complaints).toEqual([]);
  });

  it('can be used by mouse and by keyboard', async () => {
    const { page } = await openHtml(browser(), await everythingPage());
    // Others may stand in the views of one.
    const innermost = page.locator('[data-switcher]:not(:has([data-switcher])):visible');
    const switcher = innermost.first();
    const buttons = switcher.locator('button');
    const views = switcher.locator('[data-view]');
    await buttons.nth(1).click();
    expect([await views.nth(0).isVisible(), await views.nth(1).isVisible()]).toEqual([false, true]);
    await buttons.nth(1).press('Shift+Tab');
    await page.keyboard.press('Enter');
    expect([await views.nth(0).isVisible(), await views.nth(1).isVisible()]).toEqual([true, false]);
  });

  it('hides nothing where scripts are off', async () => {
    const { page } = await openHtml(browser(), await everythingPage(), {
      javaScriptEnabled: false,
    });
    const hidden = page.locator('section[data-view]:not(:visible)');
    expect(await page.locator('section[data-view]').count()).toBeGreaterThan(0);
    expect(await hidden.count()).toBe(0);
  });
});

function onlyOf(index: number, count: number): Switched {
  const chosen = Array.from({ length: count }, (_, each) => each === index);
  return { pressed: chosen.map(String), shown: chosen };
}
