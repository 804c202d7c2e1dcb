/** Functions of a built file as objdump shows them, in AT&T syntax. */

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Instruction {
  address: number;
  /** With its repeat prefix: `rep movsb`. */
  mnemonic: string;
  /** The destination is the last one. A jump's is its target, in hexadecimal. */
  operands: readonly string[];
  text: string;
}

export interface Code {
  /** Demangled. */
  name: string;
  address: number;
  /** Without the padding between and within functions. */
  instructions: readonly Instruction[];
}

function builtFile(name: string): string {
  return fileURLToPath(new URL(`../../../build/Release/${name}`, import.meta.url));
}

export const replayProgram = builtFile('kvm-mmu-replay');
export const addonFile = builtFile('kvm_mmu_bench.node');

const disassembled = new Map<string, Code[]>();

export function functionsOf(file: string): readonly Code[] {
  const known = disassembled.get(file);
  if (known !== undefined) return known;
  const options = ['--disassemble', '--demangle', '--no-show-raw-insn', '--section=.text', file];
  const text = execFileSync('objdump', options, { encoding: 'utf8', maxBuffer: 1 << 28 });
  const functions = parse(text);
  disassembled.set(file, functions);
  return functions;
}

/** The one function whose demangled name contains the text. */
export function functionNamed(file: string, part: string): Code {
  const found = functionsOf(file).filter(({ name }) => name.includes(part));
  const [only] = found;
  if (only === undefined || found.length > 1) {
    throw new Error(`${file} has ${found.length} functions named ${part}, expected one`);
  }
  return only;
}

function parse(text: string): Code[] {
  const functions: (Code & { instructions: Instruction[] })[] = [];
  for (const line of text.split('\n')) {
    const [, address, name] = /^([0-9a-f]+) <(.+)>:$/.exec(line) ?? [];
    if (address !== undefined && name !== undefined) {
      functions.push({ name, address: Number.parseInt(address, 16), instructions: [] });
      continue;
    }
    const instruction = parseInstruction(line);
    if (instruction !== null) functions.at(-1)?.instructions.push(instruction);
  }
  return functions;
}

const LINE = /^ *([0-9a-f]+):\t(.+)$/;
const PADDING = /\bnop[wl]?\b|^xchg +%ax,%ax$|^int3$/;
const MNEMONIC = /^((?:(?:rep|repz|repnz|lock|bnd|notrack) )*\S+)\s*(.*)$/;
const COMMA_OUTSIDE_BRACKETS = /,(?![^(]*\))/;

function parseInstruction(line: string): Instruction | null {
  const [, address, all] = LINE.exec(line) ?? [];
  if (address === undefined || all === undefined) return null;
  // Symbols of targets, and objdump's comments on addresses.
  const text = all
    .replace(/\s+#.*$/, '')
    .replace(/ <.*>$/, '')
    .trim();
  if (PADDING.test(text)) return null;
  const [, mnemonic = text, operands = ''] = MNEMONIC.exec(text) ?? [];
  return {
    address: Number.parseInt(address, 16),
    mnemonic,
    operands: operands === '' ? [] : operands.split(COMMA_OUTSIDE_BRACKETS),
    text,
  };
}
