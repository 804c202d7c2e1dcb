/** `perf simulate`: instructions, writes and misses of the strategies, counted by valgrind's callgrind. */

import type { Command } from 'commander';
import type { NativeRegistry } from '../../../host/native.js';
import type { GuestMode, Scope } from '../../../host/native-subject.js';
import { type SimulationPlan, simulateAll, simulatedStates } from '../../../perf/simulate.js';
import { simulatedCaches } from '../../../perf/simulate-caches.js';
import { requireTool, VALGRIND } from '../../../perf/tool.js';
import { pickNames, pickStrategies } from '../../../plan/options.js';
import type { Skip } from '../../../plan/types.js';
import { simulationReport } from '../../../report/perf-simulate-table.js';
import { textOptions } from '../../../report/tables.js';
import { openSetting } from '../../../run/setting.js';
import { interruptible } from '../../interruptible.js';
import { printJson, printText, runCommand, wantsColour } from '../../output.js';
import { createProgress } from '../../progress.js';

interface Options {
  layout: string;
  strategy: string;
  state: string;
  guest: string;
  scope: string;
  json?: boolean;
}

export function addSimulate(perf: Command): void {
  perf
    .command('simulate')
    .description('count instructions, writes and cache misses in simulated caches (valgrind)')
    .option('--layout <names>', 'layouts, comma separated, or all', 'v5.17')
    .option('--strategy <names>', 'strategies, comma separated, or all', 'all')
    .option('--state <names>', 'hot, l1-evicted, l2-evicted, or all', 'hot')
    .option('--guest <names>', 'paging modes of the guest, comma separated, or all', 'unpaged')
    .option('--scope <names>', 'writes, init, or all', 'writes')
    .option('--json', 'print JSON and nothing else')
    .action(runCommand(simulate));
}

async function simulate(options: Options) {
  const { registry, native } = openSetting();
  const { plans, skipped } = planSimulations(options, registry);
  const tool = requireTool(VALGRIND, 'perf simulate');
  const caches = simulatedCaches(native.caches);
  const progress = createProgress({
    stream: process.stderr,
    total: plans.length,
    label: 'simulating',
  });
  try {
    const cells = await simulateAll(plans, {
      caches,
      cpus: native.allowedCpus,
      signal: interruptible(),
      onDone: (done, { layout, strategy, state }) =>
        progress.update(done, `${strategy}, ${layout}, ${state}`),
    });
    progress.stop();
    const report = { simulated: true, tool, compiler: registry.compiler, caches, cells, skipped };
    if (options.json) {
      printJson(report);
    } else {
      const text = textOptions(process.stdout.columns, wantsColour(process.stdout));
      printText(simulationReport(report, text));
    }
    return undefined;
  } finally {
    progress.stop();
  }
}

/** Every combination of what was asked for. */
function planSimulations(
  options: Options,
  registry: NativeRegistry,
): { plans: SimulationPlan[]; skipped: Skip[] } {
  const names = (items: readonly { name: string }[]) => items.map(({ name }) => name);
  const layouts = pickNames('layout', options.layout, names(registry.layouts));
  const { groups, skipped } = pickStrategies(options.strategy, registry);
  const states = pickNames(
    'state',
    options.state,
    simulatedStates(options.state, names(registry.states)),
  );
  const guests = pickNames('guest-mode', options.guest, registry.guestModes) as GuestMode[];
  const scopes = pickNames('scope', options.scope, names(registry.scopes)) as Scope[];
  const plans = layouts.flatMap((layout) =>
    guests.flatMap((guest) =>
      scopes.flatMap((scope) =>
        states.flatMap((state) =>
          groups.flat().map((strategy) => ({ layout, guest, scope, state, strategy })),
        ),
      ),
    ),
  );
  return { plans, skipped };
}
