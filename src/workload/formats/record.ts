/** One line of the repository's own format, which data/traces/README.md describes. */

import { inferHandler, MOST_CR0_WRITES } from '../handler.js';
import type { GuestWork, TraceEvent } from '../types.js';
import { HANDLER_NAMES, type RecordedEvent } from './event.js';
import { guestRegisters, quote, registerValue } from './fields.js';
import type { Line } from './lines.js';
import { Flaw } from './problems.js';

/** Each group is there as a whole or not at all. */
const WORK_FIELDS = ['ic', 'il', 'dl', 'dp'];
const WRITE_FIELDS = ['w0', 'w3', 'w4', 'wm'];

const READ_FIELDS = new Set(['t', 'cr0', 'cr4', 'efer', 'h', ...WORK_FIELDS, ...WRITE_FIELDS]);

/** Of JSON's own objects: a name that is not there is undefined, whatever prototypes have. */
type RawRecord = Readonly<Record<string, unknown>>;

/** Instructions as they stand there: since power-on, not of this event. @throws Flaw */
export function parseRecord({ text, number }: Line): RecordedEvent {
  const record = parseObject(text);
  const hex = (name: string) =>
    registerValue(record[name], `"${name}"`, () => describe(name, record[name]));
  const event: RecordedEvent = {
    kind: kindOf(record),
    registers: guestRegisters(hex('cr0'), hex('cr4'), hex('efer')),
    controlWrites: hasAny(record, WRITE_FIELDS) ? writesOf(record) : null,
    handler: handlerOf(record),
    work: hasAny(record, WORK_FIELDS) ? workOf(record) : null,
    vcpu: null,
    thread: null,
    line: number,
    extra: Object.fromEntries(Object.entries(record).filter(([name]) => !READ_FIELDS.has(name))),
  };
  checkHandler(event);
  return event;
}

/**
 * The other way; what is null is left out.
 *
 * @param instructions of the guest since power-on, for the events whose work is known
 */
export function formatRecord(event: RecordedEvent, instructions: number): string {
  const { kind, registers, controlWrites, work, handler, extra } = event;
  return JSON.stringify({
    t: kind,
    cr0: hexText(registers.cr0, 8),
    cr4: hexText(registers.cr4, 8),
    efer: hexText(registers.efer, 16),
    ...extra,
    ...(work && { ic: instructions, il: work.codeLines, dl: work.dataLines, dp: work.pages }),
    ...(controlWrites && {
      w0: controlWrites.cr0,
      w3: controlWrites.cr3,
      w4: controlWrites.cr4,
      wm: controlWrites.msr,
    }),
    ...(handler && { h: handler }),
  });
}

function parseObject(text: string): RawRecord {
  const value = parseJson(text);
  if (isObject(value) && !isDeeper(value, MOST_LEVELS)) return value;
  throw new Flaw('unreadable record', quote(text), 'one JSON object');
}

/** Far above any record's; JSON.stringify, which writes what is kept of it, would run out of stack. */
const MOST_LEVELS = 32;

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((each) => isDeeper(each, levels - 1));
}

function isObject(value: unknown): value is RawRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Undefined, which JSON cannot say, for what is not JSON. */
function parseJson(text: string): unknown {
  // Torn lines by the thousand: the engine's complaint about one costs far more than a look.
  if (!text.trimEnd().endsWith('}')) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function kindOf(record: RawRecord): RecordedEvent['kind'] {
  const { t: kind } = record;
  if (kind === 'enter' || kind === 'rsm') return kind;
  throw new Flaw('unreadable record', describe('t', kind), '"t" to be "enter" or "rsm"');
}

function handlerOf(record: RawRecord): RecordedEvent['handler'] {
  const { h: value } = record;
  const handler = HANDLER_NAMES.find((name) => name === value) ?? null;
  if (handler !== null || value === undefined) return handler;
  const names = HANDLER_NAMES.map((name) => `"${name}"`).join(' or ');
  throw new Flaw('unreadable record', describe('h', value), `"h" to be ${names}`);
}

/** With some of its fields only, a group has lost something: then reading it fails. */
function hasAny(record: RawRecord, fields: readonly string[]): boolean {
  return fields.some((field) => record[field] !== undefined);
}

function workOf(record: RawRecord): GuestWork {
  return {
    instructions: count(record, 'ic'),
    codeLines: count(record, 'il'),
    dataLines: count(record, 'dl'),
    pages: count(record, 'dp'),
  };
}

function writesOf(record: RawRecord): TraceEvent['controlWrites'] {
  return {
    cr0: count(record, 'w0'),
    cr3: count(record, 'w3'),
    cr4: count(record, 'w4'),
    msr: count(record, 'wm'),
  };
}

function count(record: RawRecord, field: string): number {
  const value = record[field];
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new Flaw(
    'unreadable record',
    describe(field, value),
    `"${field}" to be a whole number, 0 or more`,
  );
}

function checkHandler({ kind, controlWrites, handler }: RecordedEvent): void {
  if (handler !== null && controlWrites !== null) {
    const found = `"h": "${handler}" beside ${quote(WRITE_FIELDS.join(' '))}`;
    throw new Flaw('unreadable record', found, 'what is assumed or what is recorded, not both');
  }
  if (kind !== 'rsm' || controlWrites === null || inferHandler(controlWrites)) return;
  const { cr0, cr3, cr4, msr } = controlWrites;
  throw new Flaw(
    'unknown handler',
    `an SMI handler with w0=${cr0} w3=${cr3} w4=${cr4} wm=${msr}`,
    'w3=0 w4=0 (flat, as SeaBIOS), or all of them above 0 and w0 either 1 or even ' +
      `(as OVMF), at most ${MOST_CR0_WRITES}`,
  );
}

/** As QEMU prints a register. */
export function hexText(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

function describe(name: string, value: unknown): string {
  if (value === undefined) return `no "${name}"`;
  return `"${name}": ${quote(JSON.stringify(value))}`;
}
