/** Markdown for a pull request, a ticket or a wiki: the answer, savings by cache state, hypotheses. */

import { THREAD_CALLS, THREAD_SAVING_MICROSECONDS } from '../explain/thread.js';
import { isOfBoots } from '../report/boot-resets.js';
import { BASELINE, isolationNote } from '../report/groups.js';
import type { Result } from '../report/result.js';
import { marksLegend } from '../report/wording.js';
import type { Exported } from './format.js';
import { type Block, code, heading, joinBlocks, list, paragraph } from './markdown/blocks.js';
import { hypothesesBlocks } from './markdown/hypotheses.js';
import { bootSummaries, cellSummaries, UNWRAPPED } from './markdown/summary.js';

export function exportMarkdown(result: Result): Exported {
  return joinBlocks([
    heading(3, `${result.tool.name} on ${result.host.hostname}`),
    paragraph(machineAndRun(result)),
    list(result.answer),
    ...cellSummaries(result),
    ...bootSummaries(result),
    ...notes(result),
    ...hypothesesBlocks(result),
    ...caveats(result),
    paragraph(`Repeat it, with seed ${result.plan.seed}, by`),
    code(result.command),
  ]);
}

function machineAndRun({ host, date, tool, complete }: Result): string {
  return [
    host.cpuModel,
    `Linux ${host.kernel}`,
    host.hypervisor ?? 'bare metal',
    date,
    `${tool.name} ${tool.version}`,
    tool.compiler,
    ...(complete ? [] : ['INTERRUPTED: fewer rounds than planned']),
  ].join(', ');
}

/** What the marks in the tables mean; nothing where there is none. */
function notes(result: Result): Block[] {
  if (result.cells.length === 0 && result.boots.length === 0) return [];
  const isolation = isolationNote(result).join(' ');
  return [
    list([
      `± is the longer arm of the 95 % interval. Saving: ${BASELINE} minus strategy.`,
      ...(result.cells.some(isOfBoots)
        ? [
            `µs per boot, of resets: the saving over ${result.plan.workload}; the thread reports ` +
              `${THREAD_SAVING_MICROSECONDS} µs for its ${THREAD_CALLS} calls.`,
          ]
        : []),
      ...(isolation === '' ? [] : [isolation]),
      ...marksLegend(result, UNWRAPPED)
        .split('\n')
        .filter((line) => line !== ''),
    ]),
  ];
}

/** Why not to believe it. */
function caveats({ plan, warnings }: Result): Block[] {
  const skipped = plan.skipped.map(({ strategy, reason }) => `skipped: ${strategy}: ${reason}`);
  const all = [...warnings, ...skipped];
  return all.length === 0 ? [] : [heading(4, 'Warnings'), list(all)];
}
