import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { SECTIONS } from '../../../src/report/html/sections.js';
import { type Result, resultSchema } from '../../../src/report/result.js';
import { fixture } from '../fixtures.js';
import { browserOfFile } from './support/browser.js';
import { everything, everythingPage } from './support/everything.js';
import { openHtml, openReport } from './support/open-page.js';
import { sidewaysScroll } from './support/pixels.js';
import { showViews, unfold } from './support/views.js';

const browser = browserOfFile();

/** Breaks out of text, attributes, style, script and comments, if anything lets it. */
const PAYLOAD =
  '"\'><img src=x onerror=globalThis.hit=1></title></style></script><script>globalThis.hit=1' +
  '</script><svg onload=globalThis.hit=1><!--&lt;script&gt;globalThis.hit=1';

/** Words of the schema: another one there would not be read at all. */
const FIXED = new Set([
  ...['schema', 'path', 'scope', 'calls', 'stopped', 'type', 'verdict', 'kind', 'access'],
  ...['mmu', 'role', 'state', 'retirement'],
]);

/** The result with the payload behind every text that anybody may have written. */
function poisoned(result: Result): Result {
  const poison = (value: unknown, key: string): unknown => {
    if (Array.isArray(value)) return value.map((each) => poison(each, key));
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(
        Object.entries(value).map(([name, each]) => [name, poison(each, name)]),
      );
    }
    const isFree = typeof value === 'string' && !FIXED.has(key) && value !== 'field-by-field';
    return isFree ? `${value}${PAYLOAD}` : value;
  };
  return resultSchema.parse(poison(result, ''));
}

/** Names of elements and attributes, to which no text of a result may add one. */
function vocabularyOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const elements = [...document.querySelectorAll('*')];
    const names = elements.flatMap((element) => [
      element.localName,
      ...element.getAttributeNames(),
    ]);
    return [...new Set(names)];
  });
}

function ranScripts(page: Page): Promise<boolean> {
  return page.evaluate(() => 'hit' in globalThis);
}

describe('a result with hostile names', () => {
  it('stands as text: no script of it runs, no element is of its making', async () => {
    const { page, complaints, requests } = await openReport(browser(), [poisoned(everything())]);
    expect({ complaints, requests, ran: await ranScripts(page) }).toEqual({
      ...{ complaints: [], requests: [], ran: false },
    });
    const { page: harmless } = await openHtml(browser(), await everythingPage());
    const known = new Set(await vocabularyOf(harmless));
    expect((await vocabularyOf(page)).filter((name) => !known.has(name))).toEqual([]);
    expect(await page.locator('script').count()).toBe(1);
    expect(await page.title()).toContain(PAYLOAD);
  });

  it('keeps all sections, and the page its width', async () => {
    const result = {
      ...fixture('hostile'),
      host: { ...fixture('full').host, hostname: '<b>host' },
    };
    const { page, complaints } = await openReport(browser(), [result], {
      viewport: { width: 360, height: 740 },
    });
    expect(complaints).toEqual([]);
    expect(await page.title()).toContain('<b>host');
    expect(await page.locator('main > section > h2').count()).toBe(SECTIONS.length);
    await showViews(page);
    await unfold(page);
    expect(await sidewaysScroll(page)).toBe(0);
    // The names' own control characters do not reach the page.
    expect(await page.locator('body').innerText()).not.toMatch(/[^\P{Cc}\s]/u);
  });
});
