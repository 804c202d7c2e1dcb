/** Functions of a built file as objdump shows them, in AT&T syntax. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BUILD_FOLDER } from './build-folder.js';

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
  return join(BUILD_FOLDER, name);
}

export const replayProgram = builtFile('kvm-mmu-replay');
export const addonFile = builtFile('kvm_mmu_bench.node');

/** The code of one file, by name. */
class Disassembly {
  readonly functions: readonly Code[];
  readonly #byName = new Map<string, Code[]>();

  constructor(file: string) {
    const options = ['--disassemble', '--demangle', '--no-show-raw-insn', '--section=.text', file];
    const text = execFileSync('objdump', options, { encoding: 'utf8', maxBuffer: 1 << 28 });
    this.functions = parse(text);
    for (const code of this.functions) {
      const name = withoutParameters(code.name);
      this.#byName.set(name, [...(this.#byName.get(name) ?? []), code]);
    }
  }

  named(name: string): readonly Code[] {
    return this.#byName.get(name) ?? [];
  }
}

const disassembled = new Map<string, Disassembly>();

function disassemblyOf(file: string): Disassembly {
  const known = disassembled.get(file);
  if (known !== undefined) return known;
  const fresh = new Disassembly(file);
  disassembled.set(file, fresh);
  return fresh;
}

export function functionsOf(file: string): readonly Code[] {
  return disassemblyOf(file).functions;
}

/** The one function template instance of this demangled name, without its result and parameters. */
export function functionNamed(file: string, name: string): Code {
  const [only, ...more] = disassemblyOf(file).named(name);
  if (only === undefined || more.length > 0) {
    throw new Error(`${file} has ${more.length + (only ? 1 : 0)} functions ${name}, expected one`);
  }
  return only;
}

/** `void f<A>(int)` is f<A>. */
function withoutParameters(name: string): string {
  return /^(?:void )?([^(]+)\(/.exec(name)?.[1] ?? name;
}

/** What the processor makes of these bytes, as a function at address 0. */
export function disassembleBytes(bytes: Uint8Array): Code {
  const folder = mkdtempSync(join(tmpdir(), 'kvm-mmu-code-'));
  try {
    const file = join(folder, 'code');
    writeFileSync(file, bytes);
    const format = ['--target=binary', '--architecture=i386:x86-64', '--disassemble-all'];
    const options = [...format, '--no-show-raw-insn', file];
    const text = execFileSync('objdump', options, { encoding: 'utf8', maxBuffer: 1 << 28 });
    return new Disassembled('bytes', 0, text);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const HEAD = /^([0-9a-f]+) <(.+)>:$/gm;

function parse(text: string): Code[] {
  const heads = [...text.matchAll(HEAD)];
  return heads.map((head, index) => {
    const [line, address = '', name = ''] = head;
    const body = text.slice(head.index + line.length, heads[index + 1]?.index);
    return new Disassembled(name, Number.parseInt(address, 16), body);
  });
}

/** Its instructions are parsed when they are asked for: most of a file's never are. */
class Disassembled implements Code {
  readonly name: string;
  readonly address: number;
  readonly #body: string;
  #instructions: readonly Instruction[] | null = null;

  constructor(name: string, address: number, body: string) {
    this.name = name;
    this.address = address;
    this.#body = body;
  }

  get instructions(): readonly Instruction[] {
    this.#instructions ??= this.#body
      .split('\n')
      .map(parseInstruction)
      .filter((instruction) => instruction !== null);
    return this.#instructions;
  }
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
