/** What a trace format is: one file in this folder and one line in detect.ts. */

import type { GuestRegisters } from '../types.js';
import type { RecordedEvent } from './event.js';
import type { Problems } from './problems.js';

/** Takes a trace in chunks that may end anywhere, and keeps no more of it than one record. */
export interface TraceParser {
  /** @returns the events whose records end in this chunk */
  push(chunk: Buffer): RecordedEvent[];
  /** @returns the events that only the end of the trace has ended */
  end(): RecordedEvent[];
  /** Line ends seen so far. */
  readonly newlines: number;
}

export interface ParserContext {
  problems: Problems;
  /** The state that SMIs interrupt, for formats that do not record it. */
  guest: GuestRegisters;
}

export interface TraceFormat {
  id: 'jsonl' | 'qemu-log' | 'perf-script' | 'trace-cmd';
  /** A noun phrase: what such a trace is. */
  description: string;
  /** False: every SMI is taken to interrupt the guest of the context. */
  hasRegisters: boolean;
  /** What to do about records of several vCPUs that the format cannot tell apart, empty if it can. */
  vcpuAdvice: string;
  /** @param head the begin of the trace, some 100 KiB of it */
  recognises(head: string): boolean;
  parser(context: ParserContext): TraceParser;
}
