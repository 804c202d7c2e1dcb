/** Charts: drawn here as SVG, so that the report needs no script to show them. */

import type { EChartsCoreOption } from 'echarts/core';
// One file, which loads in a tenth of the time that the package's hundreds take.
import { init } from 'echarts/dist/echarts.esm.min.mjs';
import type { DataTable } from './data-table.js';
import { figureWithTable, labelledDrawing } from './figure.js';
import { Html, withoutControls } from './html.js';
import { CHART_THEME } from './theme.js';

export interface Chart {
  /** What a reader who does not see it is told: what it shows, and what stands out. */
  label: string;
  option: EChartsCoreOption;
  heightPixels: number;
  /** The chart's numbers. */
  table: DataTable;
}

/** Of the drawing; the page scales it. */
export const CHART_WIDTH_PIXELS = 720;

/** The chart with its table behind it. */
export function chartFigure({ label, table, ...drawing }: Chart): Html {
  return figureWithTable(labelledDrawing(label, new Html(drawSvg(drawing))), table);
}

export function drawSvg({ option, heightPixels }: Pick<Chart, 'option' | 'heightPixels'>): string {
  const chart = init(null, CHART_THEME, {
    renderer: 'svg',
    ssr: true,
    width: CHART_WIDTH_PIXELS,
    height: heightPixels,
  });
  try {
    chart.setOption({ animation: false, ...option });
    return withoutControls(withoutEvents(chart.renderToSVGString()));
  } finally {
    chart.dispose();
  }
}

/**
 * Without what ECharts adds for its own script in a browser, a third of the text. Markup in texts
 * is escaped, so what looks like an attribute or an element is one.
 */
function withoutEvents(svg: string): string {
  return svg
    .replace(/ (?:ecmeta_\w+|pointer-events)="[^"]*"/g, '')
    .replace(/ class="zr\d+-cls-\d+"/g, '')
    .replace(/<style\s*>[\s\S]*?<\/style>/g, '')
    .replace(/\n+/g, '\n');
}
