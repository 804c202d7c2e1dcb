/** The CPU state that QEMU logs at each SMM transition. */

import { has } from '../registers.js';
import type { RecordedEvent } from './event.js';
import { guestRegisters, quote, registerValue } from './fields.js';
import { Flaw } from './problems.js';

/** How the lines of a dump begin, in 32-bit and in 64-bit form, down to EFER. */
const DUMP_LINE =
  /^(?:[ER][ABCD]X|[ER]SI|R8 |R12|[ER]IP|[C-GS]S |LDT|TR |[GI]DT|CR0|DR[0-3]|DR6|CCS|EFER)=/;

const KINDS = { 'SMM: enter': 'enter', 'SMM: after RSM': 'rsm' } as const;
const MARKERS = Object.keys(KINDS)
  .map((marker) => `"${marker}"`)
  .join(' or ');

/**
 * @param text from the marker to the line of EFER
 * @param line the marker's
 * @throws Flaw
 */
export function parseDump(text: string, line: number): RecordedEvent {
  const [marker = '', ...lines] = text.replace(/\r$/gm, '').split('\n');
  const kind = kindOf(marker);
  const stranger = lines.find((each) => !DUMP_LINE.test(each));
  if (stranger !== undefined) {
    const found = `${quote(stranger)} in the CPU dump after ${quote(marker)}`;
    throw new Flaw('unreadable dump', found, 'nothing between the lines of a dump');
  }
  const values = valuesOf(lines);
  const hex = (name: keyof Values) =>
    registerValue(values[name], name, () => describe(name, values[name], marker));
  return {
    kind,
    registers: guestRegisters(hex('CR0'), hex('CR4'), hex('EFER')),
    controlWrites: null,
    handler: null,
    work: null,
    vcpu: null,
    thread: null,
    line,
    extra: context(values),
  };
}

/** What is read of a dump, each undefined if it is not there. */
interface Values {
  CR0?: string | undefined;
  CR3?: string | undefined;
  CR4?: string | undefined;
  EFER?: string | undefined;
  IP?: string | undefined;
  FL?: string | undefined;
  /** Selector, base, limit, descriptor. */
  CS?: string | undefined;
}

function valuesOf(lines: readonly string[]): Values {
  const values: Values = {};
  for (const line of lines) {
    if (line.startsWith('CR0=')) {
      [values.CR0, values.CR3, values.CR4] = ['CR0=', 'CR3=', 'CR4='].map((name) =>
        valueAfter(line, name),
      );
    } else if (line.startsWith('IP=', 1)) {
      [values.IP, values.FL] = ['IP=', 'FL='].map((name) => valueAfter(line, name));
    } else if (line.startsWith('CS =')) {
      values.CS = line.slice('CS ='.length);
    } else if (line.startsWith('EFER=')) {
      values.EFER = valueAfter(line, 'EFER=');
    }
  }
  return values;
}

/** Up to a space. */
function valueAfter(line: string, name: string): string | undefined {
  const at = line.indexOf(name);
  if (at < 0) return undefined;
  const end = line.indexOf(' ', at);
  return line.slice(at + name.length, end < 0 ? line.length : end);
}

function kindOf(marker: string): RecordedEvent['kind'] {
  for (const [text, kind] of Object.entries(KINDS)) if (text === marker) return kind;
  throw new Flaw('unreadable dump', quote(marker), MARKERS);
}

function describe(name: string, value: string | undefined, marker: string): string {
  const found = value === undefined ? `no ${name}` : `${name}=${quote(value)}`;
  return `${found} in the CPU dump after ${quote(marker)}`;
}

const FLAGS_VM = 1 << 17;
const DESCRIPTOR_LONG = 1 << 21;
const DESCRIPTOR_32_BIT = 1 << 22;
const CR0_PE = 1;

/** Where the guest was, under the names that JSONL records have. Nothing depends on it. */
function context({ CR0, CR3, IP, FL, CS }: Values): Readonly<Record<string, string>> {
  const [selector, base, , descriptor] = CS?.split(' ') ?? [];
  const mode = modeOf(CR0, FL, descriptor);
  const known: Record<string, string> = {};
  for (const [name, value] of [
    ['cr3', CR3],
    ['cs', selector],
    ['csb', base],
    ['eip', IP],
    ['fl', FL],
    ['m', mode],
  ] as const) {
    if (value !== undefined) known[name] = value;
  }
  return known;
}

function modeOf(...hex: (string | undefined)[]): string | undefined {
  const [cr0, flags, descriptor] = hex.map((text) => Number.parseInt(text ?? '', 16));
  if (cr0 === undefined || flags === undefined || descriptor === undefined) return undefined;
  if ([cr0, flags, descriptor].some(Number.isNaN)) return undefined;
  if (!has(cr0, CR0_PE)) return 'real';
  if (has(flags, FLAGS_VM)) return 'vm86';
  if (has(descriptor, DESCRIPTOR_LONG)) return 'lm64';
  return has(descriptor, DESCRIPTOR_32_BIT) ? 'pm32' : 'pm16';
}
