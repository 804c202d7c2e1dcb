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
/** Of SMI handlers in long mode, likewise: each may be a reset. */
const MOST_CR0_WRITES = 500_000;

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
  let cr0Writes = 0;
  const report = await readTrace(input, reading, (pairs) => {
    for (const recorded of pairs) {
      const event = choice.complete(recorded);
      events.push(event);
      cr0Writes += handlerCr0Writes(event);
    }
    const tooMany = tooManyOf(events.length / 2, cr0Writes);
    if (tooMany === null) return;
    throw new TraceError(input.name, pairs.at(-1)?.line ?? null, tooMany, 'a few boots at most');
  });
  const notes = [...report.notes, ...(choice.note === null ? [] : [choice.note])];
  return { transitions: expandEvents(events, rules, path), report: { ...report, notes } };
}

function tooManyOf(smis: number, cr0Writes: number): string | null {
  if (smis > MOST_SMIS) return `more than ${MOST_SMIS} SMIs`;
  return cr0Writes > MOST_CR0_WRITES ? `more than ${MOST_CR0_WRITES} CR0 writes in SMM` : null;
}

/** A flat handler's make no resets, however many they are. */
function handlerCr0Writes({ kind, controlWrites }: SmmEvent): number {
  return kind === 'rsm' && controlWrites.cr3 > 0 ? controlWrites.cr0 : 0;
}
