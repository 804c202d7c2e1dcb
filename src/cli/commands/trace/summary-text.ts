/** A workload's summary as text for a terminal. */

import { type Column, heading, type Row, renderTable } from '../../../report/table.js';
import { type TextOptions, wrap } from '../../../report/text.js';
import type { Transition, Workload } from '../../../workload/types.js';
import { medianWork, type ResetOrder, resetOrders, type Summary } from './summary.js';

/** Rarer orders of one kind are counted instead of told. */
const ORDERS_SHOWN = 4;

/** @param remarks one each line, at the end */
export function summaryText(
  workload: Workload,
  summary: Summary,
  remarks: readonly string[],
  options: TextOptions,
): string {
  const { transitions } = workload;
  return [
    title(workload, summary, options),
    statesTable(summary, options),
    ordersList(resetOrders(transitions), options),
    workTable(transitions, options),
    remarks.map((remark) => wrap(remark, options.columns, '  ')).join('\n'),
  ]
    .filter((block) => block !== '')
    .join('\n\n');
}

function title(workload: Workload, summary: Summary, options: TextOptions): string {
  const { entries, rsms, nestedEntries, nestedExits, calls, full, early } = summary;
  const transitions = [
    `${entries} SMM entries, ${rsms} RSMs`,
    ...(nestedEntries === undefined ? [] : [`${nestedEntries} L2 entries, ${nestedExits} exits`]),
  ].join(', ');
  const modes = Object.entries(summary.modes).map(
    ([mode, times]) => `${mode} guest ${timesText(times)}`,
  );
  return [
    heading(`${workload.id}, by the rules of ${summary.rules}`, options),
    wrap(workload.description, options.columns),
    `${transitions}: ${calls} calls = ${full} full + ${early} early`,
    ...(modes.length > 0 ? [`the SMIs interrupt: ${modes.join(', ')}`] : []),
  ].join('\n');
}

const STATE_COLUMNS: readonly Column[] = [
  { head: 'mode', align: 'left' },
  { head: 'SMM', align: 'left' },
  { head: 'CR0', align: 'right' },
  { head: 'CR4', align: 'right' },
  { head: 'EFER', align: 'right' },
  { head: 'resets', align: 'right' },
  { head: 'full', align: 'right' },
];

function statesTable({ states }: Summary, options: TextOptions): string {
  if (states.length === 0) return '';
  const rows = states.map(({ mode, smm, nested, cr0, cr4, efer, resets, full }): Row => {
    const place = nested ? 'L2' : '';
    return [mode, smm ? 'in' : place, cr0, cr4, efer.slice(-8), `${resets}`, `${full}`];
  });
  const table = renderTable(STATE_COLUMNS, rows, options);
  return [heading('Guest states at the resets', options), table].join('\n');
}

function ordersList(orders: readonly ResetOrder[], options: TextOptions): string {
  if (orders.length === 0) return '';
  const kinds = [...new Set(orders.map(({ kind }) => kind))];
  const lines = kinds.flatMap((kind) => {
    const all = orders.filter((order) => order.kind === kind);
    const rest = all.slice(ORDERS_SHOWN).reduce((sum, { times }) => sum + times, 0);
    return [
      ...all.slice(0, ORDERS_SHOWN).map(describeOrder),
      ...(rest > 0 ? [`${kind}, ${timesText(rest)}: other orders`] : []),
    ];
  });
  return [
    heading('Order of the resets', options),
    ...lines.map((line) => `  ${wrap(line, options.columns - 2, '    ')}`),
  ].join('\n');
}

function describeOrder({ kind, resets, times }: ResetOrder): string {
  const steps = resets.map((reset) => {
    const step = reset.cause.replace(`${kind}: `, '');
    return `${step} ${reset.kind}`;
  });
  return `${kind}, ${timesText(times)}: ${steps.length > 0 ? steps.join(', ') : 'no reset'}`;
}

function timesText(times: number): string {
  return times === 1 ? 'once' : `${times} times`;
}

const WORK_COLUMNS: readonly Column[] = [
  { head: 'before', align: 'left' },
  { head: 'instructions', align: 'right' },
  { head: 'code lines', align: 'right' },
  { head: 'data lines', align: 'right' },
  { head: 'pages', align: 'right' },
];

/** Where the guest worked: outside SMM before an entry, inside before an RSM. */
const WORK_PLACES = { enter: 'SMM entry (guest)', rsm: 'RSM (in SMM)' } as const;

function workTable(transitions: readonly Transition[], options: TextOptions): string {
  const rows = (['enter', 'rsm'] as const).flatMap((kind): Row[] => {
    const work = medianWork(transitions, kind);
    if (work === null) return [];
    const { instructions, codeLines, dataLines, pages } = work;
    return [[WORK_PLACES[kind], ...[instructions, codeLines, dataLines, pages].map(String)]];
  });
  if (rows.length === 0) return 'The work between the transitions is not recorded.';
  const table = renderTable(WORK_COLUMNS, rows, options);
  return [heading('Work between the transitions, medians', options), table].join('\n');
}
