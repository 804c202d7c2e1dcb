/** What a callgrind profile says of the calls that one function makes of another. */

import { excerpt, UsageError } from '../errors.js';

/** Callgrind's events, per call or of all calls. */
export interface Counts {
  instructions: number;
  dataReads: number;
  dataWrites: number;
  d1ReadMisses: number;
  d1WriteMisses: number;
  llReadMisses: number;
  llWriteMisses: number;
}

export interface CountedCalls {
  calls: number;
  /** Of all these calls, with what they call. */
  counts: Counts;
}

const EVENTS: Readonly<Record<keyof Counts, string>> = {
  instructions: 'Ir',
  dataReads: 'Dr',
  dataWrites: 'Dw',
  d1ReadMisses: 'D1mr',
  d1WriteMisses: 'D1mw',
  llReadMisses: 'DLmr',
  llWriteMisses: 'DLmw',
};

const KEY = /^(fn|cfn|calls|events)[=:] ?(.*)$/;

/**
 * A profile names the function, then the one it calls, how often, and on the next line the cost: its
 * place, then one number by event, of which zeros at the end are left out.
 *
 * @param profile written with --compress-strings=no --compress-pos=no
 * @param caller part of the demangled name of the calling function
 * @param callee part of the called one's
 * @throws UsageError for a number that is none
 */
export function countCalls(profile: string, caller: string, callee: string): CountedCalls {
  const counts = mapCounts(() => 0);
  let calls = 0;
  let events: string[] = [];
  let isCaller = false;
  let isCallee = false;
  let isCost = false;
  for (const line of profile.split('\n')) {
    if (isCost) add(counts, events, line);
    const [, key, value = ''] = KEY.exec(line) ?? [];
    if (key === 'events') events = value.split(' ');
    if (key === 'fn') isCaller = value.includes(caller);
    if (key === 'cfn') isCallee = value.includes(callee);
    isCost = key === 'calls' && isCaller && isCallee;
    if (isCost) calls += countOf(value.split(' ')[0]);
  }
  return { calls, counts };
}

export function perCall({ calls, counts }: CountedCalls): Counts {
  return mapCounts((name) => counts[name] / calls);
}

function add(counts: Counts, events: readonly string[], line: string): void {
  const [, ...costs] = line.split(' ');
  const more = mapCounts((name) => countOf(costs[events.indexOf(EVENTS[name])] || '0'));
  Object.assign(
    counts,
    mapCounts((name) => counts[name] + more[name]),
  );
}

function countOf(text = ''): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new UsageError(`callgrind's profile has ${excerpt(text)}, expected a count`);
}

function mapCounts(value: (name: keyof Counts) => number): Counts {
  return {
    instructions: value('instructions'),
    dataReads: value('dataReads'),
    dataWrites: value('dataWrites'),
    d1ReadMisses: value('d1ReadMisses'),
    d1WriteMisses: value('d1WriteMisses'),
    llReadMisses: value('llReadMisses'),
    llWriteMisses: value('llWriteMisses'),
  };
}
