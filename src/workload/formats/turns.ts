/** An SMI is entered once and left once: events are passed on in pairs. */

import type { RecordedEvent } from './event.js';
import { Flaw, type Problems, type SkipReason } from './problems.js';

export class Turns {
  readonly #problems: Problems;
  readonly #advice: string;
  /** An entry whose RSM is still to come. */
  #entry: RecordedEvent | null = null;
  /** The kind of the event before, null at the start. */
  #before: RecordedEvent['kind'] | null = null;

  /** @param advice goes at the end of the messages */
  constructor(problems: Problems, advice: string) {
    this.#problems = problems;
    this.#advice = advice;
  }

  /** @returns nothing, or an entry and its RSM */
  push(event: RecordedEvent): RecordedEvent[] {
    const entry = this.#entry;
    const before = this.#before;
    this.#before = event.kind;
    if (event.kind === 'enter') {
      this.#entry = event;
      if (entry !== null) this.#reportUnpaired(event, entry, before);
      return [];
    }
    this.#entry = null;
    if (entry !== null) return [entry, event];
    this.#reportUnpaired(event, event, before);
    return [];
  }

  end(): void {
    if (this.#entry === null) return;
    const expected = `an "rsm" after it${this.#advice}`;
    this.#report(this.#entry, 'an "enter" at the end', expected);
  }

  /** @param unpaired the one to leave out */
  #reportUnpaired(
    { kind, line }: RecordedEvent,
    unpaired: RecordedEvent,
    before: RecordedEvent['kind'] | null,
  ): void {
    const place = before === null ? 'at the start' : `after "${before}"`;
    const other = kind === 'enter' ? 'rsm' : 'enter';
    const expected = `"${other}" there${this.#advice}`;
    this.#report({ ...unpaired, line }, `"${kind}" ${place}`, expected);
  }

  #report({ kind, line }: RecordedEvent, found: string, expected: string): void {
    const reason: SkipReason = kind === 'enter' ? 'enter without rsm' : 'rsm without enter';
    this.#problems.report(line, new Flaw(reason, found, expected));
  }
}
