/** The self-test as text for a terminal. */

import {
  formatHz,
  formatInterval,
  formatMicroseconds,
  formatNs,
  formatPercent,
} from '../format.js';
import type { SelfTest } from '../selftest/types.js';
import { type Column, heading, renderTable } from './table.js';
import type { TextOptions } from './text.js';
import { wrap } from './text.js';

export function selfTestReport(test: SelfTest, options: TextOptions): string {
  return [
    sameCode(test, options),
    injections(test, options),
    states(test, options),
    clock(test, options),
    verdict(test, options),
  ].join('\n\n');
}

function sameCode({ aa }: SelfTest, options: TextOptions): string {
  const share = formatPercent((100 * aa.significant) / aa.comparisons);
  const text =
    `${aa.comparisons} comparisons of the baseline with itself: ${aa.significant} were called ` +
    `different (${share}; 5 % may be), ${aa.excludingZero} single 95 % intervals excluded zero.`;
  return [heading('Same code against itself', options), wrap(text, options.columns)].join('\n');
}

function injections({ injection, probes }: SelfTest, options: TextOptions): string {
  const rows = [
    ...injection.map(({ nominalNs, injectedNs, estimateNs, low, high, recovered }) => [
      `delay of ${nominalNs} ns`,
      formatNs(injectedNs),
      formatInterval({ estimate: estimateNs, low, high }),
      recovered ? 'recovered' : 'MISSED',
    ]),
    ...probes.map(({ probe, state, estimateNs, low, high, detected }) => [
      `${probe}, ${state}`,
      'above 0',
      formatInterval({ estimate: estimateNs, low, high }),
      detected ? 'detected' : 'MISSED',
    ]),
  ];
  const columns: Column[] = [
    { head: 'injected', align: 'left' },
    { head: 'true', align: 'right' },
    { head: 'found, ns [95 %]', align: 'right' },
    { head: '', align: 'left' },
  ];
  return [heading('Known differences', options), renderTable(columns, rows, options)].join('\n');
}

function states({ states: all, aa, resolution }: SelfTest, options: TextOptions): string {
  const rows = all.map(({ state, loadLatencyNs, reachedShare, reached }) => {
    const smallest = resolution.find((each) => each.state === state);
    return [
      reached ? state : `${state}!`,
      formatNs(loadLatencyNs),
      formatPercent(100 * reachedShare),
      formatNs(aa.noiseFloorNs[state] ?? Number.NaN),
      formatMicroseconds(smallest?.microsecondsPer600 ?? Number.NaN),
    ];
  });
  const columns: Column[] = [
    { head: 'state', align: 'left' },
    { head: 'load latency', align: 'right' },
    { head: 'lines reached', align: 'right' },
    { head: 'resolves, full reset', align: 'right' },
    { head: 'per 600 calls', align: 'right' },
  ];
  return [
    heading('Cache states, and the smallest saving that shows', options),
    renderTable(columns, rows, options),
  ].join('\n');
}

function clock({ clock: its }: SelfTest, options: TextOptions): string {
  const text =
    `TSC ${formatHz(its.tscHz)} in steps of ${formatNs(its.tscStepNs)}, an empty timed region ` +
    `${formatNs(its.timerOverheadNs)}; core ${formatHz(its.coreHz)} when calibrated, ` +
    `${formatHz(its.coreHzInRounds)} in the rounds.`;
  return [heading('Clocks', options), wrap(text, options.columns)].join('\n');
}

function verdict({ passed, failures, wallSeconds }: SelfTest, options: TextOptions): string {
  const title = passed ? 'Passed' : 'FAILED';
  const lines = failures.map((failure) => wrap(`- ${failure}`, options.columns, '  '));
  return [`${title} in ${Math.round(wallSeconds)} s`, ...lines].join('\n');
}
