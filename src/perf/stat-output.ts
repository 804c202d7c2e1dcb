/** The counts in what `perf stat -j` prints: one JSON object a line, between other lines. */

import { z } from 'zod';
import { excerpt, UsageError } from '../errors.js';

/** Perf 5.19 to 6.12 write differently; what these still share is read. */
const lineSchema = z.object({
  event: z.string(),
  'counter-value': z.union([z.string(), z.number()]),
  unit: z.string().optional(),
  'pcnt-running': z.union([z.number(), z.string()]).nullish(),
});

/** Lines of metrics carry no count of their own. */
const metricSchema = z.object({ 'metric-value': z.unknown() });

/** Of one event in one run. */
export type Count =
  | { value: number; percentRunning: number; reason: null }
  | { value: null; percentRunning: null; reason: NotCounted };

/** As perf says it. */
export type NotCounted = '<not supported>' | '<not counted>';

/** Perf printed what nobody here has seen. */
export class PerfFormatError extends UsageError {
  constructor(perfVersion: string, what: string) {
    super(
      `cannot read what perf ${perfVersion} stat -j printed: ${what}; ` +
        'perf 6.0 to 6.12 are known: try another, and report this',
    );
  }
}

/**
 * Counts by event name, in lower case without perf's decorations (`cpu_core/cycles/u` and
 * `cycles:u` are `cycles`); times are in ns.
 *
 * Lines of the same event (one per kind of core of a hybrid CPU, or one per interval) are added;
 * of a hybrid CPU's lines those not counted are left out, since the process ran on one kind only.
 *
 * @param text stderr of perf, all of it; lines that are no objects are other programs' words
 * @throws PerfFormatError for an object of another shape
 */
export function parseStatOutput(text: string, perfVersion: string): Map<string, Count> {
  const counts = new Map<string, Count>();
  for (const line of text.split('\n').map((each) => each.trim())) {
    if (!line.startsWith('{')) continue;
    const found = parseLine(line, perfVersion);
    if (found === null) continue;
    const { event, count } = found;
    const former = counts.get(event);
    counts.set(event, former === undefined ? count : sum(former, count));
  }
  return counts;
}

/** The name of an event without the PMU it is counted by and the modifiers it is counted with. */
export function plainEventName(event: string): string {
  const [, inside] = /^[^/]+\/(.*)\/[a-zA-Z]*$/.exec(event) ?? [];
  return (inside ?? event.replace(/:[a-zA-Z]+$/, '')).toLowerCase();
}

/** Null for a metric's line. */
function parseLine(line: string, perfVersion: string): { event: string; count: Count } | null {
  let json: unknown;
  try {
    json = JSON.parse(mended(line));
  } catch {
    throw new PerfFormatError(perfVersion, `${excerpt(line)} is no JSON`);
  }
  const parsed = lineSchema.safeParse(json);
  if (!parsed.success) {
    if (metricSchema.safeParse(json).success) return null;
    throw new PerfFormatError(perfVersion, `${excerpt(line)} has no event or no counter-value`);
  }
  const { event, unit = '', 'counter-value': text, 'pcnt-running': percent } = parsed.data;
  const name = plainEventName(event);
  const reason = notCounted(text);
  if (reason !== null) return { event: name, count: { value: null, percentRunning: null, reason } };
  const count = numberOf(text);
  const value = count <= MOST_COUNTED ? count * nsPer(unit) : Number.NaN;
  // Early versions leave the share out where the event ran all the time.
  const percentRunning = numberOf(percent ?? 100);
  if (!Number.isFinite(value) || !Number.isFinite(percentRunning)) {
    throw new PerfFormatError(perfVersion, `${excerpt(line)} has an unknown number or unit`);
  }
  return { event: name, count: { value, percentRunning, reason: null } };
}

/**
 * What some versions print although it is no JSON: a comma before the brace (6.7), nan and inf of
 * metrics, and the locale's decimal comma outside of strings.
 */
function mended(line: string): string {
  return line
    .replace(/,\s*\}/g, '}')
    .replace(/(:\s*)[-+]?(?:nan|inf)(?=\s*[,}])/gi, '$1null')
    .replace(/(:\s*-?\d+),(\d+)(?=\s*[,}])/g, '$1.$2');
}

function notCounted(text: string | number): NotCounted | null {
  return text === '<not supported>' || text === '<not counted>' ? text : null;
}

/** The kernel counts in 64 bits. */
const MOST_COUNTED = 2 ** 64;

/** NaN if it is none, or negative. */
function numberOf(text: string | number): number {
  if (typeof text === 'number') return text >= 0 ? text : Number.NaN;
  return /^\d+(?:[.,]\d+)?$/.test(text) ? Number(text.replace(',', '.')) : Number.NaN;
}

const NS_PER_UNIT: Readonly<Record<string, number>> = {
  '': 1,
  nsec: 1,
  ns: 1,
  usec: 1e3,
  msec: 1e6,
  sec: 1e9,
};

function nsPer(unit: string): number {
  return NS_PER_UNIT[unit] ?? Number.NaN;
}

function sum(one: Count, other: Count): Count {
  if (one.value === null) {
    // That something could have been counted says more than that something could not.
    return other.value === null && one.reason === '<not counted>' ? one : other;
  }
  if (other.value === null) return one;
  return {
    value: one.value + other.value,
    percentRunning: Math.min(one.percentRunning, other.percentRunning),
    reason: null,
  };
}
