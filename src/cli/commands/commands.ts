/**
 * Every command, in the order of the help. Its module is loaded only if it is named: the help need
 * not wait for all that the others measure with.
 */

import type { Command } from 'commander';

export interface CommandEntry {
  name: string;
  description: string;
  /** What adds the command, with its options and arguments. */
  load: () => Promise<(program: Command) => void>;
}

export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'run',
    description: 'measure full resets by layout, cache state, retirement and strategy',
    load: async () => (await import('./run.js')).addRun,
  },
  {
    name: 'boot',
    description: "replay a boot's SMM transitions, each put into the cache state and timed",
    load: async () => (await import('./boot.js')).addBoot,
  },
  {
    name: 'explain',
    description: 'why 36 µs: one experiment per hypothesis, a ledger, a sweep, a conclusion',
    load: async () => (await import('./explain.js')).addExplain,
  },
  {
    name: 'compare',
    description: 'what changed from A to B; three or more files: a fleet, by CPU model',
    load: async () => (await import('./compare.js')).addCompare,
  },
  {
    name: 'report',
    description: 'make an HTML page of a result, with charts and the tables behind them',
    load: async () => (await import('./report.js')).addReport,
  },
  {
    name: 'export',
    description: "write a result in another program's format",
    load: async () => (await import('./export.js')).addExport,
  },
  {
    name: 'selftest',
    description: 'prove what this host can resolve: same code, known delays, cache states, clocks',
    load: async () => (await import('./selftest.js')).addSelfTest,
  },
  {
    name: 'hazard',
    description: 'run strategies through the sequences that break them, and name the stale bytes',
    load: async () => (await import('./hazard.js')).addHazard,
  },
  {
    name: 'list',
    description: 'show the names that options take',
    load: async () => (await import('./list.js')).addList,
  },
  {
    name: 'host',
    description: 'describe the CPU, caches, clocks and what is missing',
    load: async () => (await import('./host.js')).addHost,
  },
  {
    name: 'trace',
    description: 'list, show, import and record traces of SMM transitions',
    load: async () => (await import('./trace.js')).addTrace,
  },
  {
    name: 'layout',
    description: 'show, compare, check and reorder structs: built-in ones, files, a kernel’s own',
    load: async () => (await import('./layout.js')).addLayout,
  },
  {
    name: 'perf',
    description: 'count, simulate and bound what resets do, and count them on a KVM host',
    load: async () => (await import('./perf.js')).addPerf,
  },
];

/** Adds the named ones whole, of the others their line in the help. */
export async function addCommands(program: Command, args: readonly string[]): Promise<void> {
  for (const { name, description, load } of COMMANDS) {
    if (args.includes(name)) (await load())(program);
    else program.command(name);
    program.commands.find((command) => command.name() === name)?.description(description);
  }
}
