/** Colours of charts: names of the page's own, which has them for light, dark and paper. */

import { colour, SERIES_NAMES } from './palette.js';

/** For lines and areas; text in them would be too faint. */
export const SERIES_COLOURS = SERIES_NAMES.map(colour);

export const INK = colour('ink');
export const FAINT = colour('faint');
export const GRID = colour('grid');
export const PAPER = colour('paper');
/** Of the thread's 36 µs. */
export const CLAIM = colour('claim');

const axis = {
  axisLine: { lineStyle: { color: FAINT } },
  axisTick: { lineStyle: { color: FAINT } },
  axisLabel: { color: INK },
  nameTextStyle: { color: INK },
  splitLine: { lineStyle: { color: GRID } },
};

/** Nothing moves under the mouse, and labels do not guess from a colour that only the page knows. */
const series = { emphasis: { disabled: true }, label: { color: INK } };

export const CHART_THEME = {
  color: SERIES_COLOURS,
  backgroundColor: 'transparent',
  textStyle: { color: INK, fontFamily: 'inherit' },
  title: { textStyle: { color: INK } },
  legend: { textStyle: { color: INK }, inactiveColor: FAINT },
  categoryAxis: axis,
  valueAxis: axis,
  logAxis: axis,
  markLine: { lineStyle: { color: CLAIM }, label: { color: INK } },
  markArea: { label: { color: INK } },
  bar: series,
  line: series,
  scatter: series,
  custom: series,
};
