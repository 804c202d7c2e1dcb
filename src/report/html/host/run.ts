/** The run that made a result, and how to make it again. */

import type { Result } from '../../result.js';
import type { DataTable } from '../data-table.js';
import { type Html, html, NO_HTML } from '../html.js';

export function runTable(result: Result): DataTable {
  const { tool, host, plan, fingerprint, wallSeconds } = result;
  return {
    caption: 'What measured it, and how',
    columns: [{ title: 'what' }, { title: 'value' }],
    rows: [
      ['tool', `${tool.name} ${tool.version}, ${tool.compiler}, Node ${host.node}`],
      ['addon (SHA-256)', fingerprint.addon],
      ['date', result.date],
      ['took', `${Math.round(wallSeconds)} s${result.complete ? '' : ', INTERRUPTED'}`],
      ['seed', String(plan.seed)],
      ['CPU', plan.cpu < 0 ? 'the last allowed' : String(plan.cpu)],
      ['budget', `${plan.budgetSeconds} s`],
      ['target', targetOf(result)],
      ['environment', `${fingerprint.environmentBytes} bytes of variables`],
      ['address randomisation', fingerprint.addressRandomisation],
    ],
  };
}

function targetOf({ plan: { targetCiNs } }: Result): string {
  return targetCiNs === null
    ? "half an interval of 1 % of the baseline's cost"
    : `half an interval of ${targetCiNs} ns`;
}

/** The plan is in the file, and its seed draws the same orders and placements. */
export function howToRepeat({ command, plan }: Result): Html {
  const isPlanned = plan.cells.length > 0 || plan.boots.length > 0;
  const replan = isPlanned
    ? html`<p>or its plan alone, whatever the defaults are by then (FILE: the result's JSON, with seed
${plan.seed} in it):</p>
<p><code>kvm-mmu-bench run --replan FILE</code></p>`
    : NO_HTML;
  return html`<p>The same once more, with the same kind of CPU, compiler and kernel:</p>
<p><code>${command}</code></p>
${replan}`;
}
