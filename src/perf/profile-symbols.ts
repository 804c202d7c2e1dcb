/** Which functions the samples were in, as `perf report` says. */

import type { Stack } from './folded-stacks.js';
import { runPerf } from './profile-perf.js';

export interface SymbolShare {
  /** Whole, as perf has it. */
  symbol: string;
  /** Executable or library without its path. */
  object: string;
  /** Of all samples, in percent of their periods. */
  percent: number;
  samples: number;
}

export interface SymbolReport {
  /** The hottest first. */
  symbols: SymbolShare[];
  /** Samples that did not fit perf's buffer; null where perf does not say. */
  lostSamples: number | null;
}

/** In percent of the function's own samples. */
export interface CallerShare {
  caller: string;
  percent: number;
}

/** @param data of perf record */
export async function reportSymbols(data: string, signal: AbortSignal): Promise<SymbolReport> {
  const { stdout } = await runPerf(
    ['report', '--stdio', '-i', data, '--no-children', '-g', 'none', '--no-inline'].concat([
      '-t',
      '\t',
      '-F',
      'overhead,sample,dso,sym',
    ]),
    signal,
  );
  return parseReport(stdout);
}

/** ` 34.21% <tab> 1437 <tab>kvm-mmu-replay <tab>[.] symbol` per line; the rest are comments. */
export function parseReport(text: string): SymbolReport {
  const lost = /^# Total Lost Samples: (\d{1,15})\s*$/m.exec(text)?.[1];
  return {
    symbols: text.split('\n').flatMap(parseRow),
    lostSamples: lost === undefined ? null : Number(lost),
  };
}

/** Spaces only pad: with tabs among them, a long run of tabs could be split in too many ways. */
const ROW = /^ *(\d{1,3}(?:\.\d{1,9})?)% *\t *(\d{1,15}) *\t([^\t]*)\t\[.\] (.*)$/;

function parseRow(line: string): SymbolShare[] {
  const row = ROW.exec(line);
  const [, percent, samples, object = '', symbol = ''] = row ?? [];
  if (row === null) return [];
  return [
    {
      symbol: symbol.trim(),
      object: object.trim(),
      percent: Number(percent),
      samples: Number(samples),
    },
  ];
}

/**
 * A strategy's resets are instances of one function template, and the strategy's type is named as the
 * strategy is: `...::writes_reset<...::FieldByField, ...>` for field-by-field. Null: no sample was in
 * it, which is so where it does nothing but jump to memcpy.
 */
export function findStrategySymbol(
  strategy: string,
  symbols: readonly Pick<SymbolShare, 'symbol'>[],
): string | null {
  const wanted = strategy.replaceAll('-', '').toLowerCase();
  const found = symbols.find(({ symbol }) => strategyTypeOf(symbol)?.toLowerCase() === wanted);
  return found?.symbol ?? null;
}

function strategyTypeOf(symbol: string): string | null {
  return /\bwrites_reset<(?:\w+::)*(\w+),/.exec(symbol)?.[1] ?? null;
}

/** Who had called the function when a sample was in it, the commonest first. */
export function callersOf(symbol: string, stacks: readonly Stack[]): CallerShare[] {
  const own = stacks.filter(({ frames }) => frames.at(-1) === symbol);
  const total = own.reduce((sum, { weight }) => sum + weight, 0);
  const weights = new Map<string, number>();
  for (const { frames, weight } of own) {
    const caller = frames.at(-2) ?? '';
    weights.set(caller, (weights.get(caller) ?? 0) + weight);
  }
  return [...weights]
    .map(([caller, weight]) => ({ caller, percent: (100 * weight) / total }))
    .sort((a, b) => b.percent - a.percent);
}

/** Without what all names of this project begin with. */
export function shortSymbol(symbol: string): string {
  return symbol
    .replaceAll('kvm_mmu_bench::', '')
    .replace(/\b(mmu|core)::|\(anonymous namespace\)::/g, '');
}
