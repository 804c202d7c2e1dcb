/** The comparison as text for a terminal. */

import { formatInterval, formatNs, formatNumber } from '../../src/format.js';
import { type Column, heading, renderTable } from '../../src/report/table.js';
import { palette, type TextOptions, wrap, wrapPainted } from '../../src/report/text.js';
import { type Agreement, type Comparison, TOLERATED_PERCENT, type Verdict } from './compare.js';
import type { Report } from './report.js';
import type { Measurement } from './types.js';

const MARKS: Record<Verdict, string> = { agrees: ' ', unresolved: '?', differs: '!' };

export function methodReport(report: Report, options: TextOptions): string {
  const [ours, google] = report.measurements;
  const [asTheyAre] = report.comparisons;
  if (ours === undefined || google === undefined || asTheyAre === undefined) return '';
  return [
    heading('This harness and Google Benchmark, the same compiled strategies', options),
    sideBySide(report, ours, google, options),
    verdict(report, options),
    sharpness(report, options),
    variations(report, options),
    note(report, options),
  ].join('\n\n');
}

function sideBySide(
  { cell, comparisons: [asTheyAre] }: Report,
  ours: Measurement,
  google: Measurement,
  options: TextOptions,
): string {
  const columns: Column[] = [
    { head: 'full reset, net of empty', align: 'left' },
    { head: 'ours, ns [95 %]', align: 'right' },
    { head: 'Google, ns [95 %]', align: 'right' },
    { head: 'difference ', align: 'right' },
  ];
  const rows = ours.strategies.map(({ strategy, nsPerReset }, index) => {
    const theirs = google.strategies.find((each) => each.strategy === strategy);
    return [
      strategy,
      formatInterval(nsPerReset),
      theirs === undefined ? '' : formatInterval(theirs.nsPerReset),
      differenceText(asTheyAre?.strategies[index]),
    ];
  });
  const { layout, state, retirement, guest } = cell;
  const where =
    `${layout}, ${state}, ${retirement}, ${guest} guest; ours ${seconds(ours)}, ` +
    `${ours.values} draws; Google ${seconds(google)}, ${google.values} repetitions; in turns`;
  const itself = [ours, google].map((each) => formatInterval(each.sameCodeNsPerReset));
  const footer =
    `empty itself: ours ${formatNs(ours.emptyNsPerReset.estimate)}, Google ` +
    `${formatNs(google.emptyNsPerReset.estimate)} per reset. Same code against itself: ours ` +
    `${itself[0]} ns, Google ${itself[1]} ns.`;
  return [
    wrap(where, options.columns, '  '),
    renderTable(columns, rows, options),
    faint(footer, options),
  ].join('\n');
}

function verdict({ comparisons }: Report, options: TextOptions): string {
  const [asTheyAre] = comparisons;
  const alike = comparisons.find(({ changed }) => changed === 'loop');
  const sentences = [
    `${counts(asTheyAre)}.`,
    ...(alike === undefined
      ? []
      : [`With the loop and the rest made alike (below): ${counts(alike)}.`]),
  ];
  return wrap(`Verdict: ${sentences.join(' ')}`, options.columns, '  ');
}

function counts(comparison: Comparison | undefined): string {
  const all = comparison?.strategies ?? [];
  const having = (wanted: Verdict) => all.filter((each) => each.verdict === wanted).length;
  const unresolved = having('unresolved');
  return [
    `${having('agrees')} of ${all.length} agree within ${TOLERATED_PERCENT} %`,
    ...(unresolved > 0 ? [`${unresolved} may (?): the intervals leave room for it`] : []),
    `${having('differs')} differ (!)`,
  ].join('; ');
}

