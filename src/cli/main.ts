#!/usr/bin/env node
/** kvm-mmu-bench: the command line. */

import { Command } from 'commander';
import { packageVersion } from '../package.js';
import { addCommands } from './commands/commands.js';
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

await addCommands(program, process.argv.slice(2));
for (const command of program.commands) command.exitOverride();

try {
  await program.parseAsync();
} catch (error) {
  // Commander has printed its own message; it throws to exit, also after --help.
  const code = (error as { exitCode?: number }).exitCode;
  process.exitCode = code === 0 ? EXIT_DONE : EXIT_USAGE;
}
