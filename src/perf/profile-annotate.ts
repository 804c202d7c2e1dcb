/** Which instructions of a function the samples were at, as `perf annotate` says. */

import { runPerf } from './profile-perf.js';

export interface HotInstruction {
  /** Of the function's own samples. */
  percent: number;
  /** In the executable, hexadecimal, as objdump shows it. */
  address: string;
  instruction: string;
  /** `stores.hpp:34`; null where the debug information has none. */
  location: string | null;
  /** That line's text; null where the source is not there. */
  source: string | null;
}

export interface HotLine {
  percent: number;
  location: string;
  source: string | null;
}

export interface Annotation {
  /** All that perf printed. */
  text: string;
  /** In the order of their addresses. */
  instructions: HotInstruction[];
}

/** @param symbol as perf report has it */
export async function annotate(
  data: string,
  symbol: string,
  signal: AbortSignal,
): Promise<Annotation> {
  const args = ['annotate', '--stdio', '-l', '-i', data, `--symbol=${symbol}`];
  const { stdout } = await runPerf(args, signal);
  return { text: stdout, instructions: parseAnnotation(stdout) };
}

/** `    6.50 :   266c7:  movq   $0x20002080,0x10(%rdi) // stores.hpp:34` */
const INSTRUCTION = /^\s*(\d{1,3}\.\d{1,9})\s*:\s+([0-9a-f]+):\s+(.*)$/;
const PLACE_MARK = ' // ';
/** `         : 39    mmu.page_fault = handler_at(kTdpPageFault);` */
const SOURCE = /^\s*:\s*\d+\s+(\S.*)$/;
/** Between source lines: `35    void kvm_mmu_bench::mmu::store_role<...>(...):`. */
const FUNCTION_NAME = /\)( const)?:$/;

/**
 * perf names a place only where it differs from the last one named, never at an instruction without
 * samples, and prints a source line once, before the first of its instructions.
 */
export function parseAnnotation(text: string): HotInstruction[] {
  const instructions: HotInstruction[] = [];
  const sources = new Map<string, string | null>();
  let location: string | null = null;
  let lastSource: string | null = null;
  for (const line of text.split('\n').map((each) => each.trimEnd())) {
    const [, percentText, address, rest] = INSTRUCTION.exec(line) ?? [];
    if (percentText === undefined || address === undefined || rest === undefined) {
      const source: string | undefined = SOURCE.exec(line)?.[1];
      if (source !== undefined) lastSource = FUNCTION_NAME.test(source) ? null : source;
      continue;
    }
    const { words, place } = withoutPlace(rest);
    location = place ?? location;
    if (location !== null && !sources.has(location)) sources.set(location, lastSource);
    const percent = Number(percentText);
    const instruction = words.replace(/\s+/g, ' ');
    instructions.push({ percent, address, instruction, ...placeOf(percent > 0 ? location : null) });
  }
  return instructions;

  function placeOf(known: string | null) {
    return { location: known, source: known === null ? null : (sources.get(known) ?? null) };
  }
}

/** @param rest of a line, after the address */
function withoutPlace(rest: string): { words: string; place: string | null } {
  const at = rest.lastIndexOf(PLACE_MARK);
  const place = rest.slice(at + PLACE_MARK.length);
  if (at < 0 || !/^\S+:\d+$/.test(place)) return { words: rest, place: null };
  return { words: rest.slice(0, at).trimEnd(), place };
}

/** The hottest first. */
export function hotLines(instructions: readonly HotInstruction[]): HotLine[] {
  const lines = new Map<string, HotLine>();
  for (const { percent, location, source } of instructions) {
    if (location === null) continue;
    const line = lines.get(location) ?? { percent: 0, location, source };
    lines.set(location, { ...line, percent: line.percent + percent });
  }
  return [...lines.values()].sort((a, b) => b.percent - a.percent);
}
