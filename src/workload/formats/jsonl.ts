/** The repository's own format: one JSON object a line. */

import type { RecordedEvent } from './event.js';
import type { TraceFormat } from './format.js';
import { lineParser } from './lines.js';
import { Flaw } from './problems.js';
import { formatRecord, parseRecord } from './record.js';

export const jsonl: TraceFormat = {
  id: 'jsonl',
  description: "JSON Lines in this project's format",
  hasRegisters: true,
  vcpuAdvice: '',
  recognises: (head) => /^\s*\{/.test(head) || /^\{"t":/m.test(head),
  parser({ problems }) {
    const check = consistency();
    return lineParser(problems, (line) => check(parseRecord(line)));
  },
};

/** What goes through the lines: running totals, and which groups of fields the recording has. */
function consistency(): (event: RecordedEvent) => RecordedEvent {
  let first: RecordedEvent | null = null;
  let instructions = 0;
  return (event) => {
    first ??= event;
    requireSameFields(event, first);
    if (event.work === null) return event;
    const before = instructions;
    instructions = event.work.instructions;
    if (instructions < before) {
      const expected = `at least the ${before} of the record before`;
      throw new Flaw('instructions go back', `"ic": ${instructions}`, expected);
    }
    return { ...event, work: { ...event.work, instructions: instructions - before } };
  };
}

function requireSameFields(event: RecordedEvent, first: RecordedEvent): void {
  for (const [group, fields] of [
    ['work', '"ic", "il", "dl", "dp"'],
    ['controlWrites', '"w0", "w3", "w4", "wm"'],
  ] as const) {
    if ((event[group] === null) === (first[group] === null)) continue;
    const found = event[group] === null ? `no ${fields}` : fields;
    const wanted = first[group] === null ? 'none' : 'them';
    throw new Flaw('unreadable record', found, `${wanted}, as in line ${first.line}`);
  }
  if (event.handler === first.handler) return;
  const [found, wanted] = [event, first].map(({ handler }) =>
    handler === null ? 'no "h"' : `"h": "${handler}"`,
  );
  throw new Flaw('unreadable record', `${found}`, `${wanted}, as in line ${first.line}`);
}

/** Makes lines of events, in order. */
export function recordWriter(): (event: RecordedEvent) => string {
  let instructions = 0;
  return (event) => {
    instructions += event.work?.instructions ?? 0;
    return `${formatRecord(event, instructions)}\n`;
  };
}
