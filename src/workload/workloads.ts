/** The workloads by name: a synthetic one, the recorded boots of data/traces, and files of users. */

import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { unknownName } from '../errors.js';
import { countResets, expandEvents, type SmmEvent } from './expand.js';
import { DEFAULT_RULES, findRules } from './rules.js';
import { thread600 } from './thread-600.js';
import { readTrace } from './trace.js';
import type { Workload } from './types.js';

export interface WorkloadListing {
  id: string;
  description: string;
}

interface WorkloadSource extends WorkloadListing {
  events(): readonly SmmEvent[];
}

/** As far above this file in src/ as in dist/. */
const TRACES = new URL('../../data/traces/', import.meta.url);
/** The stem names the boot; `work` says that the recording counts the guest's work. */
const TRACE_NAME = /^(.+?)(?:\.work)?\.jsonl(?:\.gz)?$/;

/** By file stem. A recording without an entry is listed all the same. */
const RECORDED: Readonly<Record<string, string>> = {
  'pc-kernel': 'SeaBIOS, Linux by -kernel and no disk; 3 SMIs, the fewest that a boot makes',
  'pc-virtioblk-grub': 'SeaBIOS, GRUB on a virtio-blk disk, Linux; 2703 SMIs',
  'pc-virtioblk-readloop': 'SeaBIOS, 256 BIOS reads of 16 sectors from virtio-blk; 661 SMIs',
  'q35-ahci-syslinux': 'SeaBIOS, syslinux on an AHCI disk, Linux; 1615 SMIs',
  'q35-ahcicd-isolinux': 'SeaBIOS, isolinux on an AHCI CD, Linux; 1205 SMIs',
  'q35-ovmf-secboot-kernel':
    'OVMF with SMM, Linux by -kernel; 418 SMIs from long mode, handled in long mode',
};

/** Names only: no recording is opened. */
export function listWorkloads(): WorkloadListing[] {
  return sources().map(({ id, description }) => ({ id, description }));
}

/**
 * @param idOrPath a listed id, or a trace file: anything with a slash, or ending in .jsonl(.gz)
 * @param rules whose resets: a name of `listRules`
 * @throws UsageError for an unknown name, TraceError for a bad file
 */
export function loadWorkload(idOrPath: string, rules = DEFAULT_RULES): Workload {
  const resetRules = findRules(rules);
  const { id, description, events } = isPath(idOrPath) ? userTrace(idOrPath) : named(idOrPath);
  const transitions = expandEvents(events(), resetRules);
  return {
    id,
    description,
    rules: resetRules.name,
    transitions,
    counts: countResets(transitions),
  };
}

function isPath(idOrPath: string): boolean {
  return /[/\\]/.test(idOrPath) || /\.jsonl(\.gz)?$/.test(idOrPath);
}

function named(id: string): WorkloadSource {
  const all = sources();
  const source = all.find((each) => each.id === id);
  if (source) return source;
  throw unknownName(
    'workload',
    id,
    all.map((each) => each.id),
  );
}

function sources(): WorkloadSource[] {
  return [thread600, ...recordedBoots()];
}

function recordedBoots(): WorkloadSource[] {
  return readdirSync(TRACES)
    .sort()
    .flatMap((name) => {
      const stem = TRACE_NAME.exec(name)?.[1];
      return stem === undefined ? [] : [recordedBoot(stem, name)];
    });
}

function recordedBoot(stem: string, name: string): WorkloadSource {
  return {
    id: stem,
    description: RECORDED[stem] ?? 'a recorded boot',
    events: () => readTrace(fileURLToPath(new URL(name, TRACES))),
  };
}

function userTrace(file: string): WorkloadSource {
  return { id: file, description: 'a trace file', events: () => readTrace(file) };
}
