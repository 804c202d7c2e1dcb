import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { fixture } from '../fixtures.js';
import { browserOfFile } from './support/browser.js';
import { everything, everythingPage } from './support/everything.js';
import { openHtml, openReport } from './support/open-page.js';
import { showViews, unfold } from './support/views.js';

const browser = browserOfFile();

const LIMIT_MS = 90_000;

/** Rule and place of what keeps somebody from reading. */
async function obstacles(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>(
    'axe.run({ resultTypes: ["violations"] })',
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
    );
}

/** Rows are alike: a few of each table tell, in a tenth of the time. */
async function shortenTables(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const row of document.querySelectorAll('tbody tr:nth-child(n + 4)')) row.remove();
  });
}

describe.each(['light', 'dark'] as const)('the report, %s', (colorScheme) => {
  it(
    'keeps nobody from reading it, all views and tables included',
    async () => {
      const { page } = await openHtml(browser(), await everythingPage(), { colorScheme });
      await showViews(page);
      await unfold(page);
      await shortenTables(page);
      expect(await obstacles(page)).toEqual([]);
    },
    LIMIT_MS,
  );
});

describe('two results side by side, as they open', () => {
  it(
    'keep nobody from reading them',
    async () => {
      const results = [everything(), fixture('state-not-reached')];
      const { page } = await openReport(browser(), results);
      expect(await obstacles(page)).toEqual([]);
    },
    LIMIT_MS,
  );
});

describe('a page that keeps somebody from reading', () => {
  it('is found out', async () => {
    const { page } = await openHtml(
      browser(),
      `<!doctype html><html lang="en"><title>t</title><main><h1>h</h1><button></button>
<p style="color: #aaa; background: #fff">pale</p></main>`,
    );
    const found = (await obstacles(page)).map((each) => each.split(':')[0]);
    expect(found.sort()).toEqual(['button-name', 'color-contrast']);
  });
});
