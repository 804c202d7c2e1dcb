/** Whether to believe the rest, and how to check it: host, run, warnings, how to repeat. */

import type { Result } from '../../result.js';
import { dataTable } from '../data-table.js';
import { crossChecks, disturbancesTable, noiseFloors, stateChecks } from '../host/checks.js';
import { counters } from '../host/counters.js';
import { cachesTable, machineTable } from '../host/machine.js';
import { howToRepeat, runTable } from '../host/run.js';
import { type Html, html, NO_HTML } from '../html.js';
import type { Section } from '../section.js';

export const HOST: Section = {
  id: 'host',
  title: 'Host, run, and how to repeat it',
  render(result) {
    return html`${warnings(result)}
<h3>How to repeat it</h3>
${howToRepeat(result)}
<h3>Host</h3>
${dataTable(machineTable(result.host))}
${dataTable(cachesTable(result.host))}
<h3>Run</h3>
${dataTable(runTable(result))}
${skipped(result)}
<h3>Trust</h3>
${dataTable(disturbancesTable(result))}
${noiseFloors(result)}
${crossChecks(result)}
${stateChecks(result)}
${counters(result)}`;
  },
};

function warnings({ warnings: texts }: Result): Html {
  if (texts.length === 0) return html`<p>The run gave no warnings.</p>`;
  return html`<h3>Warnings</h3>
<ul>${texts.map((text) => html`<li>${text}</li>\n`)}</ul>`;
}

function skipped({ plan }: Result): Html {
  if (plan.skipped.length === 0) return NO_HTML;
  return html`<p>Skipped strategies:</p>
<ul>${plan.skipped.map(({ strategy, reason }) => html`<li>${strategy}: ${reason}</li>\n`)}</ul>`;
}
