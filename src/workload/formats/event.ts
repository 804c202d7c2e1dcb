/** What every trace format is read into. What a format does not record is null. */

import type { GuestRegisters, GuestWork, TraceEvent } from '../types.js';

/** What an SMI handler may be assumed to be: SeaBIOS's, without paging, or OVMF's, in long mode. */
export const HANDLER_NAMES = ['flat', 'ovmf'] as const;
export type HandlerName = (typeof HANDLER_NAMES)[number];

/** One SMM entry (registers: the interrupted state) or one RSM (registers: the restored state). */
export interface RecordedEvent {
  kind: TraceEvent['kind'];
  registers: GuestRegisters;
  controlWrites: TraceEvent['controlWrites'] | null;
  /** What was assumed of the handler on import, where its writes are not recorded. */
  handler: HandlerName | null;
  work: GuestWork | null;
  /** KVM's number of the vCPU, and the host's id of its thread. */
  vcpu: number | null;
  thread: number | null;
  /** Of the record's begin, counted from 1. */
  line: number;
  /** Fields that the replay does not read, by their names in a JSONL record: they are kept on import. */
  extra: Readonly<Record<string, unknown>>;
}
