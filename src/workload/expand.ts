/** From what the guest did to the calls of kvm_init_mmu that KVM made of it. */

import { inferHandler } from './handler.js';
import type { ResetRules } from './rules.js';
import type {
  GuestRegisters,
  GuestWork,
  MmuPath,
  TraceEvent,
  Transition,
  WorkloadCounts,
} from './types.js';
import { Vcpu } from './vcpu.js';

/** An event of a trace, or of a synthetic workload, whose work is unknown. */
export type SmmEvent = Omit<TraceEvent, 'work'> & { work: GuestWork | null };

/** L1 enters L2, or an exit of L2 brings it back. */
export type NestedEvent = { work: GuestWork | null } & (
  | {
      kind: 'nested-entry';
      /** L1's state, in which it executes VMLAUNCH, VMRESUME or VMRUN. */
      registers: GuestRegisters;
      /** The state that this loads. */
      l2: GuestRegisters;
    }
  | {
      kind: 'nested-exit';
      /** L1's state, as the exit loads it. */
      registers: GuestRegisters;
    }
);

export type GuestEvent = SmmEvent | NestedEvent;

/**
 * One transition per event. Whether a reset is full is decided, as in KVM, by comparing roles.
 *
 * @param events into SMM and out of it, or into L2 and out of it, in turn, into first
 * @param path decides the words of the roles; which of them differ is the same on every path
 */
export function expandEvents(
  events: readonly GuestEvent[],
  rules: ResetRules,
  path: MmuPath = 'tdp',
): Transition[] {
  const [first] = events;
  if (!first) return [];
  const vcpu = new Vcpu(rules, first.registers, path);
  return events.map((event) => {
    if (!isInTurn(event, vcpu.registers)) throw new Error('events out of turn');
    makeTransition(vcpu, event);
    return { kind: event.kind, resets: vcpu.takeResets(), work: event.work };
  });
}

function isInTurn({ kind }: GuestEvent, { smm, nested = false }: GuestRegisters): boolean {
  return smm === (kind === 'rsm') && nested === (kind === 'nested-exit');
}

function makeTransition(vcpu: Vcpu, event: GuestEvent): void {
  switch (event.kind) {
    case 'enter':
      vcpu.runGuest(event.registers);
      vcpu.enterSmm();
      break;
    case 'rsm':
      leave(vcpu, event);
      break;
    case 'nested-entry':
      vcpu.runGuest(event.registers);
      vcpu.enterNested(event.l2);
      break;
    case 'nested-exit':
      vcpu.exitNested(event.registers);
      break;
  }
}

function leave(vcpu: Vcpu, event: SmmEvent): void {
  const handler = inferHandler(event.controlWrites);
  if (!handler) throw new Error('no known SMI handler writes control registers so often');
  vcpu.runHandler(handler);
  vcpu.leaveSmm(event.registers);
}

export function countResets(transitions: readonly Transition[]): WorkloadCounts {
  const of = (kind: Transition['kind']) => transitions.filter((each) => each.kind === kind).length;
  const nestedEntries = of('nested-entry');
  const resets = transitions.flatMap((transition) => transition.resets);
  const full = resets.filter(({ kind }) => kind === 'full').length;
  return {
    entries: of('enter'),
    rsms: of('rsm'),
    ...(nestedEntries > 0 ? { nestedEntries, nestedExits: of('nested-exit') } : {}),
    calls: resets.length,
    full,
    early: resets.length - full,
  };
}
