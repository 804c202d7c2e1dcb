import { describe, expect, it } from 'vitest';
import { SECTIONS } from '../../../src/report/html/sections.js';
import { fixture } from '../fixtures.js';
import { browserOfFile } from './support/browser.js';
import { everything } from './support/everything.js';
import { openReport } from './support/open-page.js';
import { sidewaysScroll } from './support/pixels.js';

const browser = browserOfFile();

const results = () => [everything(), fixture('no-cells')];

describe('two results', () => {
  it('stand beside each other, section by section, each under the name of its file', async () => {
    const { page, complaints, requests } = await openReport(browser(), results());
    expect({ complaints, requests }).toEqual({ complaints: [], requests: [] });
    for (const { id } of SECTIONS) {
      const parts = page.locator(`main > section[id="${id}"] > .results > *`);
      expect(await parts.count()).toBe(2);
      const [left, right] = await parts.evaluateAll((elements) =>
        elements.map((element) => ({
          box: element.getBoundingClientRect(),
          text: element.textContent,
        })),
      );
      expect(left?.text).toContain('results/0.json');
      expect(right?.text).toContain('results/1.json');
      expect(left?.box.top).toBe(right?.box.top);
      expect(left?.box.right).toBeLessThanOrEqual(right?.box.left ?? 0);
    }
  });

  it('stand below each other where there is no room', async () => {
    const { page } = await openReport(browser(), results(), {
      viewport: { width: 500, height: 800 },
    });
    const boxes = await page
      .locator('main > section > .results')
      .first()
      .locator(':scope > *')
      .evaluateAll((elements) => elements.map((element) => element.getBoundingClientRect()));
    expect(boxes[1]?.top).toBeGreaterThanOrEqual(boxes[0]?.bottom ?? Number.POSITIVE_INFINITY);
    expect(await sidewaysScroll(page)).toBe(0);
  });

  it('repeat no id', async () => {
    const { page } = await openReport(browser(), [everything(), everything()]);
    const ids = await page.locator('[id]').evaluateAll((elements) => elements.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
  });
});
