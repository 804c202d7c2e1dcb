/** What stands between the readings of experiments, as it is compiled. */

import { beforeEach, describe, expect, it } from 'vitest';
import { registry } from './support/addon.js';
import { ControlFlow } from './support/control-flow.js';
import {
  addonFile,
  type Code,
  functionNamed,
  functionsOf,
  type Instruction,
} from './support/disassembly.js';
import {
  backEdges,
  countOf,
  isCall,
  isJump,
  loopBody,
  storesOf,
  usesVectorRegister,
} from './support/instructions.js';
import { needs } from './support/needs.js';

beforeEach(needs('objdump', 'binutils'));

const CORE = 'kvm_mmu_bench::core::';

/** One instance of each_ticks: a reset by itself between two readings. */
interface Region {
  title: string;
  drained: boolean;
  gap: boolean;
  delayed: boolean;
  /** Of the demangled name. */
  part: string;
}

const BOTH = [false, true];

// Retirements are numbered in the order of the registry.
const regions: Region[] = ['WritesCall', 'InitCall'].flatMap((call) =>
  registry.retirements.flatMap(({ name: retirement }, index) =>
    BOTH.flatMap((gap) =>
      BOTH.map((delayed) => ({
        title: `${call}, ${retirement}${gap ? ', gap' : ''}${delayed ? ', delayed' : ''}`,
        ...{ drained: retirement === 'drained', gap, delayed },
        part: `::each_ticks<${CORE}${call}, (${CORE}Retirement)${index}, ${gap}, ${delayed}>`,
      })),
    ),
  ),
);

function codeOf({ part, title }: Region): Code {
  const found = functionsOf(addonFile).filter(({ name }) => name.includes(part));
  const [code] = found;
  if (code === undefined || found.length > 1) throw new Error(`${found.length} of ${title}`);
  return code;
}

const mnemonicsOf = (instructions: readonly Instruction[]) =>
  instructions.map(({ mnemonic }) => mnemonic);

/** From one reading of the counter to the other. */
function timed(code: Code): Instruction[] {
  const mnemonics = mnemonicsOf(code.instructions);
  return code.instructions.slice(mnemonics.indexOf('rdtsc'), mnemonics.indexOf('rdtscp') + 1);
}

/** What runs between one call and the next of the same, by address. */
function loopOf(code: Code): Instruction[] {
  const [call] = code.instructions.filter(isCall);
  if (call === undefined) throw new Error(`${code.name} calls nothing`);
  const around = new Set(new ControlFlow(code).loopAround(call));
  return code.instructions.filter((instruction) => around.has(instruction));
}

const isFence = ({ mnemonic }: Instruction) => /^([lsm]fence|rdtscp?)$/.test(mnemonic);
const texts = (instructions: readonly Instruction[]) => instructions.map(({ text }) => text);

/** What an arm asks for, in order: queue, reset, gap, consumer, drain, delay. */
function expected({ gap, drained, delayed }: Region): string[] {
  return [
    ...['rdtsc', 'lfence', 'call', 'call'],
    ...(gap ? ['mfence'] : []),
    'call',
    ...(drained ? ['mfence'] : []),
    ...(delayed ? ['lfence', 'call', 'lfence'] : []),
    'rdtscp',
  ];
}

describe.each(regions)('each: $title', (region) => {
  it('makes its calls and its fences between the readings, and no others', () => {
    const acts = timed(codeOf(region)).filter((each) => isCall(each) || isFence(each));
    expect(mnemonicsOf(acts)).toEqual(expected(region));
    // So that arms differ in parameters only.
    for (const { operands } of acts.filter(isCall)) expect(operands[0]).toMatch(/^\*/);
  });

  it('branches, stores and needs vectors nowhere between them', () => {
    const instructions = timed(codeOf(region));
    expect(texts(instructions.filter(isJump))).toEqual([]);
    expect(storesOf({ instructions })).toEqual([]);
    expect(texts(instructions.filter(usesVectorRegister))).toEqual([]);
  });

  it('begins every reset with nothing left over, and leaves nothing to the next', () => {
    const code = codeOf(region);
    expect(countOf(code, 'rdtsc')).toBe(1);
    expect(countOf(code, 'rdtscp')).toBe(1);
    const fences = mnemonicsOf(loopOf(code).filter(isFence));
    expect(fences.slice(0, 3)).toEqual(['lfence', 'rdtsc', 'lfence']);
    expect(fences.slice(-3)).toEqual(['rdtscp', 'lfence', 'mfence']);
  });
});

describe('traced', () => {
  const code = () => functionNamed(addonFile, `${CORE}time_traced`);
  const isReading = ({ mnemonic }: Instruction) => mnemonic === 'rdtsc';

  it('a tracer’s readings wait for nothing: between them stands the reset alone', () => {
    const acts = loopOf(code()).filter((each) => isCall(each) || isFence(each));
    expect(mnemonicsOf(acts)).toEqual(['rdtsc', 'call', 'rdtsc']);
    expect(acts[1]?.operands[0]).toMatch(/^\*/);
  });

  it('a difference is stored for each, to one word of the log', () => {
    const sizes = storesOf({ instructions: loopOf(code()) }).map(({ sizeBytes }) => sizeBytes);
    expect(sizes).toEqual([8]);
  });

  it('the whole is read between fences, when all stores are done', () => {
    const mnemonics = mnemonicsOf(code().instructions.filter(isFence)).join(' ');
    expect(mnemonics).toBe('lfence rdtsc lfence rdtsc rdtsc mfence rdtscp lfence');
    const flow = new ControlFlow(code());
    const [first] = code().instructions.filter(isReading);
    if (first === undefined) throw new Error('no reading');
    const undrained = [...flow.after(first, ({ mnemonic }) => mnemonic === 'mfence')];
    expect(mnemonicsOf(undrained)).not.toContain('rdtscp');
  });
});

describe('queued stores', () => {
  it('are one quadword a turn, a page and two lines apart', () => {
    const code = functionNamed(addonFile, `${CORE}queue_stores`);
    const loops = backEdges(code).map((edge) => loopBody(code, edge));
    expect(loops).toHaveLength(1);
    const [body = []] = loops;
    expect(storesOf({ instructions: body })).toMatchObject([{ sizeBytes: 8, base: '%rdi' }]);
    expect(storesOf(code)).toHaveLength(1);
    expect(texts(body)).toContainEqual(expect.stringMatching(/^add +\$0x1080,%rdi$/));
  });
});

describe('copies', () => {
  it('are indirect calls in a loop, drained once at the end', () => {
    const [code, ...more] = functionsOf(addonFile).filter(({ name }) =>
      /::time_copies\(/.test(name),
    );
    if (code === undefined || more.length > 0) throw new Error('not one time_copies');
    const acts = code.instructions.filter((each) => isCall(each) || isFence(each));
    expect(mnemonicsOf(acts).join(' ')).toBe('lfence rdtsc lfence call mfence rdtscp lfence');
    expect(texts(acts.filter(isCall))).toEqual([expect.stringMatching(/^call +\*/)]);
    expect(mnemonicsOf(loopOf(code).filter(isFence))).toEqual([]);
    expect(storesOf({ instructions: loopOf(code) })).toEqual([]);
  });
});