function sharpness(
  { sharpness: rows, timeRatio, betweenTurns }: Report,
  options: TextOptions,
): string {
  const columns: Column[] = [
    { head: 'interval of the saving', align: 'left' },
    { head: 'ours, ns', align: 'right' },
    { head: 'Google', align: 'right' },
    { head: 'ours, ns·√s', align: 'right' },
    { head: 'Google', align: 'right' },
    { head: 'time', align: 'right' },
  ];
  const body = rows.map((row) => [
    row.strategy,
    width(row.ourWidthNs),
    width(row.otherWidthNs),
    width(row.ourWidthNsRootSecond),
    width(row.otherWidthNsRootSecond),
    times(row.timeRatio),
  ]);
  const footer =
    'Widths of the 95 % interval of field-by-field minus strategy, ns: ours from differences ' +
    "within rounds (Hodges-Lehmann, one value per draw of placement), Google's from the standard " +
    'deviations of its repetitions (Welch). ns·√s: times the root of that tool’s run time, so ' +
    'that running longer wins nothing. time: how many times as long Google Benchmark would have ' +
    `to run for our width; median ${times(timeRatio)}.`;
  const spreads = betweenTurns.map(({ id, observedSdNs, impliedSdNs }) => {
    return `${id} ${width(observedSdNs)} where its interval says ${width(impliedSdNs)}`;
  });
  const honesty =
    'No interval knows what changes from turn to turn. Standard deviation of a saving between ' +
    `turns, ns, median: ${spreads.join('; ')}.`;
  return [
    renderTable(columns, body, options),
    faint(footer, options),
    faint(honesty, options),
  ].join('\n');
}

const CHANGES: Readonly<Record<string, string>> = {
  'as is': 'both as above.',
  centre:
    "Google's repetitions by Hodges-Lehmann, as the harness's, instead of the mean, which a busy " +
    'machine pulls up. So in all that follows.',
  loop:
    "Google Benchmark runs the harness's compiled loop. What a loop costs overlaps with stores, " +
    'but not with nothing, so taking off empty does not quite remove it: about a cycle is a ' +
    'matter of the loop.',
  place:
    'Google Benchmark with its own loop again, but as most people use it: blocks placed once, ' +
    'code where the linker put it. Its interval knows nothing of other placements.',
};

function variations({ comparisons }: Report, options: TextOptions): string {
  const columns: Column[] = [
    { head: 'ours against Google', align: 'left' },
    ...comparisons.map(({ changed }): Column => ({ head: `${changed} `, align: 'right' })),
  ];
  const strategies = comparisons[0]?.strategies ?? [];
  const rows = strategies.map(({ strategy }) => [
    strategy,
    ...comparisons.map((comparison) =>
      differenceText(comparison.strategies.find((each) => each.strategy === strategy)),
    ),
  ]);
  const counts = comparisons.map(({ strategies: all }) => {
    const agreeing = all.filter((each) => each.verdict === 'agrees').length;
    return `${agreeing} of ${all.length} `;
  });
  return [
    heading('What explains differences: one thing changed after the other', options),
    renderTable(columns, [...rows, [`within ${TOLERATED_PERCENT} %`, ...counts]], options),
    ...comparisons.map(({ changed }) => faint(`${changed}: ${CHANGES[changed] ?? ''}`, options)),
  ].join('\n');
}

function note({ measurements }: Report, options: TextOptions): string {
  const lines = [
    'Not the same by design: Google Benchmark runs a repetition of one strategy for 5 ms and then ' +
      'another; the harness goes from strategy to strategy every few microseconds and sets aside ' +
      'rounds that the system disturbed. Google Benchmark counts CPU time, the harness TSC ticks. ' +
      'The one gives means, the other Hodges-Lehmann estimates.',
    ...measurements.flatMap(({ id, warnings }) => warnings.map((each) => `${id}: ${each}`)),
  ];
  return lines.map((line) => faint(line, options)).join('\n');
}

function differenceText(agreement: Agreement | undefined): string {
  if (agreement === undefined) return '';
  const { differencePercent, verdict: its } = agreement;
  const sign = differencePercent > 0 ? '+' : '';
  const decimals = Math.abs(differencePercent) < 100 ? 1 : 0;
  return `${sign}${formatNumber(differencePercent, decimals)} %${MARKS[its]}`;
}

/** Two digits that count, also of a hundredth of a nanosecond. */
function width(ns: number): string {
  return formatNumber(ns, ns < 0.1 ? 3 : 2);
}

function times(ratio: number): string {
  return `${formatNumber(ratio, ratio < 10 ? 1 : 0)}x`;
}

function seconds({ seconds: run }: Measurement): string {
  return `${formatNumber(run, 1)} s`;
}

function faint(text: string, options: TextOptions): string {
  return wrapPainted(text, options.columns, '  ', palette(options.colour).faint);
}
