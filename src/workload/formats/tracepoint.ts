/**
 * The tracepoint kvm:kvm_smm_transition, as perf script and trace-cmd report print it. It says which
 * vCPU enters or leaves SMM, and its SMBASE, but nothing of the registers.
 */

import type { GuestRegisters } from '../types.js';
import type { RecordedEvent } from './event.js';
import { quote } from './fields.js';
import type { ParserContext, TraceParser } from './format.js';
import { type Line, lineParser } from './lines.js';
import { Flaw } from './problems.js';

export interface TracepointText {
  /** What stands before the event's own text. */
  event: string;
  /** Finds the thread in the columns before the event; its first group is the id. */
  thread: RegExp;
  /** A line that says that the recorder dropped events. */
  loss: RegExp;
}

const EXPECTED = 'the text "vcpu 0: entering SMM, smbase 0x30000"';

export function tracepointParser(
  text: TracepointText,
  { problems, guest }: ParserContext,
): TraceParser {
  return lineParser(problems, (line) => readLine(text, line, guest));
}

function readLine(text: TracepointText, line: Line, guest: GuestRegisters): RecordedEvent | null {
  const at = line.text.indexOf(text.event);
  if (at < 0) {
    if (text.loss.test(line.text)) throw lostEvents(line);
    if (!line.ended) throw new Flaw('cut line', `${quote(line.text)} at the end`, 'a line end');
    return null;
  }
  const payload = line.text.slice(at + text.event.length).trim();
  const [, vcpu, direction, smbase] =
    /^vcpu (\d+): (entering|leaving) SMM, smbase 0x(.*)$/.exec(payload) ?? [];
  if (vcpu === undefined || smbase === undefined) {
    throw new Flaw('unreadable record', quote(payload), EXPECTED);
  }
  if (!/^[0-9a-f]{1,16}$/i.test(smbase)) {
    throw new Flaw('value not hex', `smbase 0x${quote(smbase)}`, EXPECTED);
  }
  const thread = text.thread.exec(line.text.slice(0, at))?.[1];
  return {
    kind: direction === 'entering' ? 'enter' : 'rsm',
    registers: guest,
    controlWrites: null,
    handler: null,
    work: null,
    vcpu: Number(vcpu),
    thread: thread === undefined ? null : Number(thread),
    line: line.number,
    extra: { smbase },
  };
}

function lostEvents({ text }: Line): Flaw {
  return new Flaw(
    'lost events',
    quote(text.trim()),
    'a recording without losses; give the recorder larger buffers (-m)',
  );
}
