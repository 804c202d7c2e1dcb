/** Numbers for people: no more digits than they deserve, and the unit in the name of the function. */

import type { Interval } from './stats/types.js';

export const NOT_AVAILABLE = 'n/a';
/** Two: TSC means do not carry a hundredth of a nanosecond, and wider columns do not fit a terminal. */
const MAX_DECIMALS = 2;
/** Five cache states and a strategy's name have to fit 80 columns; wider text loses a decimal. */
const PLUS_MINUS_WIDTH = 9;
/** From here on digits only suggest a precision that is not there. */
const EXPONENT_FROM = 1e6;

/** Fixed decimals, no `-0.0`, `n/a` for what is no number. */
export function formatNumber(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return NOT_AVAILABLE;
  if (Math.abs(value) >= EXPONENT_FROM) return value.toExponential(1);
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? text.replace('-', '') : text;
}

/** Three significant digits, but no more than two decimals. */
export function formatValue(value: number): string {
  return formatNumber(value, decimalsForMagnitude(value));
}

/** `1.2`, with the digits that the interval justifies. */
export function formatEstimate(interval: Interval): string {
  return formatNumber(interval.estimate, decimalsForInterval(interval));
}

/** `1.2 [0.9, 1.4]`; `resolved` keeps rounding from moving an end onto zero. */
export function formatInterval(interval: Interval, resolved = false): string {
  let decimals = decimalsForInterval(interval);
  if (resolved) decimals = finerUntil(decimals, (each) => endsOffZero(interval, each));
  const [estimate, low, high] = [interval.estimate, interval.low, interval.high].map((value) =>
    formatNumber(value, decimals),
  );
  return `${estimate} [${low}, ${high}]`;
}

/**
 * `1.2±0.3` with the longer arm, so that an asymmetrical interval is not understated. `resolved`
 * keeps rounding from making the arm as long as the estimate.
 */
export function formatPlusMinus(interval: Interval, resolved = false): string {
  let decimals = decimalsForInterval(interval);
  if (decimals > 0 && plusMinus(interval, decimals).length > PLUS_MINUS_WIDTH) decimals -= 1;
  if (resolved) decimals = finerUntil(decimals, (each) => armOffZero(interval, each));
  return plusMinus(interval, decimals);
}

function plusMinus(interval: Interval, decimals: number): string {
  const arm = roundedUp(halfWidth(interval), decimals);
  return `${formatNumber(interval.estimate, decimals)}±${formatNumber(arm, decimals)}`;
}

function finerUntil(decimals: number, isFine: (decimals: number) => boolean): number {
  let finer = decimals;
  while (finer < MAX_DECIMALS && !isFine(finer)) finer += 1;
  return finer;
}

function endsOffZero({ low, high }: Interval, decimals: number): boolean {
  return rounded(Math.min(Math.abs(low), Math.abs(high)), decimals) > 0;
}

function armOffZero(interval: Interval, decimals: number): boolean {
  const estimate = rounded(Math.abs(interval.estimate), decimals);
  return estimate > roundedUp(halfWidth(interval), decimals);
}

/** `±0.4`: two digits, rounded up, for what nothing in the run exceeded. */
export function formatBound(value: number): string {
  const place = value > 0 && Number.isFinite(value) ? Math.floor(Math.log10(value)) : 0;
  const decimals = Math.min(MAX_DECIMALS, Math.max(0, 1 - place));
  return `±${formatNumber(roundedUp(value, decimals), decimals)}`;
}

function decimalsForMagnitude(value: number): number {
  const size = Math.abs(value);
  if (size >= 99.95) return 0;
  return size >= 9.995 ? 1 : MAX_DECIMALS;
}

/** As many for the longest of the three, but no finer than the interval justifies. */
function decimalsForInterval(interval: Interval): number {
  const { estimate, low, high } = interval;
  const sizes = [estimate, low, high].filter(Number.isFinite).map(Math.abs);
  const decimals = decimalsForMagnitude(Math.max(0, ...sizes));
  const half = halfWidth(interval);
  return half > 0 && Number.isFinite(half)
    ? Math.min(decimals, decimalsForUncertainty(half))
    : decimals;
}

/** The place of the uncertainty's first digit, one more where rounding that digit would distort it. */
function decimalsForUncertainty(half: number): number {
  const place = Math.floor(Math.log10(half));
  const leading = half / 10 ** place;
  return Math.max(0, (leading < 1.5 ? 1 : 0) - place);
}

function halfWidth({ estimate, low, high }: Interval): number {
  return Math.max(Math.abs(high - estimate), Math.abs(estimate - low));
}

/** Up, because an uncertainty of `0.0` would be a lie. */
function roundedUp(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  // Without the small subtraction binary fractions turn 0.3 into 0.4.
  return Math.ceil(value * scale - 1e-6) / scale;
}

function rounded(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}

/** `12.3 ns` */
export function formatNs(ns: number): string {
  return withUnit(ns, 'ns');
}

/** `1.23 µs` */
export function formatMicroseconds(microseconds: number): string {
  return withUnit(microseconds, 'µs');
}

/** `1.2 [0.9, 1.4] ns` */
export function formatNsInterval(ns: Interval): string {
  return `${formatInterval(ns)} ns`;
}

/** `1.2 [0.9, 1.4] µs` */
export function formatMicrosecondsInterval(microseconds: Interval): string {
  return `${formatInterval(microseconds)} µs`;
}

/** `12.3 %` */
export function formatPercent(percent: number): string {
  return Number.isFinite(percent) ? `${formatNumber(percent, 1)} %` : NOT_AVAILABLE;
}

/** `48 KiB`, `7.75 GiB` */
export function formatBytes(bytes: number): string {
  return withScaledUnit(bytes, 1024, ['B', 'KiB', 'MiB', 'GiB', 'TiB']);
}

/** `2.596 GHz` */
export function formatHz(hz: number): string {
  return withScaledUnit(hz, 1000, ['Hz', 'kHz', 'MHz', 'GHz']);
}

function withUnit(value: number, unit: string): string {
  const text = formatValue(value);
  return text === NOT_AVAILABLE ? text : `${text} ${unit}`;
}

/** Four significant digits without trailing zeros: sizes and clocks are exact or nearly so. */
function withScaledUnit(value: number, step: number, units: readonly string[]): string {
  if (!Number.isFinite(value)) return NOT_AVAILABLE;
  let scaled = value;
  let index = 0;
  while (Math.abs(scaled) >= step && index < units.length - 1) {
    scaled /= step;
    index += 1;
  }
  return `${Number(scaled.toPrecision(4))} ${units[index]}`;
}
