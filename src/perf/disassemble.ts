/** The strategies' compiled functions in kvm-mmu-replay: their names, and their code as objdump shows it. */

import type { GuestMode, Scope } from '../host/native-subject.js';
import { replayPath } from './replay.js';
import { OBJDUMP, runTool } from './tool.js';

export interface StrategyFunction {
  scope: Scope;
  strategy: string;
  layout: string;
  /** Of its full reset; a whole call (scope `init`) is one function for all modes. */
  guest: GuestMode;
}

const NAMESPACE = 'kvm_mmu_bench::mmu::';

/** On the path `tdp` with EPT, demangled, without its result and without what comes after the types that matter. */
export function functionName({ scope, strategy, layout, guest }: StrategyFunction): string {
  const types = [strategy, layout, 'ept', ...(scope === 'writes' ? [guest] : [])];
  const template = scope === 'writes' ? 'writes_reset' : 'init_call';
  const list = types.map((name) => NAMESPACE + typeName(name)).join(', ');
  return `${NAMESPACE}${template}<${list}${scope === 'writes' ? '>(' : ', '}`;
}

/** C++ type of what a name stands for: `memcpy-avx2` is MemcpyAvx2, `v5.17` is V5_17. */
function typeName(name: string): string {
  return name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
    .replaceAll('.', '_');
}

/** Instructions in order, in AT&T syntax, without the padding after the last: `mov %rdx,0x48(%rdi)`. */
export type Code = readonly string[];

export interface Disassembly {
  /** @throws Error if there is not exactly one */
  codeOf(wanted: StrategyFunction): Code;
}

/** Takes about a second. */
export async function disassembleReplay(signal: AbortSignal): Promise<Disassembly> {
  const path = replayPath();
  const options = ['--disassemble', '--demangle', '--no-show-raw-insn', '--section=.text'];
  const { code, stdout, stderr } = await runTool(OBJDUMP, [...options, path], { signal });
  if (code !== 0) throw new Error(`objdump failed on ${path}: ${stderr.trim()}`);
  return parseDisassembly(stdout);
}

const HEAD = /^[0-9a-f]+ <(.+)>:$/gm;

/** A function is parsed when it is asked for: most of a file's never are. */
export function parseDisassembly(text: string): Disassembly {
  const heads = [...text.matchAll(HEAD)];
  return {
    codeOf(wanted) {
      const name = functionName(wanted);
      const found = heads.flatMap((head, index) => (head[1]?.includes(name) ? [index] : []));
      const [only, ...more] = found;
      if (only === undefined || more.length > 0) {
        throw new Error(`the executable has ${found.length} functions ${name}, expected one`);
      }
      const head = heads[only];
      const start = (head?.index ?? 0) + (head?.[0].length ?? 0);
      return parseBody(text.slice(start, heads[only + 1]?.index));
    },
  };
}

const LINE = /^ *[0-9a-f]+:\t(.+)$/;
const PADDING = /\bnop[wl]?\b|^xchg +%ax,%ax$|^int3$/;

function parseBody(body: string): Code {
  return body
    .split('\n')
    .flatMap((line) => LINE.exec(line)?.[1] ?? [])
    .map(withoutComments)
    .filter((instruction) => !PADDING.test(instruction));
}

/** Symbols of targets, and what objdump says of addresses. */
function withoutComments(instruction: string): string {
  const words = instruction.replace(/\s+/g, ' ').trim();
  const code = before(words, ' #').trim();
  return code.endsWith('>') ? before(code, ' <') : code;
}

function before(text: string, mark: string): string {
  const at = text.indexOf(mark);
  return at < 0 ? text : text.slice(0, at);
}
