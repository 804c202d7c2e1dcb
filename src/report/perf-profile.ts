/** A profile as text for a terminal: the hottest functions, and the strategy's hottest instructions. */

import { formatPercent } from '../format.js';
import type { Profile } from '../perf/profile.js';
import { hotLines } from '../perf/profile-annotate.js';
import { shortSymbol } from '../perf/profile-symbols.js';
import { type Column, heading, renderTable } from './table.js';
import { shorten, type TextOptions, wrap } from './text.js';

const MOST_SYMBOLS = 12;
const MOST_LINES = 8;
const MOST_INSTRUCTIONS = 16;
/** With percent and address they fill 80 columns. */
const INSTRUCTION_WIDTH = 38;

export function profileReport(profile: Profile, options: TextOptions): string {
  return [
    overview(profile, options),
    symbolTable(profile, options),
    ...strategyBlocks(profile, options),
    filesBlock(profile, options),
  ].join('\n\n');
}

function overview(profile: Profile, options: TextOptions): string {
  const { strategy, state, layout, event, eventWhy, samples, frequencyHz } = profile;
  const sentences = [
    `${samples} samples of ${event}, at most ${frequencyHz} per second (${profile.perf})`,
    `${event}: ${eventWhy}.`,
    `call graph: ${profile.callGraph}, because functions that call nothing keep no frame, so frame pointers would skip who called the strategy`,
    `kvm-mmu-replay: ${profile.replay}`,
    ...warnings(profile).map((warning) => `warning: ${warning}`),
  ];
  const title = `Profile of ${strategy}, ${state}, ${layout}`;
  const lines = sentences.map((sentence) => wrap(sentence, options.columns, '  '));
  return [heading(title, options), ...lines].join('\n');
}

function warnings({ lostSamples, samples, notUnderstood, replay, state }: Profile): string[] {
  return [
    ...(lostSamples === null || lostSamples === 0
      ? []
      : [`perf lost ${lostSamples} samples beside these ${samples}`]),
    ...(notUnderstood.first === null
      ? []
      : [
          `${notUnderstood.lines} lines of perf script were not understood and are left out of the ` +
            `stacks, the first: ${JSON.stringify(shorten(notUnderstood.first, 60))}`,
        ]),
    ...(replay.includes('NOT reached')
      ? [`state ${state} was not reached: this is the profile of another state`]
      : []),
  ];
}

function symbolTable({ symbols }: Profile, options: TextOptions): string {
  const shown = symbols.slice(0, MOST_SYMBOLS);
  const others = symbols.slice(MOST_SYMBOLS);
  const columns: Column[] = [
    { head: 'function', align: 'left' },
    { head: 'samples', align: 'right' },
    { head: 'share', align: 'right' },
    { head: 'in', align: 'left' },
  ];
  const rows = shown.map(({ symbol, samples, percent, object }) => [
    shortSymbol(symbol),
    String(samples),
    formatPercent(percent),
    object,
  ]);
  if (others.length > 0) {
    const samples = others.reduce((sum, each) => sum + each.samples, 0);
    const percent = others.reduce((sum, each) => sum + each.percent, 0);
    rows.push([`${others.length} others`, String(samples), formatPercent(percent), '']);
  }
  return [heading('perf report: functions', options), renderTable(columns, rows, options)].join(
    '\n',
  );
}

function strategyBlocks(profile: Profile, options: TextOptions): string[] {
  const { strategy, strategySymbol } = profile;
  if (strategySymbol === null) {
    const text =
      `No sample was in a function of ${strategy}: it does no more than call or jump to others, ` +
      'such as memcpy, which are in the table above.';
    return [wrap(text, options.columns)];
  }
  return [
    ownFunction(profile, strategySymbol, options),
    linesTable(profile, options),
    instructionsTable(profile, options),
  ];
}

function ownFunction(
  { callers, symbols }: Profile,
  strategySymbol: string,
  options: TextOptions,
): string {
  const own = symbols.find(({ symbol }) => symbol === strategySymbol);
  const from = callers
    .slice(0, 3)
    .map(({ caller, percent }) => `${shortSymbol(caller)} ${formatPercent(percent)}`);
  const texts = [
    strategySymbol,
    `${own?.samples ?? 0} samples of its own, called from: ${from.join('; ')}. bank_ticks is the ` +
      'timed loop; other callers prepare vCPU blocks between timed regions.',
  ];
  return [
    heading("The strategy's own function", options),
    ...texts.map((text) => wrap(text, options.columns, '  ')),
  ].join('\n');
}

function linesTable({ instructions }: Profile, options: TextOptions): string {
  const columns: Column[] = [
    { head: 'source', align: 'left' },
    { head: 'share', align: 'right' },
    { head: 'line', align: 'left' },
  ];
  const lines = hotLines(instructions).slice(0, MOST_LINES);
  const placeWidth = Math.max(0, ...lines.map(({ location }) => location.length));
  const sourceWidth = Math.max(12, options.columns - placeWidth - 11);
  const rows = lines.map(({ source, location, percent }) => [
    shorten(source ?? 'no source text', sourceWidth),
    formatPercent(percent),
    location,
  ]);
  return [
    heading('perf annotate: source lines, of its own samples', options),
    renderTable(columns, rows, options),
  ].join('\n');
}

function instructionsTable({ instructions }: Profile, options: TextOptions): string {
  const hottest = new Set(
    [...instructions].sort((a, b) => b.percent - a.percent).slice(0, MOST_INSTRUCTIONS),
  );
  const shown = instructions.filter((each) => hottest.has(each));
  const columns: Column[] = [
    { head: 'instruction', align: 'left' },
    { head: 'share', align: 'right' },
    { head: 'address', align: 'right' },
    { head: 'line', align: 'left' },
  ];
  const rows = shown.map(({ percent, address, instruction, location }) => [
    shorten(instruction, INSTRUCTION_WIDTH),
    formatPercent(percent),
    address,
    location ?? '',
  ]);
  const title = `perf annotate: the hottest ${shown.length} of ${instructions.length} instructions`;
  return [heading(`${title}, by address`, options), renderTable(columns, rows, options)].join('\n');
}

function filesBlock({ files }: Profile, options: TextOptions): string {
  const lines = [
    `flame graph: ${files.flameGraph}`,
    `folded stacks (flamegraph.pl, speedscope, inferno): ${files.stacks}`,
    ...(files.annotation === null ? [] : [`whole annotation: ${files.annotation}`]),
  ];
  return [heading('Files', options), ...lines].join('\n');
}
