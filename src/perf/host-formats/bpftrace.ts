/** Output of `bpftrace -f json`: one message a line, the maps at the end. */

import { UsageError } from '../../errors.js';
import type { CallNs, RecordedCalls } from './calls.js';

/** Maps of the program in host-commands.ts. */
export const CALLS_MAP = '@calls';
export const STATS_MAP = '@ns';
export const HISTOGRAM_MAP = '@histogram';

type Json = Readonly<Record<string, unknown>>;

interface Message {
  type?: unknown;
  data?: unknown;
}

/** A map that nothing was put into is not printed. @throws UsageError for what is no output of bpftrace */
export function bpftraceCalls(output: string): RecordedCalls {
  const messages = output.split('\n').flatMap(messageOf);
  if (!messages.some(({ type }) => type === 'attached_probes')) {
    throw new UsageError(
      'bpftrace attached no probes, or prints another JSON than that of -f json',
    );
  }
  const maps = messages.map(({ data }) => data).filter(isObject);
  const find = (name: string) => maps.find((data) => data[name] !== undefined)?.[name];
  return {
    calls: numberOf(find(CALLS_MAP)) ?? 0,
    ns: statsOf(find(STATS_MAP), find(HISTOGRAM_MAP)),
    lost: messages.some(({ type }) => type === 'lost_events'),
  };
}

/** What it printed as events, and the rest as comments, so that it can be imported as perf's text. */
export function bpftraceText(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => printed(line) ?? `# ${line}\n`).join('');
}

function printed(line: string): string | null {
  const [message] = messageOf(line);
  const isText = message?.type === 'printf' && typeof message.data === 'string';
  return isText ? String(message.data) : null;
}

function messageOf(line: string): Message[] {
  // A parser's complaint costs far more than a look.
  if (!(line.startsWith('{') && line.trimEnd().endsWith('}'))) return [];
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? [value] : [];
  } catch {
    return [];
  }
}

function statsOf(stats: unknown, histogram: unknown): CallNs | null {
  if (!isObject(stats)) return null;
  const { count, total: sum } = stats;
  const timed = numberOf(count);
  const total = numberOf(sum);
  if (timed === null || total === null || timed === 0) return null;
  // Its own average is cut to whole nanoseconds.
  return { timed, mean: total / timed, quantiles: null, histogram: bucketsOf(histogram) };
}

function bucketsOf(histogram: unknown): CallNs['histogram'] {
  if (!Array.isArray(histogram)) return null;
  return histogram
    .filter(isObject)
    .map(({ min, max, count }) => ({
      low: numberOf(min),
      high: numberOf(max),
      calls: numberOf(count) ?? 0,
    }))
    .filter(({ low, high, calls }) => calls > 0 && (low ?? 0) <= (high ?? Infinity));
}

/** Newer versions print what a double cannot hold as text. Null for what is no count. */
function numberOf(value: unknown): number | null {
  const isDigits = typeof value === 'string' && /^\d{1,20}$/.test(value);
  if (typeof value !== 'number' && !isDigits) return null;
  const number = Number(value);
  return number >= 0 && Number.isFinite(number) ? number : null;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
