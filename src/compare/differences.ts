/** What else differs between two sides than what was meant to, and what that forbids. */

import { formatBytes, formatHz } from '../format.js';
import type { HostReport, Result } from '../report/result.js';
import type { Difference } from './schema.js';
import type { Side } from './types.js';

interface Fact {
  what: string;
  of(result: Result): string;
  /** Of an experiment on another thing nothing can be said; a setting may be what is compared. */
  forbids?: true;
}

const FACTS: readonly Fact[] = [
  { what: 'CPU', of: ({ host }) => cpuOf(host), forbids: true },
  { what: 'host', of: ({ host }) => host.hostname },
  { what: 'hypervisor', of: ({ host }) => host.hypervisor ?? 'bare metal' },
  { what: 'kernel', of: ({ host }) => host.kernel },
  { what: 'caches', of: ({ host }) => cachesOf(host) },
  { what: 'huge pages', of: ({ host }) => host.hugePages },
  { what: 'measuring CPU', of: measuringCpuOf },
  { what: 'tool', of: ({ tool }) => `${tool.name} ${tool.version}` },
  { what: 'compiler', of: ({ tool }) => tool.compiler },
  { what: 'compiled code', of: ({ fingerprint }) => fingerprint.addon.slice(0, 12) },
  { what: 'address randomisation', of: ({ fingerprint }) => fingerprint.addressRandomisation },
  { what: 'counters', of: ({ plan }) => plan.counters.join(' ') || 'none' },
];

/** Of virtual machines, which are told one number, it varies by a few per cent from run to run. */
const CLOCK_TOLERANCE = 0.02;

/** The model that results are grouped by: nothing is comparable across it. */
export function cpuOf({ cpuModel, cpuVendor, family, model, stepping }: HostReport): string {
  return `${cpuModel} (${cpuVendor} ${family}/${model}/${stepping})`;
}

export function differencesOf(a: Side, b: Side): Difference[] {
  const found = FACTS.flatMap(({ what, of, forbids = false }): Difference[] => {
    const [ours, theirs] = [valuesOf(a, of), valuesOf(b, of)];
    if (new Set([...ours, ...theirs]).size === 1) return [];
    return [{ what, a: ours.join(' / '), b: theirs.join(' / '), forbids }];
  });
  return [...found, ...clockDifference(a, b)];
}

function valuesOf(side: Side, of: Fact['of']): string[] {
  return [...new Set(side.map(({ result }) => of(result)))];
}

function clockDifference(a: Side, b: Side): Difference[] {
  const clocks = [...a, ...b].map(({ result }) => result.host.coreHz);
  if (Math.max(...clocks) <= Math.min(...clocks) * (1 + CLOCK_TOLERANCE)) return [];
  const texts = (side: Side) => valuesOf(side, ({ host }) => formatHz(host.coreHz)).join(' / ');
  return [{ what: 'core clock', a: texts(a), b: texts(b), forbids: false }];
}

function cachesOf({ caches }: HostReport): string {
  return caches
    .filter(({ type }) => type !== 'instruction')
    .map(({ level, sizeBytes }) => `L${level} ${formatBytes(sizeBytes)}`)
    .join(', ');
}

/** Cores of one chip may differ. */
function measuringCpuOf({ host, plan }: Result): string {
  return String(plan.cpu >= 0 ? plan.cpu : (host.allowedCpus.at(-1) ?? 'unknown'));
}
