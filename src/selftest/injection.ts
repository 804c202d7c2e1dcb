/** Differences of known size put into the baseline: does the instrument find them, and as large as they are? */

import { append } from '../measure/append.js';
import type { CellSamples } from '../measure/types.js';
import { extraCost, type Lab, perform } from './lab.js';
import { type InjectionTest, named, type ProbeTest } from './types.js';

const NOMINAL_NS = [1, 5, 20, 60, 200];

/**
 * In every column: call and return run beside the chain, so its first cycles are hidden. The same for
 * all, it drops out of the differences.
 */
const HIDDEN_CYCLES = 256;
/** Long enough that its own time is a clock: cycles per ns of these rounds. */
const REFERENCE_CYCLES = 3600;
/**
 * Every delay is the mean of so many chains, each a cycle longer than the one before: a core issues
 * and retires 4 to 8 instructions at once, so one cycle more or less depends on the length's remainder.
 */
const DITHER = 16;

const ROUNDS = 300;
/** More jobs, while a noisy host leaves the intervals wide, until about this long after the start. */
const MOST_SECONDS = 25;

/** 2 %, but no finer than the clock of a noisy host can be asked for. */
const TOLERATED_SHARE = 0.02;
const TOLERATED_NS = 0.1;

export interface InjectionResult {
  tests: InjectionTest[];
  coreHzInRounds: number;
}

export async function testInjection(lab: Lab, coreHz: number): Promise<InjectionResult> {
  const { baseline } = lab.bench.registry;
  const extra = [
    0,
    REFERENCE_CYCLES,
    ...NOMINAL_NS.map((ns) => Math.max(1, Math.round((ns * coreHz) / 1e9))),
  ];
  const columns = extra.flatMap((cycles) =>
    Array.from({ length: DITHER }, (_, longer) => ({
      strategy: baseline,
      purpose: 'strategy' as const,
      injectedCycles: HIDDEN_CYCLES + cycles + longer,
    })),
  );
  const run = (number: number) =>
    perform(lab, { state: 'hot', retirement: 'drained', rounds: ROUNDS, columns, number });
  const start = performance.now();
  let samples = await run(0);
  for (let jobs = 1; !judge(samples, extra).tests.every(isNarrow); jobs++) {
    if (performance.now() - start > MOST_SECONDS * 1000) break;
    samples = append(samples, await run(jobs));
  }
  return judge(samples, extra);
}

function judge(samples: CellSamples, extra: readonly number[]): InjectionResult {
  const found = (delay: number) => extraCost(samples, chainsOf(0), chainsOf(delay));
  const nsPerCycle = found(1).estimate / REFERENCE_CYCLES;
  const tests = NOMINAL_NS.map((nominalNs, index): InjectionTest => {
    const interval = found(index + 2);
    const injectedNs = (extra[index + 2] ?? 0) * nsPerCycle;
    return {
      nominalNs,
      injectedNs,
      ...named(interval),
      recovered: Math.abs(interval.estimate - injectedNs) <= toleratedNs(injectedNs),
    };
  });
  return { tests, coreHzInRounds: 1e9 / nsPerCycle };
}

function toleratedNs(injectedNs: number): number {
  return Math.max(TOLERATED_NS, TOLERATED_SHARE * injectedNs);
}

/** Narrow enough that chance alone hardly puts the estimate out of tolerance. */
function isNarrow({ injectedNs, low, high }: InjectionTest): boolean {
  return high - low <= toleratedNs(injectedNs);
}

/** Column indices of the n-th delay's chains. */
function chainsOf(delay: number): number[] {
  return Array.from({ length: DITHER }, (_, longer) => delay * DITHER + longer);
}

/** One store more, one line more, one missed line more: each has to show, with the right sign. */
const PROBES = [
  { strategy: 'probe-extra-store', state: 'hot', retirement: 'overlapped' },
  { strategy: 'probe-extra-line', state: 'hot', retirement: 'overlapped' },
  { strategy: 'probe-extra-line', state: 'dram', retirement: 'overlapped' },
] as const;

export async function testProbes(lab: Lab): Promise<ProbeTest[]> {
  const tests: ProbeTest[] = [];
  for (const [number, { strategy, state, retirement }] of PROBES.entries()) {
    const { baseline } = lab.bench.registry;
    const samples = await perform(lab, {
      state,
      retirement,
      rounds: ROUNDS,
      number,
      columns: [baseline, strategy].map((name) => ({ strategy: name, purpose: 'strategy' })),
    });
    const found = extraCost(samples, [0], [1]);
    tests.push({ probe: strategy, state, ...named(found), detected: found.low > 0 });
  }
  return tests;
}
