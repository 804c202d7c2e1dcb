/** Each strategy's cycles at best by llvm-mca's model of the CPU, beside what was measured. */

import type { GuestMode } from '../host/native-subject.js';
import type { Interval } from '../stats/types.js';
import { disassembleReplay } from './disassemble.js';
import { type McaLimit, mcaLimits, unmodelled } from './limit-mca.js';

export interface LimitPlan {
  layout: string;
  guest: GuestMode;
  strategy: string;
}

export interface ModelledLimit extends LimitPlan {
  /** Null where llvm-mca cannot model the code. */
  atBest: McaLimit | null;
  /** Why not, else null. */
  unmodelled: string | null;
}

export interface Limit extends ModelledLimit {
  /** Core cycles of a full reset, hot and overlapped, net of call and return; null where it was not measured. */
  measuredCyclesPerCall: Interval | null;
  /** Why not, else null. */
  unmeasured: string | null;
  /** Measured over modelled; null where either is missing. */
  ratio: number | null;
}

/** llvm-mca takes a tenth of a second for a function. */
const FUNCTIONS_AT_A_TIME = 8;

export interface ModelOptions {
  /** As llvm-mca names it. */
  cpu: string;
  signal: AbortSignal;
  onDone?(done: number): void;
}

/** From the compiled code alone. */
export async function modelLimits(
  plans: readonly LimitPlan[],
  { cpu, signal, onDone }: ModelOptions,
): Promise<ModelledLimit[]> {
  const disassembly = await disassembleReplay(signal);
  const limits: ModelledLimit[] = [];
  while (limits.length < plans.length) {
    const some = plans.slice(limits.length, limits.length + FUNCTIONS_AT_A_TIME);
    const coded = some.map((plan) => {
      const code = disassembly.codeOf({ ...plan, scope: 'writes' });
      return { plan, code, unmodelled: unmodelled(code) };
    });
    const codes = coded.filter((each) => each.unmodelled === null).map(({ code }) => code);
    const known = (await mcaLimits(codes, cpu, signal)).values();
    for (const { plan, unmodelled } of coded) {
      const atBest = unmodelled === null ? (known.next().value ?? null) : null;
      limits.push({ ...plan, atBest, unmodelled });
    }
    onDone?.(limits.length);
  }
  return limits;
}

/** Of a result's cell. */
export interface MeasuredCell {
  layout: string;
  guest: string;
  strategy: string;
  nsPerReset: Interval;
  tooNoisy: boolean;
  stateCheck: { reached: boolean };
}

export function compareLimits(
  limits: readonly ModelledLimit[],
  cells: readonly MeasuredCell[],
  coreHz: number,
): Limit[] {
  return limits.map((limit) => {
    const cell = cells.find((each) => isOf(each, limit));
    const unmeasured = unmeasuredBecause(cell);
    if (cell === undefined || unmeasured !== null) {
      return { ...limit, measuredCyclesPerCall: null, unmeasured, ratio: null };
    }
    const cycles = inCycles(cell.nsPerReset, coreHz);
    const ratio = limit.atBest === null ? null : cycles.estimate / limit.atBest.cyclesPerCall;
    return { ...limit, measuredCyclesPerCall: cycles, unmeasured: null, ratio };
  });
}

function isOf(cell: MeasuredCell, { layout, guest, strategy }: LimitPlan): boolean {
  return cell.layout === layout && cell.guest === guest && cell.strategy === strategy;
}

function unmeasuredBecause(cell: MeasuredCell | undefined): string | null {
  if (cell === undefined) return 'too few rounds were measured';
  if (!cell.stateCheck.reached) return 'the blocks could not be kept in the first-level cache';
  return cell.tooNoisy ? 'the measuring thread was interrupted in nearly every round' : null;
}

function inCycles({ estimate, low, high }: Interval, coreHz: number): Interval {
  const cyclesPerNs = coreHz / 1e9;
  return { estimate: estimate * cyclesPerNs, low: low * cyclesPerNs, high: high * cyclesPerNs };
}
