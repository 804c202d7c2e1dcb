/** What can be seen of kvm_init_mmu on this host, and what a recording saw. */

import { formatNs, formatValue } from '../format.js';
import type { CallNs } from '../perf/host-formats/calls.js';
import type { OwnCallNs } from '../perf/host-own.js';
import type { HostRecording, JudgedWay } from '../perf/host-record.js';
import { heading, renderTable } from './table.js';
import { palette, type TextOptions, wrap, wrapPainted } from './text.js';

/** Commands are never broken into lines: they are there to be copied. */
export function waysReport(judged: readonly JudgedWay[], options: TextOptions): string {
  const chosen = judged.find(({ reasons }) => reasons.length === 0)?.way.id ?? null;
  return [
    waysTable(judged, chosen, options),
    wrap(verdictOf(judged), options.columns),
    ...judged.map((each) => wayBlock(each, each.way.id === chosen, options)),
  ].join('\n\n');
}

function waysTable(
  judged: readonly JudgedWay[],
  chosen: string | null,
  options: TextOptions,
): string {
  const { good, faint } = palette(options.colour);
  const rows = judged.map(({ way: { id, calls }, reasons }) => [
    id,
    { times: 'counted, timed', counts: 'counted', none: 'not seen' }[calls],
    reasons.length > 0
      ? { text: 'no', paint: faint }
      : { text: id === chosen ? 'yes, the best' : 'yes', paint: good },
  ]);
  return [
    heading('Ways to record SMM transitions and calls of kvm_init_mmu here', options),
    renderTable(
      [
        { head: 'way', align: 'left' },
        { head: 'kvm_init_mmu', align: 'left' },
        { head: 'possible here', align: 'left' },
      ],
      rows,
      options,
    ),
  ].join('\n');
}

/** The plain word: what cannot be known here. */
export function verdictOf(judged: readonly JudgedWay[]): string {
  const possible = judged.filter(({ reasons }) => reasons.length === 0);
  const [best] = possible;
  if (best === undefined) return 'Nothing can be recorded here.';
  const start = `Best possible here: ${best.way.id}.`;
  if (best.way.calls === 'times') {
    return `${start} perf host --run${best.changesSystem ? ' --allow-system-changes' : ''} records with it.`;
  }
  const can = best.way.calls === 'counts' ? 'counted but not timed' : 'neither counted nor timed';
  return (
    `${start} SMM transitions can be recorded; kvm_init_mmu can be ${can} on this host. ` +
    'perf host lists why, way by way.'
  );
}

function wayBlock(
  { way, command, changesSystem, reasons }: JudgedWay,
  isBest: boolean,
  options: TextOptions,
) {
  const { good, warning } = palette(options.colour);
  const say = (text: string) => wrap(text, options.columns, '  ');
  const standing =
    reasons.length > 0
      ? reasons.map((reason) => wrapPainted(`not here: ${reason}`, options.columns, '  ', warning))
      : [
          wrapPainted(
            isBest ? 'possible here, the best' : 'possible here',
            options.columns,
            '  ',
            good,
          ),
        ];
  return [
    heading(way.id, options),
    say(`yields: ${way.yields}`),
    say(`cost: ${way.cost}`),
    say(
      changesSystem
        ? "changes: the kernel's tracing settings, restored afterwards; --run does it with " +
            '--allow-system-changes only'
        : 'changes: no setting of the system',
    ),
    ...standing,
    ...command.map((line) => `    ${line}`),
  ].join('\n');
}

export function recordingReport(recording: HostRecording, options: TextOptions): string {
  const { seconds, way, entries, rsms, file, notes } = recording;
  const say = (text: string) => wrap(text, options.columns, '  ');
  return [
    heading(`Recorded for ${formatValue(seconds)} s by ${way}`, options),
    `${file}: ${entries} SMM entries, ${rsms} RSMs`,
    say(workloadText(recording)),
    say(callsText(recording)),
    ...timesTable(recording.nsPerCall, options),
    ...[...(recording.imported.workload?.notes ?? []), ...notes].map((note) =>
      say(`note: ${note}`),
    ),
  ].join('\n');
}

function workloadText({ imported }: HostRecording): string {
  if (imported.workload === null) return `no workload: ${imported.why}`;
  const { file, entries, calls, full, early, rules, skipped } = imported.workload;
  const left = skipped === 0 ? '' : `; ${skipped} records of it left out`;
  return (
    `workload of ${entries} SMIs: ${calls} calls = ${full} full + ${early} early by the rules of ` +
    `${rules}${left}; kvm-mmu-bench boot --workload ${file} replays it`
  );
}

function callsText({ initMmuCalls, nsPerCall }: HostRecording): string {
  if (initMmuCalls === null) return 'kvm_init_mmu: not counted, not timed (this way cannot)';
  const timed =
    nsPerCall === null ? 'none of them timed' : `${nsPerCall.timed} of them timed, see below`;
  return `kvm_init_mmu: ${initMmuCalls} calls on the whole host, ${timed}`;
}

function timesTable(
  times: (CallNs & { own: OwnCallNs | null }) | null,
  options: TextOptions,
): string[] {
  if (times === null) return [];
  const { timed, mean, quantiles, histogram, own } = times;
  const rows = [
    ['kernel, mean', formatNs(mean)],
    ...(quantiles === null
      ? []
      : [
          ['kernel, least', formatNs(quantiles.least)],
          ['kernel, median', formatNs(quantiles.median)],
          ['kernel, 90 %', formatNs(quantiles.ninetieth)],
          ['kernel, most', formatNs(quantiles.most)],
        ]),
    ...(histogram ?? []).map(({ low, high, calls }) => [
      `kernel, ${low ?? 'up'} to ${high ?? 'more'} ns`,
      `${calls} of ${timed} calls`,
    ]),
    ...(own?.states ?? []).flatMap(({ state, full, early, mean: ours }) => [
      [`here, full, ${state}`, formatNs(full)],
      [`here, early, ${state}`, formatNs(early)],
      ...(ours === null ? [] : [[`here, recorded mix, ${state}`, formatNs(ours)]]),
    ]),
  ];
  return [
    renderTable(
      [
        { head: 'kvm_init_mmu', align: 'left' },
        { head: 'per call', align: 'right' },
      ],
      rows,
      options,
    ),
    wrap(
      "The kernel's times hold a part of the tracer's own work: they are upper bounds" +
        (own === null
          ? '.'
          : `; "here" is this tool's own call (layout ${own.layout}, ${own.guest} guest, harness included).`),
      options.columns,
    ),
  ];
}
