import type { BrowserContextOptions } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { SECTIONS } from '../../../src/report/html/sections.js';
import { once } from '../../cli/command.js';
import { browserOfFile } from './support/browser.js';
import { everythingPage } from './support/everything.js';
import { openHtml } from './support/open-page.js';
import { look, type Pixels, sidewaysScroll } from './support/pixels.js';
import { showViews } from './support/views.js';

const browser = browserOfFile();

const PHONE = { viewport: { width: 360, height: 740 } };
/** In pixels of the page. */
const MOST_EMPTY_ROWS = 120;
const LEAST_INK = 0.005;
const LIMIT_MS = 90_000;

/** Of a screenshot's pixels to the page's: the whole page at once is too large for the browser. */
const SCALE = 0.5;

interface Seen {
  whole: Pixels;
  sections: { id: string; section: Pixels; charts: Pixels[] }[];
}

/** All views and folded charts, in one screenshot. */
async function lookAtReport(options: BrowserContextOptions): Promise<Seen> {
  const { page } = await openHtml(browser(), await everythingPage(), {
    ...options,
    deviceScaleFactor: SCALE,
  });
  const { page: decoder } = await openHtml(browser(), '<!doctype html>');
  await showViews(page);
  const png = await page.screenshot({ fullPage: true });
  const areas = await page.locator('main > section').evaluateAll(
    (sections, scale) =>
      sections.map((section) => {
        const elements = [section, ...section.querySelectorAll('figure.chart svg')];
        return elements.map((element) => {
          const { left, top, width, height } = element.getBoundingClientRect();
          const [x, y] = [left + scrollX, top + scrollY];
          return { x: x * scale, y: y * scale, width: width * scale, height: height * scale };
        });
      }),
    SCALE,
  );
  const [whole] = await look(decoder, png);
  const seen = await look(decoder, png, areas.flat());
  const sections = SECTIONS.map(({ id }, index) => {
    const [section, ...charts] = seen.splice(0, areas[index]?.length);
    if (section === undefined) throw new Error(`no section ${id}`);
    return { id, section, charts };
  });
  if (whole === undefined) throw new Error('no page');
  return { whole, sections };
}

function expectNoHole({ sections }: Seen): void {
  for (const { id, section } of sections) {
    expect(section.inkShare, id).toBeGreaterThan(LEAST_INK);
    expect(section.longestEmptyRows / SCALE, id).toBeLessThan(MOST_EMPTY_ROWS);
  }
}

describe.each(['light', 'dark'] as const)('the report, %s', (colorScheme) => {
  const looked = once(() => lookAtReport({ colorScheme }));

  it(
    'stands on paper of that kind',
    async () => {
      const brightness = Math.max(...(await looked()).whole.paper) / 255;
      if (colorScheme === 'dark') expect(brightness).toBeLessThan(0.2);
      else expect(brightness).toBeGreaterThan(0.9);
    },
    LIMIT_MS,
  );

  it('has no hole in any section', async () => expectNoHole(await looked()), LIMIT_MS);

  it(
    'has no chart with an empty half',
    async () => {
      const charts = (await looked()).sections.flatMap(({ id, charts }) =>
        charts.map((chart) => ({ id, ...chart })),
      );
      expect(charts.length).toBeGreaterThan(0);
      for (const chart of charts) {
        expect(chart.inkShare, chart.id).toBeGreaterThan(LEAST_INK);
        expect(chart.longestEmptyRows, chart.id).toBeLessThan(chart.height / 2);
        expect(chart.longestEmptyColumns, chart.id).toBeLessThan(chart.width / 2);
      }
    },
    LIMIT_MS,
  );
});

describe('the report on a phone', () => {
  it('has no hole in any section', async () => expectNoHole(await lookAtReport(PHONE)), LIMIT_MS);
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
    const { page } = await openHtml(browser(), await everythingPage());
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
