import { beforeEach, describe, expect, it } from 'vitest';
import { registry } from './support/addon.js';
import { ControlFlow } from './support/control-flow.js';
import {
  addonFile,
  type Code,
  functionsOf,
  type Instruction,
  replayProgram,
} from './support/disassembly.js';
import {
  backEdges,
  countOf,
  isCall,
  loopBody,
  storesOf,
  usesVectorRegister,
} from './support/instructions.js';
import { needs } from './support/needs.js';

beforeEach(needs('objdump', 'binutils'));

/** A kind of timed region, as it is compiled once per retirement. */
interface Kind {
  title: string;
  name: string;
  /** Template arguments after the retirement. */
  parameters: string;
  /** Indirect calls: the reset's or the whole call's, and what else may be called in its place. */
  calls: number;
  /** Has a delay after each reset, for the self-test. */
  delayed: boolean;
}

const SCOPE = String.raw`\(kvm_mmu_bench::core::Scope\)`;
/** What a bank is of: vCPUs with compiled resets, or blocks with code made at run time. */
const of = (block: string) => `, kvm_mmu_bench::core::${block}, [^<>]*`;
const BANK: Kind = {
  ...{ title: 'bank of stores', name: 'bank_ticks', parameters: `, false${of('Vcpu')}` },
  ...{ calls: 1, delayed: false },
};
const DELAYED: Kind = {
  ...BANK,
  title: 'with delays',
  parameters: `, true${of('Vcpu')}`,
  calls: 2,
  delayed: true,
};
const PROGRAMS: Kind = {
  ...BANK,
  title: 'bank of programs',
  parameters: `, false${of('ProgramBlock')}`,
};
const INIT_BANK: Kind = {
  ...{ title: 'bank of whole calls', name: 'init_bank_ticks', parameters: ', false' },
  ...{ calls: 1, delayed: false },
};
const DELAYED_INIT_BANK: Kind = {
  ...INIT_BANK,
  title: 'of whole calls with delays',
  ...{ parameters: ', true', calls: 2, delayed: true },
};
/** A full reset, and what an early return stores all the same. */
const TRANSITION: Kind = {
  ...{ title: 'transition of stores', name: 'transition_ticks', parameters: `, ${SCOPE}0` },
  ...{ calls: 2, delayed: false },
};
const INIT_TRANSITION: Kind = {
  ...{ title: 'transition of whole calls', name: 'transition_ticks', parameters: `, ${SCOPE}1` },
  ...{ calls: 1, delayed: false },
};

interface Region {
  title: string;
  kind: Kind;
  file: string;
  drained: boolean;
  /** Of the demangled name. */
  part: RegExp;
}

// Retirements and scopes are numbered in the order of the registry.
function regionsOf(...kinds: Kind[]): Region[] {
  return kinds.flatMap((kind) =>
    registry.retirements.flatMap(({ name: retirement }, index) =>
      [replayProgram, addonFile].map((file) => ({
        title: `${kind.title}, ${retirement}, ${file.split('/').at(-1)}`,
        ...{ kind, file, drained: retirement === 'drained' },
        part: new RegExp(
          String.raw`::${kind.name}<\(kvm_mmu_bench::core::Retirement\)${index}${kind.parameters}>`,
        ),
      })),
    ),
  );
}

const every = regionsOf(
  ...[BANK, DELAYED, PROGRAMS, INIT_BANK, DELAYED_INIT_BANK],
  ...[TRANSITION, INIT_TRANSITION],
);

function codeOf({ file, part, title }: Region): Code {
  const found = functionsOf(file).filter(({ name }) => part.test(name));
  const [code] = found;
  if (code === undefined || found.length > 1) throw new Error(`${found.length} of ${title}`);
  return code;
}

/** From the first reading of the counter to the last. */
function timed(code: Code): Instruction[] {
  const mnemonics = code.instructions.map(({ mnemonic }) => mnemonic);
  return code.instructions.slice(mnemonics.indexOf('rdtsc'), mnemonics.indexOf('rdtscp') + 1);
}

const callsIn = (code: Code): Instruction[] => timed(code).filter(isCall);

/** What can run between one call and the next of the same: over all passes, where there are some. */
function loopOf(code: Code): Instruction[] {
  const flow = new ControlFlow(code);
  return [...new Set(callsIn(code).flatMap((call) => flow.loopAround(call)))];
}

/** The innermost loop around a bank's calls, which goes once through its vCPUs. */
function passOf(code: Code): Instruction[] {
  const loops = backEdges(code).map((edge) => loopBody(code, edge));
  const around = loops.filter((body) => callsIn(code).every((call) => body.includes(call)));
  const [innermost = []] = around.sort((a, b) => a.length - b.length);
  return innermost;
}

const is =
  (wanted: string) =>
  ({ mnemonic }: Instruction): boolean =>
    mnemonic === wanted;

const texts = (instructions: Iterable<Instruction>) => [...instructions].map(({ text }) => text);

