/** What stands above and below the sections: whose numbers these are, and what made the page. */

import { packageVersion } from '../../package.js';
import type { HostReport, Result } from '../result.js';
import { printable } from '../text.js';
import { type Html, html } from './html.js';

export interface Reported {
  /** Where it was read from, as the reader knows it. */
  source: string;
  result: Result;
}

export interface ContentsEntry {
  id: string;
  title: string;
  /** No result has it. */
  missing: boolean;
}

export function pageTitle(reported: readonly Reported[]): string {
  const hosts = reported.map(({ result }) => printable(result.host.hostname));
  return `kvm-mmu-bench: ${hosts.join(', ')}`;
}

export function masthead(reported: readonly Reported[]): Html {
  return html`<header>
<h1>${pageTitle(reported)}</h1>
<p class="subtitle">What the writes of KVM’s <code>kvm_init_mmu</code> cost here, and why.</p>
<ul class="about">
${reported.map(about)}</ul>
</header>`;
}

function about({ source, result }: Reported, _: number, all: readonly Reported[]): Html {
  const { tool, date, complete } = result;
  const version = printable(`${tool.name} ${tool.version} (${tool.compiler})`);
  const from = all.length === 1 ? '' : `${printable(source)}: `;
  const stopped = complete ? '' : ' Interrupted: fewer rounds than planned.';
  return html`<li>${from}<strong>${hostLine(result.host)}</strong><br>
Measured <time datetime="${date}">${readableDate(date)}</time> by ${version}.${stopped}</li>
`;
}

/** The machine in one line. */
export function hostLine({ hostname, cpuModel, kernel, cpus, hypervisor }: HostReport): string {
  const where = hypervisor === null ? 'bare metal' : `guest of ${hypervisor}`;
  return printable(
    [hostname, cpuModel, `${cpus} CPUs`, `Linux ${kernel}`, where].filter(Boolean).join(' · '),
  );
}

/** `2026-01-05 09:30 UTC` of an ISO date; anything else as it is. */
export function readableDate(date: string): string {
  const [, day, time] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)[\d:.]*Z$/.exec(date) ?? [];
  return day === undefined || time === undefined ? printable(date) : `${day} ${time} UTC`;
}

export function tableOfContents(entries: readonly ContentsEntry[]): Html {
  return html`<nav class="contents" aria-labelledby="contents">
<h2 id="contents">Contents</h2>
<ol>
${entries.map(({ id, title, missing }) => html`<li><a href="#${id}">${title}</a>${missing ? ' (not in this result)' : ''}</li>\n`)}</ol>
</nav>`;
}

export function pageFooter(reported: readonly Reported[]): Html {
  const sources = reported.map(({ source }) => printable(source)).join(', ');
  return html`<footer>
<p>Made by kvm-mmu-bench ${packageVersion()} of ${sources}. One file: it loads nothing and sends nothing.</p>
</footer>`;
}
