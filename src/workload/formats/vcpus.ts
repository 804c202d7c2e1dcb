/** Whose events are replayed: those of one vCPU, which runs in one thread of the host. */

import { UsageError } from '../../errors.js';
import type { RecordedEvent } from './event.js';

export class VcpuChoice {
  readonly #file: string;
  readonly #asked: number | null;
  /** Thread of the first event of each vCPU, and whatever others there are. */
  readonly #threads = new Map<number | null, Set<number | null>>();
  #others = 0;

  /** @param asked null: there has to be one only */
  constructor(file: string, asked: number | null) {
    this.#file = file;
    this.#asked = asked;
  }

  /** Events of other vCPUs, which are left out because one was asked for. */
  get others(): number {
    return this.#others;
  }

  /** Whether the event is of the chosen vCPU. */
  keeps({ vcpu, thread }: RecordedEvent): boolean {
    const threads = this.#threads.get(vcpu) ?? new Set();
    this.#threads.set(vcpu, threads.add(thread));
    const [first] = this.#threads.keys();
    const chosen = this.#asked ?? first;
    if (vcpu === chosen) return threads.values().next().value === thread;
    this.#others++;
    return false;
  }

  /** To be called after the last event. @throws UsageError that names all vCPUs or threads there are */
  check(): void {
    const vcpus = [...this.#threads.keys()].filter((vcpu) => vcpu !== null).sort((a, b) => a - b);
    const named = some(vcpus);
    if (this.#asked !== null && !this.#threads.has(this.#asked)) {
      const there = vcpus.length > 0 ? `only of ${named}` : 'its format does not name vCPUs';
      throw new UsageError(`${this.#file}: no events of vCPU ${this.#asked}, ${there}`);
    }
    if (this.#asked === null && vcpus.length > 1) {
      throw new UsageError(
        `${this.#file}: found events of the vCPUs ${named}, expected one: choose it with --vcpu N`,
      );
    }
    const chosen = this.#asked ?? vcpus[0];
    const threads = [...(this.#threads.get(chosen ?? null) ?? [])];
    if (threads.length < 2) return;
    throw new UsageError(
      `${this.#file}: found vCPU ${chosen} in the threads ${some(threads)}, expected one ` +
        'virtual machine: give the recorder the process id of one (-p, -P)',
    );
  }
}

const MOST_SHOWN = 8;

function some(numbers: readonly (number | null)[]): string {
  const shown = numbers.slice(0, MOST_SHOWN).join(', ');
  const more = numbers.length - MOST_SHOWN;
  return more > 0 ? `${shown} and ${more} more` : shown;
}
