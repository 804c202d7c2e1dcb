/** Cells and boots as Google Benchmark would have run them: families of benchmarks, times in ns. */

import { groupBy } from '../../report/groups.js';
import { keptRounds } from '../../report/kept-rounds.js';
import type { BootResult, CellResult, Result } from '../../report/result.js';
import type { Interval } from '../../stats/types.js';
import { benchmarkName, bootPlace, cellPlace } from './names.js';

export interface Measured {
  /** Without a suffix for what is said of it. */
  runName: string;
  threads: number;
  /** Of one reset or of one boot. */
  ns: Interval;
  /** Baseline minus strategy, within rounds. */
  savingNs: Interval;
  resolved: boolean;
  samplesNs: number[];
  /** Indices of samples, ascending. */
  keptRounds: number[];
  /** What a reader of the numbers should know; empty if nothing. */
  label: string;
}

/** A family is a place, its members are the strategies measured there. */
export function familiesOf({ cells, boots }: Result): Measured[][] {
  return [
    ...groupBy(cells, cellPlace).map((family) => family.map(fromCell)),
    ...groupBy(boots, bootPlace).map((family) => family.map(fromBoot)),
  ];
}

function fromCell(cell: CellResult): Measured {
  return {
    runName: benchmarkName(cellPlace(cell), cell.strategy),
    threads: 1,
    ns: cell.nsPerReset,
    savingNs: cell.savingNsPerReset,
    resolved: cell.resolved,
    samplesNs: cell.samples,
    keptRounds: keptOrAll(cell),
    label: labelOf(cell),
  };
}

function fromBoot(boot: BootResult): Measured {
  return {
    runName: benchmarkName(bootPlace(boot), boot.strategy),
    threads: boot.threads,
    ns: toNs(boot.microsecondsPerBoot),
    savingNs: toNs(boot.savingMicrosecondsPerBoot),
    resolved: boot.resolved,
    // To the picosecond, as they were before they became microseconds.
    samplesNs: boot.samples.map((microseconds) => Math.round(microseconds * 1e6) / 1e3),
    keptRounds: keptOrAll(boot),
    label: labelOf(boot),
  };
}

/** Those that were set aside stay, where an older file does not tell which they are. */
function keptOrAll(row: CellResult | BootResult): number[] {
  return keptRounds(row) ?? [...row.samples.keys()];
}

function toNs({ estimate, low, high }: Interval): Interval {
  return { estimate: estimate * 1e3, low: low * 1e3, high: high * 1e3 };
}

function labelOf({ equivalent, stateCheck, tooNoisy }: CellResult | BootResult): string {
  return [
    ...(equivalent ? [] : ['not equivalent']),
    ...(stateCheck.reached ? [] : ['state not reached']),
    ...(tooNoisy ? ['too noisy'] : []),
  ].join(', ');
}
