/** The options that all measuring commands share. */

import type { Command } from 'commander';
import { USUAL_LAYOUTS } from '../../layout/usual.js';
import type { RunOptions } from '../../plan/options.js';

export interface MeasuringOptions extends RunOptions {
  json?: boolean;
  full?: boolean;
  output?: string;
}

export function addMeasuringOptions(command: Command): Command {
  return command
    .option(
      '--layout <names>',
      `layouts, comma separated, or all (default: ${USUAL_LAYOUTS.join(', ')}); ` +
        'of run also files, and live',
    )
    .option('--phase <bytes>', "struct's offsets in its first line, 0 to 56 in steps of 8")
    .option('--path <names>', 'tdp (EPT), npt, shadow, or all')
    .option('--workload <id|file>', 'workload; see list workloads')
    .option('--strategy <names>', 'strategies, comma separated, or all')
    .option('--state <names>', 'cache states, comma separated, or all')
    .option('--retirement <names>', 'overlapped, drained or all')
    .option('--scope <names>', 'writes (stores alone), init (the whole call), or all')
    .option('--rules <name>', "kernel whose call is followed (default: each layout's own)")
    .option('--rounds <n>', 'at most this many interleaved rounds a cell (4000, quick 400)')
    .option('--budget <seconds>', 'wall time for all cells together (20, quick 4)')
    .option('--target-ci <ns>', 'stop at this half interval (default: 1 % of the baseline)')
    .option('--cpu <n>', 'logical CPU to measure on (default: the last allowed one)')
    .option('--seed <n>', 'of orders and placements')
    .option('--counters <events>', 'to count in cells: auto (what can be), none, or a list')
    .option('--output <file>', 'also write the result as JSON')
    .option('--quick', 'fewer rounds, smaller budget')
    .option('--full', 'print every table')
    .option('--json', 'print the result as JSON and nothing else');
}
