/** What a screenshot shows, as far as a program can say. */

import type { Page } from 'playwright-core';

export interface Pixels {
  width: number;
  height: number;
  /** The commonest colour's red, green and blue, 0..255 each. */
  paper: readonly number[];
  /** Of all pixels, those that have another colour, 0..1. */
  inkShare: number;
  /** Longest run of rows that are all paper, in pixels. */
  longestEmptyRows: number;
  /** Same of columns. */
  longestEmptyColumns: number;
}

export interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

/**
 * @param decoder a page without a policy of its own, whose canvas decodes the image
 * @param png as a screenshot gives it
 * @param areas of it, in pixels; the whole image without
 */
export function look(decoder: Page, png: Buffer, areas?: readonly Area[]): Promise<Pixels[]> {
  const url = `data:image/png;base64,${png.toString('base64')}`;
  return decoder.evaluate(
    async ({ url, areas }) => {
      const image = new Image();
      image.src = url;
      await image.decode();
      const { width, height } = image;
      const canvas = Object.assign(document.createElement('canvas'), { width, height });
      const context = canvas.getContext('2d', { willReadFrequently: true });
      if (context === null) throw new Error('no canvas');
      context.drawImage(image, 0, 0);

      const longestEmptyRun = (hasInk: Uint8Array) =>
        Math.max(
          ...hasInk
            .join('')
            .split('1')
            .map((run) => run.length),
        );

      return (areas ?? [{ x: 0, y: 0, width, height }]).map((area) => {
        const pixels = context.getImageData(area.x, area.y, area.width, area.height);
        // Of an area between pixels the image's own size is a whole number.
        const { data, width, height } = pixels;
        const colours = new Uint32Array(data.buffer);
        const counts = new Map<number, number>();
        // A sample tells the commonest, and soon.
        for (let index = 0; index < colours.length; index += 61) {
          const colour = colours[index] ?? 0;
          counts.set(colour, (counts.get(colour) ?? 0) + 1);
        }
        const [paper] = [...counts].reduce((most, each) => (each[1] > most[1] ? each : most));
        const rows = new Uint8Array(height);
        const columns = new Uint8Array(width);
        let ink = 0;
        colours.forEach((colour, index) => {
          if (colour === paper) return;
          ink += 1;
          rows[Math.floor(index / width)] = 1;
          columns[index % width] = 1;
        });
        const first = 4 * colours.indexOf(paper);
        return {
          width,
          height,
          paper: [...data.slice(first, first + 3)],
          inkShare: ink / colours.length,
          longestEmptyRows: longestEmptyRun(rows),
          longestEmptyColumns: longestEmptyRun(columns),
        };
      });
    },
    { url, areas },
  );
}

/** How far the page as a whole can be scrolled to the side, in pixels. */
export function sidewaysScroll(page: Page): Promise<number> {
  return page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
}
