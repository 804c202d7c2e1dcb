/** From what the guest did to the calls of kvm_init_mmu that KVM made of it. */

import { inferHandler } from './handler.js';
import type { ResetRules } from './rules.js';
import type { GuestWork, TraceEvent, Transition, WorkloadCounts } from './types.js';
import { Vcpu } from './vcpu.js';

/** An event of a trace, or of a synthetic workload, whose work is unknown. */
export type SmmEvent = Omit<TraceEvent, 'work'> & { work: GuestWork | null };

/**
 * One transition per event. Whether a reset is full is decided, as in KVM, by comparing roles.
 *
 * @param events entries and RSMs in turn, entry first, as `readTrace` guarantees
 */
export function expandEvents(events: readonly SmmEvent[], rules: ResetRules): Transition[] {
  const [first] = events;
  if (!first) return [];
  const vcpu = new Vcpu(rules, first.registers);
  return events.map((event) => {
    if ((event.kind === 'rsm') !== vcpu.registers.smm) throw new Error('events out of turn');
    if (event.kind === 'enter') enter(vcpu, event);
    else leave(vcpu, event);
    return { kind: event.kind, resets: vcpu.takeResets(), work: event.work };
  });
}

function enter(vcpu: Vcpu, event: SmmEvent): void {
  vcpu.runGuest(event.registers);
  vcpu.enterSmm();
}

function leave(vcpu: Vcpu, event: SmmEvent): void {
  const handler = inferHandler(event.controlWrites);
  if (!handler) throw new Error('no known SMI handler writes control registers so often');
  vcpu.runHandler(handler);
  vcpu.leaveSmm(event.registers);
}

export function countResets(transitions: readonly Transition[]): WorkloadCounts {
  const counts: WorkloadCounts = { entries: 0, rsms: 0, calls: 0, full: 0, early: 0 };
  for (const { kind, resets } of transitions) {
    counts[kind === 'enter' ? 'entries' : 'rsms']++;
    counts.calls += resets.length;
    for (const reset of resets) counts[reset.kind]++;
  }
  return counts;
}
