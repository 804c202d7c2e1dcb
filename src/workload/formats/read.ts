/** Reads a trace of any format in one pass: bytes, records, one vCPU's events, pairs of them. */

import { UsageError } from '../../errors.js';
import type { GuestMode } from '../../host/native-subject.js';
import { GUEST_STATES, withNx } from '../models/guest-states.js';
import { detectFormat, HEAD_BYTES, unknownFormat } from './detect.js';
import type { RecordedEvent } from './event.js';
import type { TraceFormat, TraceParser } from './format.js';
import { type TraceInput, unpacked } from './open.js';
import { Flaw, Problems, type SkipCount, type SkipReason } from './problems.js';
import { TraceError } from './trace-error.js';
import { Turns } from './turns.js';
import { VcpuChoice } from './vcpus.js';

export interface ReadOptions {
  /** Skip and count what cannot be used, instead of ending with the first of it. */
  lenient?: boolean;
  /** The guest's paging when an SMI comes, for formats that do not record it; unpaged if absent. */
  guest?: GuestMode;
  /** The guest's EFER.NX in the modes that have it, likewise; on if absent. */
  nx?: boolean;
  /** Needed where a trace has events of several. */
  vcpu?: number;
  /** For a source that is known; by content if absent. */
  format?: TraceFormat;
  /** Asked at the end: was the recording stopped? Then it may end inside a dump, or inside SMM. */
  wasStopped?: () => boolean;
  /** Bytes as stored; total null where that is not known. */
  onProgress?: (bytes: number, totalBytes: number | null) => void;
}

/** What a reading has to tell beside the events. */
export interface ReadReport {
  format: TraceFormat;
  /** Unpacked. */
  bytes: number;
  lines: number;
  entries: number;
  skipped: ReadonlyMap<SkipReason, SkipCount>;
  /** Sentences about what was assumed or left out. */
  notes: string[];
}

/** Takes an entry and its RSM, or several such pairs. */
export type TakeEvents = (events: RecordedEvent[]) => void | Promise<void>;

/**
 * @param take gets the events in order; the reading waits for it
 * @throws TraceError for a trace that is not whole, UsageError for options that do not fit it
 */
export async function readTrace(
  input: TraceInput,
  options: ReadOptions,
  take: TakeEvents,
): Promise<ReadReport> {
  const reading = new Reading(input.name, options, take);
  try {
    for await (const chunk of unpacked(watched(input, options))) await reading.push(chunk);
  } catch (error) {
    if (!(error instanceof Flaw)) throw error;
    await reading.breakOff(error);
  }
  return await reading.finish();
}

async function* watched(
  { chunks, totalBytes }: TraceInput,
  { onProgress }: ReadOptions,
): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    onProgress?.(bytes, totalBytes);
    yield chunk;
  }
}

/** SMBASE from here on is in memory that SeaBIOS, whose own is 0xa0000, never uses. */
const HIGH_SMBASE = 0x10_0000;

class Reading {
  readonly #file: string;
  readonly #options: ReadOptions;
  readonly #take: TakeEvents;
  readonly #problems: Problems;
  readonly #vcpus: VcpuChoice;
  /** Until the format is known. */
  readonly #head: Buffer[] = [];
  #started: { format: TraceFormat; parser: TraceParser; turns: Turns } | null = null;
  #bytes = 0;
  #endsLine = true;
  #entries = 0;
  #highSmbase: string | null = null;

  constructor(file: string, options: ReadOptions, take: TakeEvents) {
    this.#file = file;
    this.#options = options;
    this.#take = take;
    this.#problems = new Problems(file, options.lenient ?? false);
    this.#vcpus = new VcpuChoice(file, options.vcpu ?? null);
  }

