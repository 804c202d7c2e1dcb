/** What perf annotate and perf report print, as numbers. */

import { describe, expect, it } from 'vitest';
import { hotLines, parseAnnotation } from '../../src/perf/profile-annotate.js';
import {
  callersOf,
  findStrategySymbol,
  parseReport,
  shortSymbol,
} from '../../src/perf/profile-symbols.js';

/** Of perf 6.1, shortened: two functions inlined into each other by turns. */
const ANNOTATION = `
Sorted summary for file /srv/kvm-mmu-replay
----------------------------------------------

   73.68 strategy.hpp:108
   26.31 memcpy_libc.cc:11
 Percent |	Source code & Disassembly of kvm-mmu-replay for cpu-clock:u (19 samples, percent: local period)
--------------------------------------------------------------------------------------------------------------
         : 6     void kvm_mmu_bench::mmu::writes_reset<kvm_mmu_bench::mmu::MemcpyLibc>(void*):
   73.68 :   d3280:  push   %rbp // strategy.hpp:108
         : 112   void kvm_mmu_bench::mmu::Libc::copy<84ul>(std::byte*, std::byte const*):
         : 11    std::memcpy(to, from, kBytes);
   15.79 :   d3289:  mov    $0x54,%edx // memcpy_libc.cc:11
         : 13    void kvm_mmu_bench::mmu::writes_reset<kvm_mmu_bench::mmu::MemcpyLibc>(void*):
         : 108   #define STRATEGY(name) extern const Strategy name;
         : 113   void writes_reset(void* mmu, const RoleState* state, const std::byte* image) {
    0.00 :   d328e:  push   %rbx
         : 115   void kvm_mmu_bench::mmu::Libc::copy<84ul>(std::byte*, std::byte const*):
   10.52 :   d328f:  call   101f0 <memcpy@plt>
`;

describe('the annotation of a function', () => {
  const instructions = parseAnnotation(ANNOTATION);

  it('gives each instruction its share', () => {
    expect(instructions.map(({ address, percent }) => [address, percent])).toEqual([
      ['d3280', 73.68],
      ['d3289', 15.79],
      ['d328e', 0],
      ['d328f', 10.52],
    ]);
    expect(instructions[3]?.instruction).toBe('call 101f0 <memcpy@plt>');
  });

  it('gives it the place that perf named last, and none where perf names none', () => {
    expect(instructions.map(({ location }) => location)).toEqual([
      'strategy.hpp:108',
      'memcpy_libc.cc:11',
      null,
      'memcpy_libc.cc:11',
    ]);
  });

  it('takes no function name for source, and remembers the source of a place', () => {
    expect(instructions.map(({ source }) => source)).toEqual([
      null,
      'std::memcpy(to, from, kBytes);',
      null,
      'std::memcpy(to, from, kBytes);',
    ]);
  });

  it('adds up to the lines that perf itself summarises', () => {
    const summary = [...ANNOTATION.matchAll(/^ +([\d.]+) (\S+:\d+)$/gm)].map(
      ([, percent, location]) => ({ location, percent: Number(percent) }),
    );
    expect(summary).toHaveLength(2);
    expect(hotLines(instructions).map(({ location }) => location)).toEqual(
      summary.map(({ location }) => location),
    );
    hotLines(instructions).forEach(({ percent }, index) => {
      expect(percent).toBeCloseTo(summary[index]?.percent ?? 0, 5);
    });
  });
});

describe('the report of functions', () => {
  const report = [
    '# Total Lost Samples: 3',
    '# Overhead\t     Samples\tShared Object       \tSymbol   ',
    ' 34.21% \t 1437       \tkvm-mmu-replay      \t[.] a::mmu::writes_reset<a::mmu::FieldByField, V5_17>',
    ' 8.45%  \t 355        \tlibc.so.6           \t[.] operator| <int>(x, y)',
    '',
  ].join('\n');

  it('is read with whole names and the samples that were lost', () => {
    expect(parseReport(report)).toEqual({
      lostSamples: 3,
      symbols: [
        {
          symbol: 'a::mmu::writes_reset<a::mmu::FieldByField, V5_17>',
          object: 'kvm-mmu-replay',
          percent: 34.21,
          samples: 1437,
        },
        { symbol: 'operator| <int>(x, y)', object: 'libc.so.6', percent: 8.45, samples: 355 },
      ],
    });
    expect(parseReport('').lostSamples).toBeNull();
  });

  it('has the function of a strategy under the name of its type', () => {
    const symbols = [
      'n::writes_reset<n::FieldByField, n::V5_17>',
      'n::writes_reset<n::MemcpyAvx2, V>',
    ];
    const named = symbols.map((symbol) => ({ symbol }));
    expect(findStrategySymbol('field-by-field', named)).toBe(symbols[0]);
    expect(findStrategySymbol('memcpy-avx2', named)).toBe(symbols[1]);
    expect(findStrategySymbol('init-flag', named)).toBeNull();
  });

  it('has callers, in percent of the function alone', () => {
    const stacks = [
      { frames: ['main', 'loop', 'f'], weight: 3 },
      { frames: ['main', 'put', 'f'], weight: 1 },
      { frames: ['main', 'put', 'f', 'g'], weight: 9 },
    ];
    expect(callersOf('f', stacks)).toEqual([
      { caller: 'loop', percent: 75 },
      { caller: 'put', percent: 25 },
    ]);
  });

  it('shows names without the namespaces that all of them have', () => {
    expect(
      shortSymbol('kvm_mmu_bench::core::(anonymous namespace)::f<kvm_mmu_bench::mmu::V5_17>'),
    ).toBe('f<V5_17>');
  });
});
