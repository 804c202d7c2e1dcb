import { beforeEach, describe, expect, it } from 'vitest';
import { registry } from './support/addon.js';
import { addonFile, type Code, functionsOf, replayProgram } from './support/disassembly.js';
import {
  backEdges,
  countOf,
  loopBody,
  usesVectorRegister,
  writesMemory,
} from './support/instructions.js';
import { needs } from './support/needs.js';

beforeEach(needs('objdump', 'binutils'));

interface Region {
  title: string;
  file: string;
  /** Of the demangled name. */
  part: RegExp;
  drained: boolean;
  /** Has a delay after each reset, for the self-test. */
  delayed: boolean;
}

const REGIONS = [
  { name: 'bank_ticks', parameters: ', false', delayed: false },
  { name: 'bank_ticks', parameters: ', true', delayed: true },
  { name: 'transition_ticks', parameters: '', delayed: false },
];

// The first template argument is the retirement's number, in the order of the registry.
const cases: readonly Region[] = REGIONS.flatMap(({ name, parameters, delayed }) =>
  registry.retirements.flatMap((retirement, index) =>
    [replayProgram, addonFile].map((file) => ({
      title: `${name}${delayed ? ' with delays' : ''}, ${retirement.name}, ${file.split('/').at(-1)}`,
      file,
      part: new RegExp(`::${name}<\\(kvm_mmu_bench::core::Retirement\\)${index}${parameters}>`),
      drained: retirement.name === 'drained',
      delayed,
    })),
  ),
);

function codeOf({ file, part, title }: Region): Code {
  const found = functionsOf(file).filter(({ name }) => part.test(name));
  const [code] = found;
  if (code === undefined || found.length > 1) throw new Error(`${found.length} of ${title}`);
  return code;
}

/** From the first reading of the counter to the last. */
function timed(code: Code): Code {
  const mnemonics = code.instructions.map(({ mnemonic }) => mnemonic);
  const begin = mnemonics.indexOf('rdtsc');
  const end = mnemonics.indexOf('rdtscp');
  return { ...code, instructions: code.instructions.slice(begin, end + 1) };
}

const isCall = ({ mnemonic }: { mnemonic: string }) => mnemonic.startsWith('call');

/** The innermost loop around the call. */
function resetLoop(code: Code) {
  const loops = backEdges(code).map((edge) => loopBody(code, edge));
  const around = loops.filter((body) => body.some(isCall));
  around.sort((a, b) => a.length - b.length);
  return around[0] ?? [];
}

describe('the counter is read once at either end, with nothing left over from outside', () => {
  it.each(cases)('$title', (each) => {
    const code = codeOf(each);
    expect(countOf(code, 'rdtsc')).toBe(1);
    expect(countOf(code, 'rdtscp')).toBe(1);
    const mnemonics = code.instructions.map(({ mnemonic }) => mnemonic).join(' ');
    expect(mnemonics).toMatch(/lfence rdtsc lfence .* rdtscp lfence/);
    // Two more stand around a delay, which must not run in the shadow of the stores.
    expect(countOf(code, 'lfence')).toBe(each.delayed ? 5 : 3);
  });
});

describe('between the readings stands one indirect call, in a loop, and one more for a delay', () => {
  it.each(cases)('$title', (each) => {
    const calls = timed(codeOf(each)).instructions.filter(isCall);
    expect(calls).toHaveLength(each.delayed ? 2 : 1);
    for (const { operands } of calls) expect(operands[0]).toMatch(/^\*/);
    expect(resetLoop(codeOf(each)).filter(isCall)).toEqual(calls);
  });
});

describe('a delay begins when the reset is done, and ends before the next begins', () => {
  it.each(cases.filter(({ delayed }) => delayed))('$title', (each) => {
    const loop = resetLoop(codeOf(each)).map(({ mnemonic }) => mnemonic);
    const drain = each.drained ? 'mfence ' : '';
    expect(loop.join(' ')).toContain(`call ${drain}lfence call lfence`);
  });
});

describe('the store buffer is drained where the retirement says', () => {
  it.each(cases.filter(({ drained }) => drained))('$title: after every reset', (each) => {
    const code = timed(codeOf(each));
    expect(countOf(code, 'mfence')).toBe(1);
    const loop = resetLoop(codeOf(each)).map(({ mnemonic }) => mnemonic);
    expect(loop.join(' ')).toMatch(/\bcall mfence\b/);
  });

  it.each(cases.filter(({ drained }) => !drained))('$title: once, at the end', (each) => {
    const code = timed(codeOf(each));
    expect(countOf(code, 'mfence')).toBe(1);
    expect(resetLoop(codeOf(each)).filter(({ mnemonic }) => mnemonic === 'mfence')).toEqual([]);
    expect(code.instructions.slice(-2).map(({ mnemonic }) => mnemonic)).toEqual([
      'mfence',
      'rdtscp',
    ]);
  });
});

describe('the harness itself neither stores nor needs a vector register in the loop', () => {
  it.each(cases)('$title', (each) => {
    const loop = resetLoop(codeOf(each));
    expect(loop.filter(writesMemory).map(({ text }) => text)).toEqual([]);
    expect(timed(codeOf(each)).instructions.filter(usesVectorRegister)).toEqual([]);
  });
});

describe('a transition returns early where the role is the stored one', () => {
  it.each(cases.filter(({ title }) => title.startsWith('transition')))('$title', (each) => {
    const text = resetLoop(codeOf(each)).map(({ mnemonic }) => mnemonic);
    const comparison = text.indexOf('cmp');
    expect(text[comparison + 1]).toBe('je');
    expect(comparison).toBeLessThan(text.indexOf('call'));
  });
});
