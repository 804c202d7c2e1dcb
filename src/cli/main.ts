#!/usr/bin/env node
/** kvm-mmu-bench: the command line. */

import { Command } from 'commander';
import { packageVersion } from '../package.js';
import { addBoot } from './commands/boot.js';
import { addCompare } from './commands/compare.js';
import { addExplain } from './commands/explain.js';
import { addExport } from './commands/export.js';
import { addHazard } from './commands/hazard.js';
import { addHost } from './commands/host.js';
import { addList } from './commands/list.js';
import { addPerf } from './commands/perf.js';
import { addReport } from './commands/report.js';
import { addRun } from './commands/run.js';
import { addSelfTest } from './commands/selftest.js';
import { addTrace } from './commands/trace.js';
import { EXIT_DONE, EXIT_USAGE, printMessage } from './output.js';

const HELP_END = `
Exit codes: 0 done, 1 failed, 2 wrong usage or bad input, 130 interrupted.
Example: kvm-mmu-bench run --layout v5.16 --state hot,dram --strategy init-flag`;

const program = new Command('kvm-mmu-bench')
  .description("what the writes of KVM's kvm_init_mmu cost on this machine, and why")
  .version(packageVersion())
  .configureHelp({ helpWidth: 80 })
  // Its `error: ...` has a second line for a guess; all mistakes look alike here.
  .configureOutput({ outputError: (text) => printMessage(text.replace(/^error: /, '')) })
  .addHelpText('after', HELP_END)
  .exitOverride();

for (const add of [
  addRun,
  addBoot,
  addExplain,
  addCompare,
  addReport,
  addExport,
  addSelfTest,
  addHazard,
  addList,
  addHost,
  addTrace,
  addPerf,
])
  add(program);
for (const command of program.commands) command.exitOverride();

try {
  await program.parseAsync();
} catch (error) {
  // Commander has printed its own message; it throws to exit, also after --help.
  const code = (error as { exitCode?: number }).exitCode;
  process.exitCode = code === 0 ? EXIT_DONE : EXIT_USAGE;
}
