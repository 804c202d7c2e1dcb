/** Colours of charts: names of the page's own, which has them for light, dark and paper. */

/** Told apart by colour-blind readers too (Okabe and Ito 2008); style.ts has their values. */
export const SERIES_COLOURS = Array.from({ length: 8 }, (_, index) => `var(--series-${index + 1})`);

export const INK = 'var(--ink)';
export const FAINT = 'var(--faint)';
export const GRID = 'var(--grid)';
export const PAPER = 'var(--paper)';
/** Of the thread's 36 µs. */
export const CLAIM = 'var(--claim)';

const axis = {
  axisLine: { lineStyle: { color: FAINT } },
  axisTick: { lineStyle: { color: FAINT } },
  axisLabel: { color: INK },
  nameTextStyle: { color: INK },
  splitLine: { lineStyle: { color: GRID } },
};

export const CHART_THEME = {
  color: SERIES_COLOURS,
  backgroundColor: 'transparent',
  textStyle: { color: INK, fontFamily: 'inherit' },
  legend: { textStyle: { color: INK }, inactiveColor: FAINT },
  categoryAxis: axis,
  valueAxis: axis,
  logAxis: axis,
  markLine: { lineStyle: { color: CLAIM }, label: { color: INK } },
};
