/** A file system that looks like that of a host, with as much tracing as a test wants. */

import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';

const TRACEFS = 'sys/kernel/tracing';

/** All that a kernel may have; null removes a file. */
const EVERYTHING: Readonly<Record<string, string>> = {
  [`${TRACEFS}/available_events`]: 'kvm:kvm_exit\nkvm:kvm_smm_transition\n',
  [`${TRACEFS}/available_tracers`]: 'blk function_graph function nop\n',
  [`${TRACEFS}/current_tracer`]: 'nop\n',
  [`${TRACEFS}/available_filter_functions`]: 'kvm_init_mmu_caches\nkvm_init_mmu [kvm]\n',
  [`${TRACEFS}/set_ftrace_filter`]: '#### all functions enabled ####\n',
  [`${TRACEFS}/set_event`]: '',
  [`${TRACEFS}/function_profile_enabled`]: '0\n',
  [`${TRACEFS}/kprobe_events`]: '',
  [`${TRACEFS}/tracing_on`]: '1\n',
  [`${TRACEFS}/instances/.keep`]: '',
  [`${TRACEFS}/events/kvm/kvm_smm_transition/enable`]: '0\n',
  'proc/kallsyms': 'ffffffffc0a1b2c0 T kvm_init_mmu\t[kvm]\n',
  'sys/module/kvm/refcnt': '1\n',
  'sys/kernel/debug/kprobes/enabled': '1\n',
  'sys/kernel/debug/kprobes/blacklist': '0xff-0xff\tdo_int3\n',
};

/** @param changes by path below the root, or by name below tracefs */
export function hostTree(changes: Readonly<Record<string, string | null>> = {}): string {
  const root = temporary();
  const named = Object.entries(changes).map(([name, text]): [string, string | null] => [
    name.includes('/') ? name : `${TRACEFS}/${name}`,
    text,
  ]);
  for (const [path, text] of Object.entries({ ...EVERYTHING, ...Object.fromEntries(named) })) {
    if (text === null) continue;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

/** A folder for PATH with these shell scripts as programs. */
export function toolFolder(scripts: Readonly<Record<string, string>>): string {
  const folder = temporary();
  for (const [name, script] of Object.entries(scripts)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}

/** Removed after the tests of a file. */
export function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kvm-mmu-bench-host-tree-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
