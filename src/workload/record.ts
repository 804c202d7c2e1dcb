/** One line of a trace. The format is described in data/traces/README.md. */

import { excerpt } from '../errors.js';
import { inferHandler } from './handler.js';
import { impossibleState } from './registers.js';
import type { Complain } from './trace-error.js';
import type { GuestRegisters, TraceEvent } from './types.js';

const LONGEST_EXCERPT = 40;

/** Takes the fields that the replay needs, and ignores the rest of the line. */
export function parseRecord(line: string, complain: Complain): TraceEvent {
  const record = parseObject(line, complain);
  const field = fieldsOf(record, complain);
  const event: TraceEvent = {
    kind: kindOf(record, complain),
    registers: {
      cr0: field.hex('cr0'),
      cr4: field.hex('cr4'),
      efer: field.hex('efer'),
      smm: false,
    },
    controlWrites: {
      cr0: field.count('w0'),
      cr3: field.count('w3'),
      cr4: field.count('w4'),
      msr: field.count('wm'),
    },
    work: {
      instructions: field.count('ic'),
      codeLines: field.count('il'),
      dataLines: field.count('dl'),
      pages: field.count('dp'),
    },
  };
  checkRegisters(event.registers, complain);
  if (event.kind === 'rsm') checkHandler(event.controlWrites, complain);
  return event;
}

function parseObject(line: string, complain: Complain): Map<string, unknown> {
  const value = parseJson(line);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return new Map(Object.entries(value));
  }
  throw complain(excerpt(line, LONGEST_EXCERPT), 'one JSON object');
}

/** Undefined, which JSON cannot say, for what is not JSON. */
function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function kindOf(record: ReadonlyMap<string, unknown>, complain: Complain): TraceEvent['kind'] {
  const kind = record.get('t');
  if (kind === 'enter' || kind === 'rsm') return kind;
  throw complain(describe('t', kind), '"t" to be "enter" or "rsm"');
}

/** Readers of the two kinds of field. */
function fieldsOf(record: ReadonlyMap<string, unknown>, complain: Complain) {
  return {
    /** The low 32 bits: what lies above (CR4.FRED) does not concern the MMU. */
    hex(name: string): number {
      const value = record.get(name);
      if (typeof value === 'string' && /^[0-9a-f]{1,16}$/i.test(value)) {
        return Number.parseInt(value.slice(-8), 16);
      }
      throw complain(describe(name, value), `"${name}" to be a string of 1 to 16 hex digits`);
    },
    count(name: string): number {
      const value = record.get(name);
      if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
      throw complain(describe(name, value), `"${name}" to be a whole number, 0 or more`);
    },
  };
}

function checkRegisters(registers: GuestRegisters, complain: Complain): void {
  const reason = impossibleState(registers);
  if (reason) throw complain(reason.found, reason.expected);
}

function checkHandler(writes: TraceEvent['controlWrites'], complain: Complain): void {
  if (inferHandler(writes)) return;
  const { cr0, cr3, cr4, msr } = writes;
  throw complain(
    `an SMI handler with w0=${cr0} w3=${cr3} w4=${cr4} wm=${msr}`,
    'w3=0 w4=0 (flat, as SeaBIOS), or all of them above 0 and w0 either 1 or even (as OVMF)',
  );
}

function describe(name: string, value: unknown): string {
  if (value === undefined) return `no "${name}"`;
  return `"${name}": ${excerpt(JSON.stringify(value), LONGEST_EXCERPT)}`;
}
