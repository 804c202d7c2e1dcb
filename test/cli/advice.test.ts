import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { addList } from '../../src/cli/commands/list.js';
import { loadAddon } from '../../src/host/addon.js';
import type { RunOptions } from '../../src/plan/options.js';
import { planCells } from '../../src/plan/plan.js';
import { findRules } from '../../src/workload/rules.js';
import { loadWorkload } from '../../src/workload/workloads.js';
import { fakeMeans } from '../plan/registry.js';
import { usageError } from '../plan/usage-error.js';
import { rejection } from '../workload/rejection.js';
import { skipWithoutAddon } from './command.js';

const NONE = 'no-such-name';

beforeEach(skipWithoutAddon);
afterEach(() => {
  process.exitCode = undefined;
  vi.restoreAllMocks();
});

/** What `list` with these arguments prints, on both streams, in this process. */
async function listed(args: readonly string[]): Promise<string> {
  const silent = { writeErr: () => {}, writeOut: () => {} };
  const program = new Command().exitOverride().configureOutput(silent);
  addList(program);
  const printed: string[] = [];
  const collect = (text: string | Uint8Array) => printed.push(String(text)) > 0;
  vi.spyOn(process.stdout, 'write').mockImplementation(collect);
  vi.spyOn(process.stderr, 'write').mockImplementation(collect);
  await program.parseAsync(['list', ...args], { from: 'user' });
  return printed.join('');
}

/** The same with the arguments that the message of a mistake advises. */
async function followed(message: string): Promise<string> {
  const [, command] = /\(kvm-mmu-bench list ?(.*) shows all\)/.exec(message) ?? [];
  if (command === undefined) throw new Error(`no advice in: ${message}`);
  return listed(command.split(' ').filter((word) => word !== ''));
}

function planned(options: RunOptions): string {
  const registry = loadAddon().registry();
  return usageError(() =>
    planCells(options, fakeMeans({ registry, allowedCpus: [0], workloads: [] })),
  );
}

describe('the command that an unknown name is answered with lists what there is', () => {
  it.each<[string, () => string | Promise<string>, string]>([
    ['layout', () => planned({ layout: NONE }), 'v5.17'],
    ['strategy', () => planned({ strategy: NONE }), 'field-by-field'],
    ['state', () => planned({ state: NONE }), 'dram'],
    ['retirement', () => planned({ retirement: NONE }), 'drained'],
    ['workload', () => rejection(loadWorkload(NONE)), 'thread-600'],
    ['rules', () => usageError(() => findRules(NONE)), 'v6.1'],
  ])('of a %s', async (_, mistake, name) => {
    expect(await followed(await mistake())).toContain(`  ${name}\n`);
    expect(process.exitCode).toBeUndefined();
  });

  it('of a guest mode', async () => {
    expect(await followed(planned({ guest: NONE }))).toContain('  unpaged\n');
    expect(process.exitCode).toBeUndefined();
  });

  it('of a kind', async () => {
    const message = await listed([NONE]);
    process.exitCode = undefined;
    expect(await followed(message)).toContain('layouts\n');
    expect(process.exitCode).toBeUndefined();
  });
});
