/** What can be asked of llvm-mca, and what it answers. */

import { beforeEach, describe, expect, it } from 'vitest';
import { parseDisassembly } from '../../src/perf/disassemble.js';
import { betweenRuns, knownCpus, mcaLimits, unmodelled } from '../../src/perf/limit-mca.js';
import { LLVM_MCA, toolVersion } from '../../src/perf/tool.js';

const signal = new AbortController().signal;

describe('code that llvm-mca cannot model', () => {
  it.each([
    [['mov %rdi,%rax', 'rep movsb %ds:(%rsi),%es:(%rdi)', 'ret'], 'rep movs'],
    [['add $0x10,%rdi', 'jmp 1040'], 'calls the C library'],
    [['call 1040', 'ret'], 'calls the C library'],
    [['mov %rdx,(%rdi)', 'jne 26c0', 'ret'], 'it loops'],
  ])('%j: says why', (code, reason) => {
    expect(unmodelled(code)).toContain(reason);
  });

  it('is not that which runs straight', () => {
    expect(unmodelled(['mov (%rsi),%rdx', 'mov %rdx,0x48(%rdi)', 'ret'])).toBeNull();
  });
});

function answer(iterations: number, cycles: readonly number[]): string {
  return JSON.stringify({
    CodeRegions: cycles.map((TotalCycles) => ({
      SummaryView: {
        ...{ Iterations: iterations, Instructions: 3 * iterations, TotaluOps: 4 * iterations },
        TotalCycles,
      },
    })),
  });
}

describe('two answers', () => {
  it('make one without the filling of the pipeline', () => {
    expect(betweenRuns(answer(100, [208, 57]), answer(300, [608, 157]))).toEqual([
      { instructionsPerCall: 3, microOpsPerCall: 4, cyclesPerCall: 2 },
      { instructionsPerCall: 3, microOpsPerCall: 4, cyclesPerCall: 0.5 },
    ]);
  });

  it('of different code are refused', () => {
    expect(() => betweenRuns(answer(100, [208]), answer(300, [608, 157]))).toThrow('different');
  });
});

describe('a disassembly', () => {
  const wanted = { scope: 'writes', strategy: 'init-flag', layout: 'v5.17', guest: 'unpaged' };
  const TYPES = ['InitFlag', 'V5_17', 'Ept', 'Unpaged'].map(
    (name) => `kvm_mmu_bench::mmu::${name}`,
  );
  const HEAD = `<void kvm_mmu_bench::mmu::writes_reset<${TYPES.join(', ')}>(void*)>:`;
  const TEXT = [
    `0000000000026680 <void other(int)>:`,
    '   26680:\tret',
    '',
    `00000000000266c0 ${HEAD}`,
    '   266c0:\tmov    (%rsi),%rdx',
    '   266c3:\tmov    0x10(%rip),%rax        # 50 <table>',
    '   266c7:\tret',
    '   266c8:\tnopl   0x0(%rax)',
  ];

  it('yields the function’s instructions, without padding and comments', () => {
    const { codeOf } = parseDisassembly(TEXT.join('\n'));
    expect(codeOf({ ...wanted, scope: 'writes', guest: 'unpaged' })).toEqual([
      'mov (%rsi),%rdx',
      'mov 0x10(%rip),%rax',
      'ret',
    ]);
  });

  it('without it is no answer', () => {
    const { codeOf } = parseDisassembly(TEXT.join('\n'));
    expect(() => codeOf({ ...wanted, scope: 'writes', guest: 'pae' })).toThrow(
      'the executable has 0 functions',
    );
  });
});

describe('llvm-mca itself', () => {
  beforeEach(({ skip }) =>
    skip(toolVersion(LLVM_MCA) === null, 'llvm-mca is missing: install the Debian package llvm'),
  );

  it('knows CPUs, and that a Skylake server stores once in a cycle', async () => {
    expect(await knownCpus(signal)).toEqual(expect.arrayContaining(['x86-64', 'skylake-avx512']));
    const stores = (count: number) => [
      ...Array.from({ length: count }, (_, index) => `movq $0x1,${index * 8}(%rdi)`),
      'ret',
    ];
    expect(await mcaLimits([stores(22), stores(5)], 'skylake-avx512', signal)).toEqual([
      { instructionsPerCall: 22, microOpsPerCall: 22, cyclesPerCall: 22 },
      { instructionsPerCall: 5, microOpsPerCall: 5, cyclesPerCall: 5 },
    ]);
  });

  it('refuses what is no assembly, and so does this', async () => {
    await expect(mcaLimits([['not an instruction']], 'x86-64', signal)).rejects.toThrow(
      'llvm-mca failed: ',
    );
  });
});
