/** A logarithmic axis of values that may be zero, negative, or next to nothing: those lie on its lower edge. */

export interface LogAxis {
  /** On the axis, in decades; what lies below it is on its edge. */
  positionOf(value: number): number;
  /** ECharts' own. */
  option: Record<string, unknown>;
}

const STEPS = [1, 2, 5];
/** Less is noise, and would take the room of what is not. */
export const LOG_AXIS_LEAST = 0.01;
const MOST = 1e9;
/** More labels would touch. */
const MOST_LABELS = 12;

/** @param values all that should be seen; none of them positive: an axis of one decade */
export function logAxis(values: readonly number[]): LogAxis {
  const positive = values.filter((value) => value > 0).map((value) => clamp(value));
  const least = positive.length === 0 ? LOG_AXIS_LEAST : Math.min(...positive);
  const first = steps().findLast((step) => step <= least && step < MOST) ?? LOG_AXIS_LEAST;
  const last = steps().find((step) => step > first && step >= Math.max(...positive)) ?? MOST;
  const positionOf = (value: number): number => Math.log10(Math.min(last, Math.max(first, value)));
  const texts = new Map(labelled(first, last).map((value) => [positionOf(value), String(value)]));
  return {
    positionOf,
    option: {
      type: 'value',
      min: positionOf(first),
      max: positionOf(last),
      axisTick: { customValues: [...texts.keys()] },
      axisLabel: {
        customValues: [...texts.keys()],
        formatter: (position: number) => texts.get(position) ?? '',
      },
    },
  };
}

function clamp(value: number): number {
  return Math.min(MOST, Math.max(LOG_AXIS_LEAST, value));
}

/** 0.01, 0.02, 0.05, 0.1 ... */
function steps(): number[] {
  const decades = Math.log10(MOST / LOG_AXIS_LEAST);
  const all = Array.from({ length: decades }, (_, decade) =>
    // By division, so that 0.05 is what the decimal is.
    STEPS.map((step) => (step * 10 ** decade) / (1 / LOG_AXIS_LEAST)),
  );
  return [...all.flat(), MOST];
}

/** All steps of a few decades, of more only their beginnings. */
function labelled(first: number, last: number): number[] {
  const within = steps().filter((step) => step >= first && step <= last);
  if (within.length <= MOST_LABELS) return within;
  return within.filter((step) => Number.isInteger(Math.log10(step)));
}
