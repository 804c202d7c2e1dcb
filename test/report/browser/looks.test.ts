import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { SECTIONS } from '../../../src/report/html/sections.js';
import { browserOfFile } from './support/browser.js';
import { everythingPage } from './support/everything.js';
import { openHtml } from './support/open-page.js';
import { look, type Pixels, sidewaysScroll } from './support/pixels.js';
import { showViews } from './support/views.js';

const browser = browserOfFile();

const PHONE = { viewport: { width: 360, height: 740 } };
const MOST_EMPTY_ROWS = 120;
const LEAST_INK = 0.005;
const LIMIT_MS = 90_000;

interface SeenSection {
  id: string;
  section: Pixels;
  charts: Pixels[];
}

/** All sections with their views and folded charts. */
async function lookAtSections(page: Page, decoder: Page): Promise<SeenSection[]> {
  await showViews(page);
  const seen: SeenSection[] = [];
  for (const { id } of SECTIONS) {
    const section = page.locator(`main > section[id="${id}"]`);
    const { whole, charts } = await section.evaluate((element) => {
      const { left, top, width, height } = element.getBoundingClientRect();
      const drawings = [...element.querySelectorAll('figure.chart svg')];
      return {
        whole: { x: 0, y: 0, width, height },
        charts: drawings.map((svg) => {
          const box = svg.getBoundingClientRect();
          return { x: box.left - left, y: box.top - top, width: box.width, height: box.height };
        }),
      };
    });
    const [own, ...drawn] = await look(decoder, await section.screenshot(), [whole, ...charts]);
    if (own === undefined) throw new Error(`${id} was not looked at`);
    seen.push({ id, section: own, charts: drawn });
  }
  return seen;
}

describe.each(['light', 'dark'] as const)('the report, %s', (colorScheme) => {
  it(
    'has no hole in any section, and no chart with an empty half',
    async () => {
      const { page } = await openHtml(browser(), everythingPage(), { colorScheme });
      const { page: decoder } = await openHtml(browser(), '<!doctype html>');
      for (const { id, section, charts } of await lookAtSections(page, decoder)) {
        expect(section.inkShare, id).toBeGreaterThan(LEAST_INK);
        expect(section.longestEmptyRows, id).toBeLessThan(MOST_EMPTY_ROWS);
        for (const chart of charts) {
          expect(chart.inkShare, id).toBeGreaterThan(LEAST_INK);
          expect(chart.longestEmptyRows, id).toBeLessThan(chart.height / 2);
          expect(chart.longestEmptyColumns, id).toBeLessThan(chart.width / 2);
        }
      }
    },
    LIMIT_MS,
  );

  it('stands on paper of that kind', async () => {
    const { page } = await openHtml(browser(), everythingPage(), { colorScheme });
    const { page: decoder } = await openHtml(browser(), '<!doctype html>');
    const [seen] = await look(decoder, await page.screenshot());
    const brightness = Math.max(...(seen?.paper ?? [])) / 255;
    if (colorScheme === 'dark') expect(brightness).toBeLessThan(0.2);
    else expect(brightness).toBeGreaterThan(0.9);
  });
});

describe('the report on a phone', () => {
  it(
    'has no hole in any section',
    async () => {
      const { page } = await openHtml(browser(), everythingPage(), PHONE);
      const { page: decoder } = await openHtml(browser(), '<!doctype html>');
      for (const { id, section } of await lookAtSections(page, decoder)) {
        expect(section.inkShare, id).toBeGreaterThan(LEAST_INK);
        expect(section.longestEmptyRows, id).toBeLessThan(MOST_EMPTY_ROWS);
      }
    },
    LIMIT_MS,
  );
});

describe('a page with a hole', () => {
  it('is found out, there and nowhere else', async () => {
    const { page } = await openHtml(
      browser(),
      '<!doctype html><p>words</p><div style="height: 300px"></div><p>more words</p>',
    );
    const lines = { x: 0, y: 0, width: 60, height: 60 };
    const [words, whole] = await look(page, await page.screenshot(), [
      lines,
      { ...lines, width: 1280, height: 600 },
    ]);
    expect(whole).toMatchObject({ paper: [255, 255, 255], width: 1280, height: 600 });
    expect(whole?.longestEmptyRows).toBeGreaterThanOrEqual(300);
    expect(whole?.longestEmptyColumns).toBeGreaterThan(600);
    expect(whole?.inkShare).toBeLessThan(LEAST_INK);
    expect(words?.longestEmptyRows).toBeLessThan(60);
    expect(words?.inkShare).toBeGreaterThan(LEAST_INK);
  });
});

describe('however narrow or wide the window', () => {
  it('nobody has to scroll the page sideways', async () => {
    const { page } = await openHtml(browser(), everythingPage());
    await showViews(page);
    for (const width of [320, 360, 480, 600, 768, 1024, 1440, 2560]) {
      await page.setViewportSize({ width, height: 800 });
      expect({ width, scroll: await sidewaysScroll(page) }).toEqual({ width, scroll: 0 });
    }
  });

  it('a page that is too wide is found out', async () => {
    const { page } = await openHtml(
      browser(),
      '<!doctype html><p style="width: 500px">words</p>',
      PHONE,
    );
    expect(await sidewaysScroll(page)).toBeGreaterThan(100);
  });
});