describe('the counter is read once at either end, with nothing left over from outside', () => {
  it.each(every)('$title', (region) => {
    const code = codeOf(region);
    expect(countOf(code, 'rdtsc')).toBe(1);
    expect(countOf(code, 'rdtscp')).toBe(1);
    const mnemonics = code.instructions.map(({ mnemonic }) => mnemonic).join(' ');
    expect(mnemonics).toMatch(/lfence rdtsc lfence .* rdtscp lfence/);
    // Two more stand around a delay, which must not run in the shadow of the stores.
    expect(countOf(code, 'lfence')).toBe(region.kind.delayed ? 5 : 3);
  });
});

describe('between the readings stand indirect calls only, all of them in a loop', () => {
  it.each(every)('$title', (region) => {
    const code = codeOf(region);
    const calls = callsIn(code);
    expect(calls).toHaveLength(region.kind.calls);
    for (const { operands } of calls) expect(operands[0]).toMatch(/^\*/);
    expect(loopOf(code).filter(isCall)).toHaveLength(calls.length);
  });
});

describe('a delay begins when the reset is done, and ends before the next begins', () => {
  it.each(regionsOf(DELAYED))('$title', (region) => {
    const mnemonics = timed(codeOf(region)).map(({ mnemonic }) => mnemonic);
    const drain = region.drained ? 'mfence ' : '';
    expect(mnemonics.join(' ')).toContain(`call ${drain}lfence call lfence`);
  });
});

describe('the store buffer is drained where the retirement says', () => {
  it.each(every.filter(({ drained }) => drained))('$title: after every reset', (region) => {
    const code = codeOf(region);
    const flow = new ControlFlow(code);
    // Where there are delays, the second call is one.
    const resets = region.kind.delayed ? callsIn(code).slice(0, 1) : callsIn(code);
    for (const reset of resets) {
      const undrained = [...flow.after(reset, is('mfence'))];
      expect(texts(undrained.filter(isCall))).toEqual([]);
      expect(undrained.filter(is('rdtscp'))).toEqual([]);
      expect(undrained.some(is('mfence'))).toBe(true);
    }
  });

  it.each(every.filter(({ drained }) => !drained))('$title: once, at the end', (region) => {
    const code = codeOf(region);
    expect(countOf(code, 'mfence')).toBe(1);
    expect(
      timed(code)
        .slice(-2)
        .map(({ mnemonic }) => mnemonic),
    ).toEqual(['mfence', 'rdtscp']);
    expect(loopOf(code).filter(is('mfence'))).toEqual([]);
  });
});

describe('the harness needs no vector register between the readings', () => {
  it.each(every)('$title', (region) => {
    expect(texts(timed(codeOf(region)).filter(usesVectorRegister))).toEqual([]);
  });
});

describe('from one reset to the next the harness stores', () => {
  const stored = (instructions: Instruction[]) => storesOf({ instructions });

  it.each(regionsOf(BANK, DELAYED, INIT_BANK, DELAYED_INIT_BANK))(
    '$title: nothing within a pass',
    (region) => {
      const pass = passOf(codeOf(region));
      expect(pass.filter(isCall)).toHaveLength(region.kind.calls);
      expect(stored(pass)).toEqual([]);
    },
  );

  it.each(regionsOf(TRANSITION))('$title: nothing', (region) => {
    expect(stored(loopOf(codeOf(region)))).toEqual([]);
  });

  it.each(regionsOf(INIT_TRANSITION))(
    '$title: the registers that KVM has just written',
    (region) => {
      // CR0, CR4, EFER, hflags; walk_mmu and mmu where L2 is entered or left.
      const sizes = stored(loopOf(codeOf(region))).map(({ sizeBytes }) => sizeBytes);
      expect(sizes).toEqual([8, 8, 8, 4, 8, 8]);
    },
  );

  it.each(regionsOf(INIT_BANK))('$title: hflags, between two passes', (region) => {
    const toggling = stored(loopOf(codeOf(region)));
    expect(toggling).toMatchObject([{ mnemonic: 'xor', sizeBytes: 4 }]);
  });
});

describe('a transition of stores returns early where the role is the stored one', () => {
  const comparesRole = ({ mnemonic, operands }: Instruction) =>
    mnemonic === 'cmp' && (operands.at(-1)?.includes('(') ?? false);

  it.each(regionsOf(TRANSITION))('$title', (region) => {
    const code = codeOf(region);
    const flow = new ControlFlow(code);
    const [comparison] = timed(code).filter(comparesRole);
    if (comparison === undefined) throw new Error('no comparison');
    for (const before of [...timed(code).filter(is('rdtsc')), ...callsIn(code)]) {
      const uncompared = flow.after(before, comparesRole);
      expect(texts([...uncompared].filter(isCall)), before.text).toEqual([]);
    }
    // From one comparison to the next there is a way without any call.
    expect([...flow.after(comparison, isCall)]).toContain(comparison);
  });
});
