import { describe, expect, it } from 'vitest';
import { CHART_WIDTH_PIXELS, chartFigure, drawSvg } from '../../../src/report/html/chart.js';

const NASTY = '</svg><script>alert(1)</script>"\' onload=x';

function bars(names: readonly string[]) {
  return {
    heightPixels: 160,
    option: {
      xAxis: { type: 'value' },
      yAxis: { type: 'category', data: names, axisLabel: { interval: 0 } },
      series: [{ type: 'bar', data: names.map((_, index) => index + 1), label: { show: true } }],
    },
  };
}

function figure(label: string): string {
  const table = {
    caption: 'ns per reset',
    columns: [{ title: 'strategy' }],
    rows: [['field-by-field']],
  };
  return chartFigure({ ...bars(['field-by-field']), label, table }).text;
}

describe('a chart', () => {
  it('is a drawing that the page can scale', () => {
    const svg = drawSvg(bars(['a', 'b']));
    expect(svg).toMatch(/^<svg [^>]*viewBox="0 0 720 160"/);
    expect(CHART_WIDTH_PIXELS).toBe(720);
    expect(svg.match(/fill="var\(--series-1\)"/g)).toHaveLength(2);
  });

  it('has what names say as text', () => {
    const svg = drawSvg(bars([NASTY, 'a\u001b[31mb\u202ec']));
    expect(svg).not.toContain('<script');
    expect(svg.match(/<\/svg>/g)).toHaveLength(1);
    expect(svg).toContain('&lt;script&gt;alert(1)');
    expect(svg).toContain('a�[31mb�c');
  });

  it('has nothing of what only a script would read', () => {
    const svg = drawSvg(bars(['a', 'ecmeta_series_index="0"', 'class="zr0-cls-0"']));
    expect(svg).not.toMatch(/ ecmeta_|<style| class="|pointer-events/);
    expect(svg).toContain('ecmeta_series_index=&quot;0&quot;');
    expect(svg).toContain('class=&quot;zr0-cls-0&quot;');
  });

  it('is a figure with a label for those who do not see it, and its table', () => {
    const text = figure(NASTY);
    expect(text).toContain('role="img" aria-label="&lt;/svg&gt;&lt;script&gt;alert(1)');
    expect(text).toMatch(/<details><summary>Table: ns per reset<\/summary>[\s\S]*field-by-field/);
  });
});
