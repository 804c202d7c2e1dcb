/** Charts: drawn here as SVG, so that the report needs no script to show them. */

import { BarChart, CustomChart, LineChart, ScatterChart } from 'echarts/charts';
import {
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TitleComponent,
} from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { type DataTable, dataTable } from './data-table.js';
import { Html, html } from './html.js';
import { CHART_THEME } from './theme.js';

use([
  BarChart,
  CustomChart,
  LineChart,
  ScatterChart,
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TitleComponent,
  SVGRenderer,
]);

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
  return html`<figure class="chart">
<div class="scroll" tabindex="0" role="img" aria-label="${label}">${new Html(drawSvg(drawing))}</div>
<details><summary>Table: ${table.caption}</summary>${dataTable(table)}</details>
</figure>`;
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
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}
