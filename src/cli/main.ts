#!/usr/bin/env node
/** kvm-mmu-bench: the command line. */

import { Command } from 'commander';
import { packageVersion } from '../package.js';
import { addBoot } from './commands/boot.js';
import { addHost } from './commands/host.js';
import { addList } from './commands/list.js';
import { addRun } from './commands/run.js';
import { EXIT_DONE, EXIT_USAGE } from './output.js';

const program = new Command('kvm-mmu-bench')
  .description("what the writes of KVM's kvm_init_mmu cost on this machine, and why")
  .version(packageVersion())
  .configureHelp({ helpWidth: 80 })
  .exitOverride();

for (const add of [addRun, addBoot, addList, addHost]) add(program);
for (const command of program.commands) command.exitOverride();

try {
  await program.parseAsync();
} catch (error) {
  // Commander has printed its own message; it throws to exit, also after --help.
  const code = (error as { exitCode?: number }).exitCode;
  process.exitCode = code === 0 ? EXIT_DONE : EXIT_USAGE;
}
