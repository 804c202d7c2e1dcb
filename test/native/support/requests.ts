/** Small valid requests, to be changed by the tests. */

import type { ReplayRequest } from '../../../src/host/native.js';
import type { BankRequest, BatchRequest, BootRequest } from '../../../src/host/native-jobs.js';
import type { ProbeRequest, SubjectRequest } from '../../../src/host/native-subject.js';
import { guests } from '../../workload/guests.js';
import { addon, registry } from './addon.js';
import { encodeStates } from './guests.arbitrary.js';

// Only turns ticks into nanoseconds: measuring it takes 0.2 s, which not every test has to spend.
let measuredTscHz = 0;

export function tscHz(): number {
  if (measuredTscHz === 0) measuredTscHz = addon.inspectHost().tscHz;
  return measuredTscHz;
}

/** Every column once in each round, a place further on in the next. */
export function rotatingOrder(rounds: number, columns: number): Uint16Array {
  return Uint16Array.from({ length: rounds * columns }, (_, index) => {
    const round = Math.floor(index / columns);
    return (round + index) % columns;
  });
}

const ENDLESS_NS = 1e15;

export interface Changes extends Partial<Omit<BankRequest, 'order' | 'rounds' | 'columns'>> {
  rounds?: number;
  columns?: string[];
}

export function bankRequest({ rounds = 3, columns, ...changes }: Changes = {}): BankRequest {
  const names = columns ?? [registry.baseline];
  return {
    layout: 'v5.17',
    phase: 16,
    state: 'hot',
    retirement: 'overlapped',
    guest: 'unpaged',
    columns: names,
    rounds,
    leastRounds: rounds,
    budgetNs: ENDLESS_NS,
    order: rotatingOrder(rounds, names.length),
    seed: 1,
    cpu: -1,
    tscHz: 2.5e9,
    ...changes,
  };
}

const TWO_STATES = encodeStates([guests['real mode'], { ...guests['real mode'], smm: true }]);

export function bootRequest(changes: Changes & Partial<BootRequest> = {}): BootRequest {
  const { guest: _, calls: __, ...job } = bankRequest(changes);
  return {
    ...job,
    guestStates: TWO_STATES,
    resets: Uint32Array.of(1, 1, 0, 1, 0),
    transitions: Uint32Array.of(2, 1, 2),
    ...changes,
  };
}

/** Of v5.17, each member what it is when left out. */
export const USUAL_SUBJECT = {
  ...{ layout: 'v5.17', phase: 16, path: 'tdp', scope: 'writes', rules: 'v5.17' },
  ...{ physicalBits: 46, maxTdpLevel: 4 },
} as const satisfies SubjectRequest;

export function replayRequest(changes: Partial<ReplayRequest> = {}): ReplayRequest {
  return {
    layout: 'v5.17',
    strategy: registry.baseline,
    guestStates: TWO_STATES,
    resets: Uint32Array.of(1, 1, 0),
    ...changes,
  };
}

export function batchRequest(changes: Partial<BatchRequest> = {}): BatchRequest {
  return { ...replayRequest(), phase: 16, boots: 1, ...changes };
}

export function probeRequest(): ProbeRequest {
  return { layout: 'v5.17', strategy: registry.baseline, guest: 'pae' };
}

export const ignore = (): void => {};

/** The array's memory is given away: nothing is left of it. */
export function detached<T extends Uint8Array | Uint16Array | Uint32Array>(array: T): T {
  structuredClone(array.buffer, { transfer: [array.buffer as ArrayBuffer] });
  return array;
}
