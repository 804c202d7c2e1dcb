/** A hypothesis in full: what was compared, why it is judged so, and everything else that was measured. */

import { excludesZero } from '../explain/estimate.js';
import type { Controls, Curve, Finding, Measurement, Verdict } from '../explain/explanation.js';
import { formatNs, formatPlusMinus, formatValue } from '../format.js';
import type { Interval } from '../stats/types.js';
import { groupBy } from './groups.js';
import type { Paint, TextOptions } from './text.js';
import { displayWidth, palette, wrap, wrapPainted } from './text.js';

/** A curve with more points shows some of them. */
const MOST_POINTS = 20;
/** Of a longer curve, at equal steps and with both ends. */
const POINTS_OF_LONG_CURVE = 12;
/** From here on an exact x is longer than a narrow line has room for. */
const EXACT_BELOW = 1e9;

const INDENT = '  ';
const HANGING = `${INDENT}${INDENT}`;

export function findingDetails(finding: Finding, options: TextOptions): string {
  const { title, bad } = palette(options.colour);
  const { controls } = finding;
  const measured = finding.measurements.map(measurementText).join('; ');
  return [
    wrapPainted(`${findingName(finding)}: ${finding.verdict}`, options.columns, INDENT, title),
    ...indented(finding.statement, options),
    ...indented(prefixed('contrast: ', finding.contrast), options),
    ...indented(prefixed('reason: ', finding.reason), options),
    ...indented(prefixed('needs every reset to meet ', finding.needs ?? ''), options),
    ...(controls === null
      ? controlsMissing(finding, options)
      : indented(controlsText(controls), options, controls.passed ? undefined : bad)),
    ...indented(prefixed('measured, ns: ', measured), options),
    ...curveLines(finding.curves, options),
    ...finding.notes.flatMap((note) => indented(prefixed('- ', note), options)),
  ].join('\n');
}

/** `H4 store buffer` */
export function findingName({ id, name }: Pick<Finding, 'id' | 'name'>): string {
  return `${id} ${name}`;
}

/** A refuted hypothesis is a result, not a failure. */
export function verdictPaint(verdict: Verdict, options: TextOptions): Paint {
  const { good, faint, warning } = palette(options.colour);
  return { supported: good, refuted: faint, unresolved: warning }[verdict];
}

/** `1.2±0.3`, and `n/a` for what could not be measured. */
export function formatMeasured(interval: Interval | null): string {
  if (interval === null) return formatValue(Number.NaN);
  return formatPlusMinus(interval, excludesZero(interval));
}

/** Explains the mark of savings only to those who have seen it. */
export function unresolvedLegend(
  savings: readonly (Interval | null)[],
  options: TextOptions,
): string[] {
  if (savings.every((saving) => saving === null || excludesZero(saving))) return [];
  const text = '? not resolved: 0 is within the 95 % interval';
  return [wrapPainted(text, options.columns, INDENT, palette(options.colour).faint)];
}

/** Whole numbers as they are: 60, not 60.0; 4096, not 4.1e+3. */
export function formatExact(value: number): string {
  const exact = Number.isInteger(value) && Math.abs(value) < EXACT_BELOW;
  return exact ? String(value) : formatValue(value);
}

/** Nothing where there was nothing to control. */
function controlsMissing({ resultNsPerCall }: Finding, options: TextOptions): string[] {
  return resultNsPerCall === null ? [] : indented('controls: none', options);
}

function controlsText(controls: Controls): string {
  const { negativeNsPerReset, injectedNsPerReset, positiveNsPerReset, passed } = controls;
  return (
    `${passed ? 'controls' : 'controls FAILED'}: same code ${formatPlusMinus(negativeNsPerReset)} ns, ` +
    `a delay of ${formatNs(injectedNsPerReset)} found as ${formatPlusMinus(positiveNsPerReset)} ns`
  );
}

function measurementText({ name, nsPerReset }: Measurement): string {
  return `${name} ${formatPlusMinus(nsPerReset)}`;
}

/** Curves of the same kind one below the other; one without points is left out. */
function curveLines(curves: readonly Curve[], options: TextOptions): string[] {
  const drawn = curves.filter(({ points }) => points.length > 0);
  return groupBy(drawn, ({ xName, points }) => [xName, points.length]).flatMap((alike) => {
    const [{ xName, points }] = alike;
    const part =
      points.length > MOST_POINTS
        ? ` (${POINTS_OF_LONG_CURVE} of ${points.length} points, and least and most; all with --json)`
        : '';
    return [
      ...indented(`ns by ${xName}${part}:`, options),
      ...alike.flatMap((curve) => pointLines(curve, options)),
    ];
  });
}

/** `saving at 0: 2.9±0.2, 8: 3.1±0.2`; a value stays beside its x. */
function pointLines({ name, points }: Curve, options: TextOptions): string[] {
  const width = options.columns - HANGING.length - INDENT.length;
  const items = telling(points).map(
    ({ x, nsPerReset }) => `${formatExact(x)}: ${formatPlusMinus(nsPerReset)}`,
  );
  const lines = wrap(`${name} at`, width).split('\n');
  items.forEach((item, index) => {
    const text = index < items.length - 1 ? `${item},` : item;
    const longer = `${lines.at(-1)} ${text}`;
    if (displayWidth(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(text);
  });
  return lines.map((line, index) => HANGING + (index === 0 ? '' : INDENT) + line);
}

/** All of a short curve; of a long one equal steps, and the extremes, which steps may miss. */
function telling(points: Curve['points']): Curve['points'] {
  if (points.length <= MOST_POINTS) return points;
  const step = (points.length - 1) / (POINTS_OF_LONG_CURVE - 1);
  const estimates = points.map(({ nsPerReset }) => nsPerReset.estimate);
  const chosen = new Set([
    ...Array.from({ length: POINTS_OF_LONG_CURVE }, (_, index) => Math.round(index * step)),
    estimates.indexOf(Math.min(...estimates)),
    estimates.indexOf(Math.max(...estimates)),
  ]);
  return points.filter((_, index) => chosen.has(index));
}

/** Nothing to say needs no label. */
function prefixed(prefix: string, text: string): string {
  return text.trim() === '' ? '' : prefix + text;
}

/** What is longer than a line goes on farther in. */
function indented(text: string, options: TextOptions, paint: Paint = (line) => line): string[] {
  return wrap(text, options.columns - INDENT.length, INDENT)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => INDENT + paint(line));
}
