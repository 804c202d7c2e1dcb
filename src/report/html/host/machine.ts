/** The machine that a result is of. */

import { formatBytes, formatHz, formatNs } from '../../../format.js';
import type { HostReport } from '../../result.js';
import type { DataTable } from '../data-table.js';

/** What it is, and what it lacks with the reason. */
export function machineTable(host: HostReport): DataTable {
  const { cpuVendor, family, model, stepping } = host;
  return {
    caption: 'What it was measured on',
    columns: [{ title: 'what' }, { title: 'value' }],
    rows: [
      ['host', host.hostname],
      ['kernel', `Linux ${host.kernel}`],
      ['hypervisor', host.hypervisor ?? 'none: bare metal'],
      ['CPU', `${host.cpuModel} (${cpuVendor} ${family}/${model}/${stepping})`],
      ['CPUs', `${host.allowedCpus.join(', ')} allowed of ${host.cpus}`],
      ['core clock', formatHz(host.coreHz)],
      ['TSC', `${formatHz(host.tscHz)}, in steps of ${formatNs(host.tscStepNs)}`],
      ['empty timed region', formatNs(host.timerOverheadNs)],
      ['memory', formatBytes(host.memoryBytes)],
      ['huge pages', host.hugePages],
      ['features', host.features.join(' ')],
      ...lacks(host),
    ],
  };
}

function lacks(host: HostReport): string[][] {
  const reasons: [what: string, reason: string | null][] = [
    ['no huge pages', host.hugePagesUnavailable],
    ['not pinned', host.pinningUnavailable],
    ['no hardware counters', host.hardwareCountersUnavailable],
  ];
  return reasons.flatMap(([what, reason]) => (reason === null ? [] : [[what, reason]]));
}

export function cachesTable({ caches }: HostReport): DataTable {
  return {
    caption: 'Caches',
    columns: [
      { title: 'level' },
      { title: 'type' },
      { title: 'size', numeric: true },
      { title: 'ways', numeric: true },
      { title: 'sets', numeric: true },
      { title: 'line', numeric: true },
    ],
    rows: caches.map(({ level, type, sizeBytes, ways, sets, lineBytes }) => [
      `L${level}`,
      type,
      formatBytes(sizeBytes),
      String(ways),
      String(sets),
      formatBytes(lineBytes),
    ]),
  };
}
