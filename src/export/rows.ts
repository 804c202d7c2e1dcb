/** Cells and boots as flat rows of one shape: they fit one table, and many hosts' tables fit together. */

import { noiseFloorOf } from '../report/boot-resets.js';
import { BASELINE } from '../report/groups.js';
import type { BootResult, CellResult, Result } from '../report/result.js';
import type { MeasuredRow, RunRow } from './columns.js';
import { plainText } from './plain-text.js';

/** Cells first, then boots, each in the order of the plan. */
export function measuredRows(result: Result): MeasuredRow[] {
  return [...result.cells.map((cell) => cellRow(cell, result)), ...result.boots.map(bootRow)];
}

export function runRow({ host, date, plan, complete, tool, fingerprint }: Result): RunRow {
  return {
    hostname: plainText(host.hostname),
    cpuModel: plainText(host.cpuModel),
    cpuVendor: plainText(host.cpuVendor),
    cpuFamily: host.family,
    cpuModelNumber: host.model,
    cpuStepping: host.stepping,
    hypervisor: host.hypervisor === null ? null : plainText(host.hypervisor),
    kernel: plainText(host.kernel),
    tscHz: host.tscHz,
    coreHz: host.coreHz,
    date: plainText(date),
    seed: plan.seed,
    complete,
    toolVersion: plainText(tool.version),
    compiler: plainText(tool.compiler),
    addonSha256: plainText(fingerprint.addon),
  };
}

const ONLY_OF_CELLS = {
  guest: null,
  calls: null,
  nsPerReset: null,
  nsPerResetLow: null,
  nsPerResetHigh: null,
  savingNsPerReset: null,
  savingNsPerResetLow: null,
  savingNsPerResetHigh: null,
  noiseFloorNsPerReset: null,
  distinctFromEmpty: null,
  placementSdNs: null,
  roundSdNs: null,
  linesDirtied: null,
  bytesWritten: null,
};

const ONLY_OF_BOOTS = {
  vcpus: null,
  threads: null,
  microsecondsPerBoot: null,
  microsecondsPerBootLow: null,
  microsecondsPerBootHigh: null,
  transitions: null,
  fullResets: null,
  earlyResets: null,
};

function cellRow(cell: CellResult, result: Result): MeasuredRow {
  const { nsPerReset, savingNsPerReset, bootMicroseconds } = cell;
  return {
    ...common(cell),
    ...ONLY_OF_BOOTS,
    kind: 'cell',
    guest: plainText(cell.guest),
    calls: cell.calls,
    workload: plainText(result.plan.workload),
    nsPerReset: nsPerReset.estimate,
    nsPerResetLow: nsPerReset.low,
    nsPerResetHigh: nsPerReset.high,
    savingNsPerReset: savingNsPerReset.estimate,
    savingNsPerResetLow: savingNsPerReset.low,
    savingNsPerResetHigh: savingNsPerReset.high,
    savingMicrosecondsPerBoot: bootMicroseconds?.estimate ?? null,
    savingMicrosecondsPerBootLow: bootMicroseconds?.low ?? null,
    savingMicrosecondsPerBootHigh: bootMicroseconds?.high ?? null,
    noiseFloorNsPerReset: noiseFloorOf(result, cell)?.nsPerReset ?? null,
    distinctFromEmpty: cell.distinctFromEmpty,
    placementSdNs: cell.placementSdNs,
    roundSdNs: cell.roundSdNs,
    linesDirtied: cell.linesDirtied,
    bytesWritten: cell.bytesWritten,
  };
}

function bootRow(boot: BootResult): MeasuredRow {
  const { microsecondsPerBoot, savingMicrosecondsPerBoot } = boot;
  return {
    ...common(boot),
    ...ONLY_OF_CELLS,
    kind: 'boot',
    workload: plainText(boot.workload),
    vcpus: boot.vcpus,
    threads: boot.threads,
    microsecondsPerBoot: microsecondsPerBoot.estimate,
    microsecondsPerBootLow: microsecondsPerBoot.low,
    microsecondsPerBootHigh: microsecondsPerBoot.high,
    savingMicrosecondsPerBoot: savingMicrosecondsPerBoot.estimate,
    savingMicrosecondsPerBootLow: savingMicrosecondsPerBoot.low,
    savingMicrosecondsPerBootHigh: savingMicrosecondsPerBoot.high,
    transitions: boot.transitions,
    fullResets: boot.fullResets,
    earlyResets: boot.earlyResets,
  };
}

/** Names may come from files of others, and documents end up on terminals. */
function common(row: CellResult | BootResult) {
  return {
    layout: plainText(row.layout),
    phaseBytes: row.phase,
    path: row.path,
    scope: row.scope,
    rules: row.rules === null ? null : plainText(row.rules),
    state: plainText(row.state),
    retirement: plainText(row.retirement),
    strategy: plainText(row.strategy),
    equivalent: row.equivalent,
    resolved: row.strategy === BASELINE ? null : row.resolved,
    rounds: row.rounds,
    roundsSetAside: row.setAside,
    tooNoisy: row.tooNoisy,
    stopped: row.stopped,
    stateReached: row.stateCheck.reached,
    stateReachedShare: row.stateCheck.reachedShare,
    loadLatencyNs: row.stateCheck.loadLatencyNs,
  };
}
