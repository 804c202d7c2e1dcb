/**
 * What the SMI handler did, where a recording does not say. From the log alone one cannot know whether
 * it turned paging on. The one hint is what the first SMI of a boot, which moves SMBASE, interrupts:
 * the firmware itself. EDK II's 64-bit firmware runs in long mode then, SeaBIOS never does.
 */

import { UsageError } from '../../errors.js';
import type { SmmEvent } from '../expand.js';
import { HANDLERS } from '../models/smi.js';
import { EFER, has } from '../registers.js';
import type { TraceEvent } from '../types.js';
import type { HandlerName, RecordedEvent } from './event.js';

/** EDK II's first SMI has a handler of its own (SmmInit), which writes each register once. */
const RELOCATION: TraceEvent['controlWrites'] = { cr0: 1, cr3: 1, cr4: 1, msr: 1 };
const UNKNOWN_OF_GUEST: TraceEvent['controlWrites'] = { cr0: 0, cr3: 0, cr4: 0, msr: 0 };

type Why = 'asked for' | 'assumed on import' | 'inferred' | 'assumed';

export class HandlerChoice {
  readonly #file: string;
  readonly #asked: HandlerName | null;
  #choice: { name: HandlerName; why: Why } | null = null;
  #isFirstSmi = true;

  constructor(file: string, asked: HandlerName | null) {
    this.#file = file;
    this.#asked = asked;
  }

  /** One sentence about what was assumed, null where nothing had to be. */
  get note(): string | null {
    if (this.#choice === null) return null;
    const { name, why } = this.#choice;
    const handler = name === 'flat' ? 'flat, as SeaBIOS' : 'in long mode, as OVMF';
    const start = `what the SMI handler writes is not recorded: ${handler} (${why}`;
    switch (why) {
      case 'asked for':
      case 'assumed on import':
        return `${start})`;
      case 'inferred':
        return `${start}, because the first SMI interrupts long mode; --handler flat otherwise)`;
      default:
        return `${start}; --handler ovmf otherwise)`;
    }
  }

  /** The event with the handler's name, or with its writes where those are recorded. */
  decide(event: RecordedEvent): RecordedEvent {
    if (event.controlWrites !== null) {
      if (this.#asked === null) return event;
      throw new UsageError(
        `${this.#file}:${event.line} records what the handler wrote: leave out --handler`,
      );
    }
    this.#choice ??= this.#choose(event);
    return { ...event, handler: this.#choice.name };
  }

  /** As the replay needs it: what a handler of this name writes. */
  complete(event: RecordedEvent): SmmEvent {
    const { kind, registers, controlWrites, work, handler } = this.decide(event);
    const common = { kind, registers, work };
    if (controlWrites !== null) return { ...common, controlWrites };
    if (kind === 'enter') return { ...common, controlWrites: UNKNOWN_OF_GUEST };
    const isRelocation = this.#isFirstSmi;
    this.#isFirstSmi = false;
    if (handler === 'flat') return { ...common, controlWrites: HANDLERS.seabios };
    return { ...common, controlWrites: isRelocation ? RELOCATION : HANDLERS.ovmf };
  }

  #choose({ handler, registers }: RecordedEvent): { name: HandlerName; why: Why } {
    if (this.#asked !== null) return { name: this.#asked, why: 'asked for' };
    if (handler !== null) return { name: handler, why: 'assumed on import' };
    if (has(registers.efer, EFER.LMA)) return { name: 'ovmf', why: 'inferred' };
    return { name: 'flat', why: 'assumed' };
  }
}