  async push(chunk: Buffer): Promise<void> {
    this.#bytes += chunk.length;
    if (chunk.length > 0) this.#endsLine = chunk.at(-1) === 0x0a;
    if (this.#started !== null) {
      await this.#deliver(this.#started.turns, this.#started.parser.push(chunk));
      return;
    }
    this.#head.push(Buffer.from(chunk));
    if (this.#options.format !== undefined || this.#bytes >= HEAD_BYTES) await this.#start();
  }

  /** The packed data ends here, too early. */
  async breakOff(flaw: Flaw): Promise<void> {
    const head = Buffer.concat(this.#head);
    if (this.#started === null && detectFormat(head) !== null) await this.#start();
    const newlines =
      this.#started?.parser.newlines ?? head.toString('latin1').split('\n').length - 1;
    this.#problems.report(newlines + 1, flaw);
  }

  async finish(): Promise<ReadReport> {
    const { format, parser, turns } = this.#started ?? (await this.#start());
    if (this.#options.wasStopped?.()) this.#problems.becomeLenient();
    await this.#deliver(turns, parser.end());
    this.#vcpus.check();
    turns.end();
    if (this.#entries === 0) {
      const found = this.#problems.counts.size > 0 ? 'no usable records' : 'no records';
      throw new TraceError(this.#file, null, found, 'at least one "enter" and its "rsm"');
    }
    return {
      format,
      bytes: this.#bytes,
      lines: parser.newlines + (this.#endsLine ? 0 : 1),
      entries: this.#entries,
      skipped: this.#problems.counts,
      notes: this.#notes(format),
    };
  }

  async #start() {
    const head = Buffer.concat(this.#head);
    const format = this.#options.format ?? detectFormat(head);
    if (format === null) throw unknownFormat(this.#file, head);
    if (format.hasRegisters) this.#refuseGuestOptions(format);
    const { guest = 'unpaged', nx = true } = this.#options;
    const parser = format.parser({
      problems: this.#problems,
      guest: withNx(GUEST_STATES[guest], nx),
    });
    const turns = new Turns(this.#problems, format.vcpuAdvice);
    this.#started = { format, parser, turns };
    this.#head.length = 0;
    await this.#deliver(turns, parser.push(head));
    return this.#started;
  }

  async #deliver(turns: Turns, events: readonly RecordedEvent[]): Promise<void> {
    const pairs: RecordedEvent[] = [];
    for (const event of events) {
      if (this.#vcpus.keeps(event)) pairs.push(...turns.push(event));
    }
    if (pairs.length === 0) return;
    this.#entries += pairs.length / 2;
    this.#highSmbase ??=
      pairs.map(smbaseOf).find((text) => Number.parseInt(text, 16) >= HIGH_SMBASE) ?? null;
    await this.#take(pairs);
  }

  #refuseGuestOptions({ description }: TraceFormat): void {
    for (const name of ['guest', 'nx'] as const) {
      if (this.#options[name] === undefined) continue;
      throw new UsageError(
        `${this.#file} is ${description}, which has the guest's registers: leave out --${name}`,
      );
    }
  }

  #notes({ hasRegisters }: TraceFormat): string[] {
    const notes: string[] = [];
    const { guest, vcpu } = this.#options;
    if (!hasRegisters) {
      const why = guest === undefined ? 'assumed; --guest otherwise' : 'asked for';
      notes.push(`registers are not recorded: the guest is ${guest ?? 'unpaged'} (${why})`);
      if (guest === undefined && this.#highSmbase !== null) {
        notes.push(
          `SMBASE 0x${this.#highSmbase} is above 1 MiB, as OVMF's and never SeaBIOS's: ` +
            'consider --guest four-level --handler ovmf',
        );
      }
    }
    if (this.#vcpus.others > 0) {
      notes.push(`${this.#vcpus.others} events of vCPUs other than ${vcpu} are left out`);
    }
    return notes;
  }
}

function smbaseOf({ extra: { smbase } }: RecordedEvent): string {
  return typeof smbase === 'string' ? smbase : '';
}
