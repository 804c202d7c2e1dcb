/** A trace of any format as a workload's transitions. */

import { expandEvents, type SmmEvent } from './expand.js';
import type { HandlerName } from './formats/event.js';
import { HandlerChoice } from './formats/handlers.js';
import { openInput } from './formats/open.js';
import { type ReadOptions, type ReadReport, readTrace } from './formats/read.js';
import { TraceError } from './formats/trace-error.js';
import type { ResetRules } from './rules.js';
import type { MmuPath, Transition } from './types.js';

export interface TraceOptions extends ReadOptions {
  /** For recordings that do not say what the handler did; guessed if absent. */
  handler?: HandlerName;
  /** 'tdp' if absent. */
  path?: MmuPath;
}

/** Many boots' worth; keeps a hostile file from filling the memory. */
const MOST_SMIS = 200_000;

/**
 * @param file a path, or `-` for standard input
 * @throws TraceError for a trace that cannot be replayed, UsageError for one that cannot be read
 */
export async function loadTrace(
  file: string,
  rules: ResetRules,
  { handler, path, ...reading }: TraceOptions,
): Promise<{ transitions: Transition[]; report: ReadReport }> {
  const input = await openInput(file);
  const choice = new HandlerChoice(input.name, handler ?? null);
  const events: SmmEvent[] = [];
  const report = await readTrace(input, reading, (pairs) => {
    for (const event of pairs) events.push(choice.complete(event));
    if (events.length <= 2 * MOST_SMIS) return;
    const line = pairs.at(-1)?.line ?? null;
    throw new TraceError(input.name, line, `more than ${MOST_SMIS} SMIs`, 'a few boots at most');
  });
  const notes = [...report.notes, ...(choice.note === null ? [] : [choice.note])];
  return { transitions: expandEvents(events, rules, path), report: { ...report, notes } };
}
