import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { browserOfFile } from './support/browser.js';
import { everythingPage } from './support/everything.js';
import { openHtml } from './support/open-page.js';
import { showViews } from './support/views.js';

const browser = browserOfFile();

interface DrawnChart {
  label: string;
  width: number;
  height: number;
  /** Lines, areas, marks that can be seen; no texts. */
  shapes: number;
  texts: number;
  /** Texts that stick out of the drawing, or cover another. */
  cut: string[];
  covered: string[];
  /** Colours that are not the page's own, which change with light, dark and paper. */
  foreignColours: string[];
}

/** Of every chart on the page that is shown. */
function drawnCharts(page: Page): Promise<DrawnChart[]> {
  return page.locator('figure.chart').evaluateAll((figures) => {
    /** Half a pixel is rounding; the boxes of texts are higher than their letters. */
    const SLACK = { outside: 1, across: 1, along: 4 };
    const boxes = (elements: Iterable<SVGGraphicsElement>) =>
      [...elements]
        .map((element) => ({ element, box: element.getBoundingClientRect() }))
        .filter(({ box }) => box.width > 0 || box.height > 0);
    return figures.map((figure) => {
      const svg = figure.querySelector('svg');
      if (svg === null) throw new Error('a chart without a drawing');
      const frame = svg.getBoundingClientRect();
      const shapes = boxes(svg.querySelectorAll('path, polyline, polygon, line, circle, rect'));
      const texts = boxes(svg.querySelectorAll('text'));
      const name = ({ element }: { element: Element }) => element.textContent ?? '';
      const cut = texts.filter(
        ({ box }) =>
          box.left < frame.left - SLACK.outside ||
          box.right > frame.right + SLACK.outside ||
          box.top < frame.top - SLACK.outside ||
          box.bottom > frame.bottom + SLACK.outside,
      );
      const covered = texts.flatMap((one, index) =>
        texts
          .slice(index + 1)
          .filter(
            ({ box }) =>
              Math.min(one.box.right, box.right) - Math.max(one.box.left, box.left) >
                SLACK.across &&
              Math.min(one.box.bottom, box.bottom) - Math.max(one.box.top, box.top) > SLACK.along,
          )
          .map((other) => `${name(one)} / ${name(other)}`),
      );
      const painted = [svg, ...svg.querySelectorAll('*')].flatMap((element) =>
        ['fill', 'stroke', 'stop-color', 'style'].map((key) => element.getAttribute(key) ?? ''),
      );
      return {
        label: figure.querySelector('[aria-label]')?.getAttribute('aria-label') ?? '',
        width: frame.width,
        height: frame.height,
        shapes: shapes.length,
        texts: texts.length,
        cut: cut.map(name),
        covered,
        foreignColours: [
          ...new Set(
            painted.flatMap((value) => value.match(/#[0-9a-f]{3,8}\b|rgba?\(.*?\)/gi) ?? []),
          ),
        ],
      };
    });
  });
}

describe('every chart of the report', () => {
  it('is drawn, with a name for those who do not see it', async () => {
    const { page } = await openHtml(browser(), await everythingPage());
    await showViews(page);
    const charts = await drawnCharts(page);
    expect(charts.length).toBeGreaterThan(0);
    for (const { label, width, height, shapes, texts } of charts) {
      expect(label).not.toBe('');
      expect(width, label).toBeGreaterThan(500);
      expect(height, label).toBeGreaterThan(60);
      expect(shapes, label).toBeGreaterThan(5);
      expect(texts, label).toBeGreaterThan(3);
    }
  });

  it('has no label that is cut off or covers another', async () => {
    const { page } = await openHtml(browser(), await everythingPage());
    await showViews(page);
    const faulty = (await drawnCharts(page)).filter(
      ({ cut, covered }) => cut.length + covered.length > 0,
    );
    expect(faulty.map(({ label, cut, covered }) => ({ label, cut, covered }))).toEqual([]);
  });

  it("has the page's own colours only, so that dark and paper can change them", async () => {
    const { page } = await openHtml(browser(), await everythingPage());
    const foreign = (await drawnCharts(page)).filter(({ foreignColours }) => foreignColours.length);
    expect(foreign.map(({ label, foreignColours }) => ({ label, foreignColours }))).toEqual([]);
  });

  it('has its numbers in a table, behind one click', async () => {
    const { page } = await openHtml(browser(), await everythingPage());
    await showViews(page);
    const clicks = await page.locator('figure.chart').evaluateAll((figures) =>
      figures.map((figure) => {
        const row = figure.querySelector('tbody tr');
        const isShown = () => row?.checkVisibility() ?? false;
        const before = isShown();
        figure.querySelector('summary')?.click();
        return { rows: figure.querySelectorAll('tbody tr').length > 0, before, after: isShown() };
      }),
    );
    expect(clicks.length).toBeGreaterThan(0);
    expect(clicks).toEqual(clicks.map(() => ({ rows: true, before: false, after: true })));
  });
});

describe('a chart with faults', () => {
  it('is found out', async () => {
    const { page } = await openHtml(
      browser(),
      `<!doctype html><figure class="chart"><div aria-label="bad"><svg width="200" height="100">
<text x="190" y="50">sticks out</text><text x="20" y="50" fill="#333">one</text>
<text x="25" y="50">another</text><path d="" /></svg></div></figure>`,
    );
    const [chart] = await drawnCharts(page);
    expect(chart).toMatchObject({ label: 'bad', width: 200, shapes: 0, texts: 3 });
    expect(chart).toMatchObject({ cut: ['sticks out'], covered: ['one / another'] });
    expect(chart?.foreignColours).toEqual(['#333']);
  });
});
