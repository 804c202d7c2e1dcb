import { describe, expect, it } from 'vitest';
import { SECTIONS } from '../../../src/report/html/sections.js';
import { browserOfFile } from './support/browser.js';
import { everythingPage } from './support/everything.js';
import { openHtml } from './support/open-page.js';
import { look } from './support/pixels.js';

const browser = browserOfFile();

/** A4 without margins, at 96 dots an inch. */
const PAPER = { viewport: { width: 794, height: 1123 } };

describe('the report on paper', () => {
  it('has all views and no buttons, and is light though the screen is dark', async () => {
    const { page } = await openHtml(browser(), await everythingPage(), {
      colorScheme: 'dark',
      ...PAPER,
    });
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('section[data-view]').count()).toBeGreaterThan(0);
    expect(await page.locator('section[data-view]:not(:visible)').count()).toBe(0);
    expect(await page.locator('button:visible').count()).toBe(0);
    const { page: decoder } = await openHtml(browser(), '<!doctype html>');
    const [seen] = await look(decoder, await page.screenshot());
    expect(seen?.paper).toEqual([255, 255, 255]);
  });

  it('cuts no chart at the edge of the sheet', async () => {
    const { page } = await openHtml(browser(), await everythingPage(), PAPER);
    await page.emulateMedia({ media: 'print' });
    const edges = await page
      .locator('figure.chart svg')
      .evaluateAll((drawings) => drawings.map((svg) => svg.getBoundingClientRect().right));
    expect(edges.length).toBeGreaterThan(0);
    expect(Math.max(...edges)).toBeLessThanOrEqual(PAPER.viewport.width);
  });

  it('is a PDF of several pages', async () => {
    const { page } = await openHtml(browser(), await everythingPage());
    const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
    const pages = pdf.match(/\/Type\s*\/Page\b/g) ?? [];
    expect(pdf.startsWith('%PDF-')).toBe(true);
    expect(pages.length).toBeGreaterThan(SECTIONS.length / 4);
  });
});
