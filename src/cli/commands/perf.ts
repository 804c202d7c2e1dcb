/** `perf`: events, simulated caches, static limits and the host's own view of the same code. */

import type { Command } from 'commander';
import { addHost } from './perf/host.js';
import { addLimit } from './perf/limit.js';
import { addSimulate } from './perf/simulate.js';
import { addStat } from './perf/stat.js';

export function addPerf(program: Command): void {
  const perf = program.command('perf');
  for (const add of [addStat, addSimulate, addLimit, addHost]) add(perf);
}
