/** The boot figure as Vega-Lite has it: a mark with its interval for each strategy and cache state. */

import { THREAD_SAVING_MICROSECONDS } from '../../explain/thread.js';
import { BASELINE } from '../../report/groups.js';
import type { AxisRange } from '../../report/html/axis.js';
import { LIGHT_COLOURS, SERIES_NAMES } from '../../report/html/palette.js';

/** What the figure needs to know of its data. */
export interface Figure {
  /** Machine and time. */
  subtitle: string;
  places: readonly string[];
  firstPlace: string;
  /** With the mark of those that are not equivalent. */
  names: readonly string[];
  /** With the mark of those that were not reached. */
  states: readonly string[];
  /** µs per boot. */
  axis: AxisRange;
}

const WIDTH_PIXELS = 480;
const STATE_PIXELS = 11;
/** Longer texts are cut. */
const LONGEST_PIXELS = { name: 240, title: 720 };
const COLOURS = SERIES_NAMES.map((name) => LIGHT_COLOURS[name]);
/** For those who cannot tell the colours apart. */
const SHAPES = [
  'circle',
  'square',
  'triangle-up',
  'diamond',
  'triangle-down',
  'cross',
  'arrow',
  'wedge',
];

/** After a strategy's name. */
export const NOT_EQUIVALENT = ' †';
/** After a state's. */
export const NOT_REACHED = '!';

const SAVING = 'savingMicrosecondsPerBoot';

/** All of the specification but its data and what it says of the run. */
export function figureOf(figure: Figure) {
  return {
    title: {
      text: { expr: 'place' },
      subtitle: figure.subtitle,
      anchor: 'start',
      limit: LONGEST_PIXELS.title,
    },
    params: [placeParameter(figure)],
    // The baseline is in the data for its cost; its saving over itself is nothing to draw.
    transform: [
      { filter: `datum.place === place && datum.strategy !== '${BASELINE}'` },
      { calculate: `datum.strategy + (datum.equivalent ? '' : '${NOT_EQUIVALENT}')`, as: 'name' },
      { calculate: `datum.state + (datum.stateReached ? '' : '${NOT_REACHED}')`, as: 'lines' },
    ],
    width: WIDTH_PIXELS,
    height: { step: STATE_PIXELS },
    layer: [
      line(0, LIGHT_COLOURS.faint, []),
      line(THREAD_SAVING_MICROSECONDS, LIGHT_COLOURS.claim, [4, 3]),
      claimLabel(),
      intervals(figure),
      marks(figure),
      cutMarks(figure),
    ],
  };
}

/** One layout, path, guest and retirement at a time. */
function placeParameter({ places, firstPlace }: Figure) {
  return {
    name: 'place',
    value: firstPlace,
    bind: { input: 'select', options: places, name: 'measured: ' },
  };
}

function line(x: number, color: string, strokeDash: readonly number[]) {
  return {
    data: { values: [{}] },
    mark: { type: 'rule', color, strokeDash },
    encoding: { x: { datum: x, type: 'quantitative' } },
  };
}

function claimLabel() {
  return {
    data: { values: [{}] },
    mark: { type: 'text', color: LIGHT_COLOURS.claim, align: 'right', baseline: 'top', dx: -3 },
    encoding: {
      x: { datum: THREAD_SAVING_MICROSECONDS, type: 'quantitative' },
      y: { value: 2 },
      text: { value: `the thread: ${THREAD_SAVING_MICROSECONDS} µs` },
    },
  };
}

function intervals(figure: Figure) {
  return {
    mark: { type: 'rule', clip: true },
    encoding: {
      ...position(figure),
      x: savingAxis(figure, `${SAVING}Low`),
      x2: { field: `${SAVING}High` },
      stroke: stateColour(figure),
    },
  };
}

/** Hollow where the sign or the size is not resolved. */
function marks(figure: Figure) {
  const colour = stateColour(figure);
  return {
    transform: [{ filter: `datum.${SAVING} >= ${figure.axis.min}` }],
    mark: { type: 'point', size: 40, strokeWidth: 1.5, opacity: 1, clip: true },
    encoding: {
      ...position(figure),
      x: savingAxis(figure, SAVING),
      stroke: colour,
      fill: { condition: { test: 'datum.resolved', ...colour }, value: 'white' },
      shape: { ...colour, scale: scaleOf(figure.states, SHAPES) },
      tooltip: TOOLTIP,
    },
  };
}

/** Beyond the left end the number stands in the mark's place. */
function cutMarks(figure: Figure) {
  return {
    transform: [
      { filter: `datum.${SAVING} < ${figure.axis.min}` },
      { calculate: `'◂ ' + format(datum.${SAVING}, '.3~r') + ' µs'`, as: 'cut' },
    ],
    mark: { type: 'text', align: 'left', dx: 3, fontSize: STATE_PIXELS - 2 },
    encoding: {
      ...position(figure),
      x: { value: 0 },
      text: { field: 'cut', type: 'nominal' },
      color: stateColour(figure),
      tooltip: TOOLTIP,
    },
  };
}

function position({ names, states }: Figure) {
  return {
    y: {
      field: 'name',
      type: 'nominal',
      sort: names,
      title: null,
      axis: { labelLimit: LONGEST_PIXELS.name },
    },
    yOffset: { field: 'lines', type: 'nominal', sort: states },
  };
}

function savingAxis({ axis: { min, max } }: Figure, field: string) {
  return {
    field,
    type: 'quantitative',
    title: 'µs saved per boot, with 95 % interval (hollow: not resolved; †: not equivalent)',
    scale: { domain: [min, max], nice: false },
  };
}

function stateColour({ states }: Figure) {
  return {
    field: 'lines',
    type: 'nominal',
    title: states.some(isMissed) ? ['lines are', '(!: not reached)'] : 'lines are',
    scale: scaleOf(states, COLOURS),
  };
}

function isMissed(state: string): boolean {
  return state.endsWith(NOT_REACHED);
}

/** More states than there are looks begin again. */
function scaleOf(states: readonly string[], looks: readonly string[]) {
  return { domain: states, range: states.map((_, index) => looks[index % looks.length]) };
}

const TOOLTIP = [
  { field: 'strategy', type: 'nominal' },
  { field: 'lines', type: 'nominal' },
  { field: SAVING, type: 'quantitative', title: 'µs saved per boot', format: '.3~r' },
  { field: `${SAVING}Low`, type: 'quantitative', title: '95 % from', format: '.3~r' },
  { field: `${SAVING}High`, type: 'quantitative', title: 'to', format: '.3~r' },
  { field: 'resolved', type: 'nominal' },
  { field: 'equivalent', type: 'nominal', title: `leaves the bytes of ${BASELINE}` },
];
