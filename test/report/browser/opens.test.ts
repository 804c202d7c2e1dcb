import { describe, expect, it } from 'vitest';
import { isMissing } from '../../../src/report/html/section.js';
import { SECTIONS } from '../../../src/report/html/sections.js';
import { FIXTURES, fixture } from '../fixtures.js';
import { browserOfFile } from './support/browser.js';
import { everything } from './support/everything.js';
import { openHtml, openReport } from './support/open-page.js';

const browser = browserOfFile();

const RESULTS = [
  ['everything', everything] as const,
  ...FIXTURES.map((name) => [name, () => fixture(name)] as const),
];

describe('the report, opened from a file', () => {
  it.each(RESULTS)('of %s has every section, no complaint and no request', async (_, make) => {
    const result = make();
    const { page, complaints, requests } = await openReport(browser(), [result]);
    expect({ complaints, requests }).toEqual({ complaints: [], requests: [] });
    expect(await page.title()).toContain(result.host.hostname);
    const headings = await page.locator('main > section > h2').allTextContents();
    expect(headings).toEqual(SECTIONS.map(({ title }) => title));
    for (const { id } of SECTIONS) expect(await page.locator(`[id="${id}"]`).count()).toBe(1);
  });

  it('says in place of a section what the result lacks for it', async () => {
    const result = fixture('no-cells');
    const { page } = await openReport(browser(), [result]);
    const lacking = SECTIONS.flatMap(({ id, render }) => {
      const rendered = render(result);
      return isMissing(rendered) ? [{ id, why: rendered.missing }] : [];
    });
    expect(lacking.length).toBeGreaterThan(0);
    for (const { id, why } of lacking) {
      const text = await page.locator(`main > section[id="${id}"]`).innerText();
      expect(wordsOf(text)).toContain(wordsOf(why));
    }
  });

  it('can be shown whole: these tests have something for every section', () => {
    const result = everything();
    expect(SECTIONS.filter(({ render }) => isMissing(render(result))).map(({ id }) => id)).toEqual(
      [],
    );
  });
});

/** However they are set: as code, in several lines. */
function wordsOf(text: string): string {
  return text.replaceAll('`', '').replace(/\s+/g, ' ');
}

describe('a page that is not as the report', () => {
  it('is found out: what it asks for, logs, throws and pops up', async () => {
    const { complaints, requests } = await openHtml(
      browser(),
      `<!doctype html><img src="https://example.invalid/pixel.png"><script>
console.log('said'); alert('stop'); throw new Error('broken');</script>`,
    );
    expect(requests).toEqual(['https://example.invalid/pixel.png']);
    expect(complaints).toEqual(
      expect.arrayContaining(['log: said', 'dialog: stop', 'error: broken']),
    );
  });
});
