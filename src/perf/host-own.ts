/** This tool's own time of a whole call of kvm_init_mmu, to stand beside the kernel's. */

import { loadAddon } from '../host/addon.js';
import { replayArguments, replayPath } from './replay.js';
import { runTool } from './tool.js';

/** ns per call, harness included (some 5 ns), of the layout that is nearest to the host's kernel. */
export interface OwnCallNs {
  layout: string;
  guest: string;
  /** By cache state. The mean is that of the recorded workload's calls, null without one. */
  states: { state: string; full: number; early: number; mean: number | null }[];
}

/** How many calls of which kind. */
export type CallMix = { full: number; early: number } | null;

const STATES = ['hot', 'dram'];
const GUEST = 'unpaged';
const RESETS = 100_000;

/** @throws AbortError */
export async function measureOwnCalls(
  kernel: string,
  mix: CallMix,
  signal: AbortSignal,
): Promise<OwnCallNs> {
  const layout = nearestVersion(
    kernel,
    loadAddon()
      .registry()
      .layouts.map(({ name }) => name),
  );
  const states: OwnCallNs['states'] = [];
  for (const state of STATES) {
    const [full, early] = [
      await measureCalls(layout, state, 'full', signal),
      await measureCalls(layout, state, 'early', signal),
    ];
    states.push({ state, full, early, mean: meanOf(mix, full, early) });
  }
  return { layout, guest: GUEST, states };
}

function meanOf(mix: CallMix, full: number, early: number): number | null {
  if (mix === null) return null;
  return (mix.full * full + mix.early * early) / (mix.full + mix.early);
}

/**
 * The newest that is not newer than the kernel, else the oldest.
 *
 * @param names those like v6.1 count
 */
export function nearestVersion(kernel: string, names: readonly string[]): string {
  const versions = names
    .map((name) => ({ name, version: versionOf(/^v(\d+)\.(\d+)$/, name) }))
    .flatMap(({ name, version }) => (version === null ? [] : [{ name, version }]))
    .sort((a, b) => a.version - b.version);
  const its = versionOf(/^(\d+)\.(\d+)/, kernel) ?? Number.POSITIVE_INFINITY;
  const nearest = versions.findLast(({ version }) => version <= its) ?? versions[0];
  if (nearest === undefined) throw new Error(`no version among ${names.join(', ')}`);
  return nearest.name;
}

function versionOf(pattern: RegExp, text: string): number | null {
  const [, major, minor] = pattern.exec(text) ?? [];
  return major === undefined ? null : Number(major) * 1000 + Number(minor);
}

async function measureCalls(
  layout: string,
  state: string,
  calls: 'full' | 'early',
  signal: AbortSignal,
): Promise<number> {
  const replay = { layout, strategy: 'field-by-field', state, guest: GUEST, scope: 'init' };
  const args = [...replayArguments({ ...replay, resets: RESETS }), '--calls', calls];
  const tool = { command: replayPath(), package: 'kvm-mmu-bench' };
  const { code, stdout, stderr } = await runTool(tool, args, { signal });
  const [, ns] = /, ([\d.]+) ns each/.exec(stdout) ?? [];
  if (code === 0 && ns !== undefined) return Number(ns);
  throw new Error(`kvm-mmu-replay ended with code ${code}: ${(stderr || stdout).trim()}`);
}
