/** perf script in, folded stacks out: nothing counted twice, nothing lost without a word. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldStacks, serialiseStacks } from '../../src/perf/folded-stacks.js';

/** As perf 6.1 prints a sample of kvm-mmu-replay and one of the loader. */
const SCRIPT = [
  'kvm-mmu-replay 16989     250689 cpu-clock:u: ',
  '	           266f2 kvm_mmu_bench::mmu::writes_reset<kvm_mmu_bench::mmu::FieldByField, kvm_mmu_bench::mmu::V5_17> (/srv/bench/kvm-mmu-replay)',
  '	           1fcd4 kvm_mmu_bench::core::(anonymous namespace)::bank_ticks<(kvm_mmu_bench::core::Retirement)0, false> (/srv/bench/kvm-mmu-replay)',
  '	           11d3d main (/srv/bench/kvm-mmu-replay)',
  '',
  'kvm-mmu-replay 16989     250000 cpu-clock:u: ',
  '	           14f38 intel_check_word.constprop.0 (/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2)',
  '	  7ffe2472351000 [unknown] ([unknown])',
  '',
  '',
].join('\n');

describe('stacks of perf script', () => {
  it('are folded from the root to the leaf, with the command as the root', () => {
    const { stacks, samples, weight, events, notUnderstood } = foldStacks(SCRIPT);
    expect(stacks.map(({ frames }) => frames)).toEqual([
      ['kvm-mmu-replay', '[unknown]', 'intel_check_word.constprop.0'],
      [
        'kvm-mmu-replay',
        'main',
        'kvm_mmu_bench::core::(anonymous namespace)::bank_ticks<(kvm_mmu_bench::core::Retirement)0, false>',
        'kvm_mmu_bench::mmu::writes_reset<kvm_mmu_bench::mmu::FieldByField, kvm_mmu_bench::mmu::V5_17>',
      ],
    ]);
    expect({ samples, weight, events }).toEqual({
      samples: 2,
      weight: 500_689,
      events: ['cpu-clock:u'],
    });
    expect(notUnderstood).toEqual({ lines: 0, first: null });
  });

  it('that are the same are added up', () => {
    const { stacks, samples } = foldStacks(SCRIPT + SCRIPT);
    expect(samples).toBe(4);
    expect(stacks.map(({ weight }) => weight)).toEqual([500_000, 501_378]);
  });

  it('are one line each, weight last', () => {
    expect(serialiseStacks(foldStacks(SCRIPT).stacks)).toMatch(
      /^kvm-mmu-replay;\[unknown\];intel_check_word\.constprop\.0 250000\nkvm-mmu-replay;main;.+ 250689\n$/,
    );
  });

  it('may be empty: a sample without a frame is its command', () => {
    expect(foldStacks('swapper 0 17 cycles: \n\n').stacks).toEqual([
      { frames: ['swapper'], weight: 17 },
    ]);
  });

  it('name the object of what has no symbol, and objects may be deleted or inlined', () => {
    const script = [
      'Web Content 7 1 cycles:P: ',
      '	 1 [unknown] (/tmp/lib x.so (deleted))',
      '	 2 inner(int (*)(char)) (inlined)',
      '	 3 a;b ([vdso])',
    ].join('\n');
    expect(foldStacks(script).stacks[0]?.frames).toEqual([
      'Web Content',
      'a:b',
      'inner(int (*)(char))',
      '[unknown] in lib x.so (deleted)',
    ]);
  });
});

describe('lines that are not understood', () => {
  it('are counted, and the first of them is kept', () => {
    const cut = `${SCRIPT}perf: Segmentation fault\nsecond\n`;
    expect(foldStacks(cut)).toMatchObject({
      samples: 2,
      notUnderstood: { lines: 2, first: 'perf: Segmentation fault' },
    });
  });

  it('leave no frame for the sample before them', () => {
    const orphan = 'a 1 5 cycles: \n\t 1 f (/x)\nnonsense\n\t 2 g (/x)\n';
    expect(foldStacks(orphan)).toMatchObject({
      stacks: [{ frames: ['a', 'f'], weight: 5 }],
      notUnderstood: { lines: 2, first: 'nonsense' },
    });
  });
});

const word = fc.stringMatching(/^[A-Za-z_~][\w:<>,*&.-]{0,12}$/);
const symbol = fc
  .array(word, { minLength: 1, maxLength: 4 })
  .map((words) => words.join(' (anonymous) '));
const object = fc.oneof(
  word.map((name) => `/usr/lib/${name}`),
  word.map((name) => `/tmp/${name} (deleted)`),
  word.map((name) => `[${name}]`),
);
const frame = fc.record({ symbol, object, address: fc.nat() });
const sample = fc.record({
  command: fc.array(word, { minLength: 1, maxLength: 2 }).map((words) => words.join(' ')),
  tid: fc.nat(),
  period: fc.integer({ min: 1, max: 1_000_000_000 }),
  frames: fc.array(frame, { maxLength: 6 }),
});
const garbage = fc.constantFrom('?', '0x', 'not a sample', '\tnot (a) frame', 'a b c d: e', '#');

function print({
  command,
  tid,
  period,
  frames,
}: typeof sample extends fc.Arbitrary<infer T> ? T : never) {
  const lines = frames.map(
    (each) => `\t${each.address.toString(16)} ${each.symbol} (${each.object})`,
  );
  return [`${command} ${tid}   ${period} cycles:u: `, ...lines, ''].join('\n');
}

describe('any perf script', () => {
  it('is counted whole: samples, periods, and one line each of garbage between them', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(sample, fc.array(garbage))), (parts) => {
        const script = parts.map(([each, lines]) => [print(each), ...lines].join('\n')).join('\n');
        const folded = foldStacks(script);
        const periods = parts.map(([{ period }]) => period);
        expect(folded.samples).toBe(parts.length);
        expect(folded.weight).toBe(periods.reduce((sum, each) => sum + each, 0));
        expect(folded.stacks.reduce((sum, { weight }) => sum + weight, 0)).toBe(folded.weight);
        expect(folded.notUnderstood.lines).toBe(parts.flatMap(([, lines]) => lines).length);
      }),
    );
  });

  it('keeps every symbol of a sample, from the last printed to the first', () => {
    fc.assert(
      fc.property(sample, (each) => {
        const names = each.frames.map(({ symbol: name }) => name).reverse();
        expect(foldStacks(print(each)).stacks[0]?.frames).toEqual([each.command, ...names]);
      }),
    );
  });

  it('never throws, whatever the text, and says so of every line that is no stack', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.integer({ min: 0, max: 0x2100 }).map((code) => String.fromCharCode(code)),
        }),
        (text) => {
          const { samples, notUnderstood } = foldStacks(text);
          const lines = text.split('\n').filter((line) => line.trim() !== '');
          expect(samples + notUnderstood.lines).toBeLessThanOrEqual(lines.length);
          expect(notUnderstood.lines > 0 || samples > 0).toBe(lines.length > 0);
        },
      ),
    );
  });

  it('folds into lines from which names and weights can be read again', () => {
    fc.assert(
      fc.property(fc.array(sample), (samples) => {
        const { stacks } = foldStacks(samples.map(print).join('\n'));
        const lines = serialiseStacks(stacks).split('\n').slice(0, -1);
        const read = lines.map((line) => {
          const end = line.lastIndexOf(' ');
          return { frames: line.slice(0, end).split(';'), weight: Number(line.slice(end + 1)) };
        });
        expect(read).toEqual(stacks);
      }),
    );
  });
});
