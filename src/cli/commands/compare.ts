/** `compare`: two sides against each other, or many hosts by CPU model. */

import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { compareResults } from '../../compare/compare.js';
import { summariseFleet } from '../../compare/fleet.js';
import type { Comparison } from '../../compare/schema.js';
import {
  type CompareOptions,
  DEFAULT_BETWEEN_RUNS_PERCENT,
  DEFAULT_THRESHOLD_PERCENT,
  type Run,
  type Side,
} from '../../compare/types.js';
import { UsageError } from '../../errors.js';
import { pickPositive } from '../../plan/options.js';
import { fleetReport } from '../../report/compare-fleet.js';
import { comparedMarkdown } from '../../report/compare-markdown.js';
import { comparisonReport } from '../../report/compare-pair.js';
import type { ComparedReport } from '../../report/compare-report.js';
import { comparedText } from '../../report/compare-text.js';
import { readResult } from '../../report/read.js';
import { textOptions } from '../../report/tables.js';
import { writeText } from '../../report/write.js';
import {
  EXIT_DONE,
  EXIT_FAILED,
  EXIT_USAGE,
  type ExitCode,
  printJson,
  printMessage,
  printText,
  runCommand,
  wantsColour,
} from '../output.js';
import { checkOutputFile } from '../output-file.js';

export function addCompare(program: Command): void {
  program
    .command('compare')
    .argument('<files...>', 'A B, each one result or several with commas between; or a fleet')
    .option('--fleet', 'one or two files are a fleet, too')
    .option(
      '--threshold <percent>',
      'smallest change that matters',
      String(DEFAULT_THRESHOLD_PERCENT),
    )
    .option(
      '--between-runs <percent>',
      'what two single runs of the same code may differ by',
      String(DEFAULT_BETWEEN_RUNS_PERCENT),
    )
    .option('--full', 'also what did not move')
    .option('--markdown', 'print Markdown, for a pull request')
    .option('--html <file>', 'also write a page: the comparison, then both results side by side')
    .option('--json', 'print JSON and nothing else')
    .action(runCommand(compare));
}

interface Options {
  fleet?: true;
  threshold: string;
  betweenRuns: string;
  full?: true;
  markdown?: true;
  html?: string;
  json?: true;
}

async function compare(args: readonly string[], options: Options): Promise<ExitCode> {
  if (options.json && options.markdown) {
    throw new UsageError(
      '--json and --markdown are two forms of one output: leave one of them out',
    );
  }
  const limits: CompareOptions = {
    thresholdPercent: pickPositive('--threshold', options.threshold, 0, 1000),
    betweenRunsPercent: pickPositive('--between-runs', options.betweenRuns, 0, 1000),
  };
  const [a, b, ...others] = args.map(filesOf);
  if (options.fleet || others.length > 0) return fleet(args.flatMap(filesOf), options);
  if (a === undefined || b === undefined) {
    throw new UsageError('one file has nothing to be compared with: give A and B, or --fleet');
  }
  if (options.html !== undefined) checkOutputFile(options.html, [...a, ...b], '--html');
  const [before, after] = [a.map(read), b.map(read)];
  const comparison = compareResults(before, after, limits);
  const report = comparisonReport(comparison, options.full ?? false);
  if (options.html !== undefined) await writePage(options.html, report, [before, after]);
  print(comparison, report, options);
  return exitCode(comparison);
}

async function fleet(files: readonly string[], options: Options): Promise<ExitCode> {
  if (options.html !== undefined) {
    throw new UsageError('--html is for A and B: a page of a whole fleet would be too large');
  }
  const summary = summariseFleet(files.map(read));
  print(summary, fleetReport(summary, options.full ?? false), options);
  return EXIT_DONE;
}

/** A comma may be part of a file's name. */
function filesOf(argument: string): string[] {
  return existsSync(argument) ? [argument] : argument.split(',').filter((file) => file !== '');
}

function read(source: string): Run {
  return { source, result: readResult(source) };
}

/** Loading the charts takes half a second, which only those wait for who want a page. */
async function writePage(file: string, report: ComparedReport, sides: readonly Side[]) {
  const { renderPage } = await import('../../report/html/page.js');
  const { comparedHtml } = await import('../../report/compare-html.js');
  // Six results beside each other are not to be read: the first of each side stands for it.
  const first = sides.flatMap((side) => side.slice(0, 1));
  writeText(file, renderPage(first, comparedHtml(report)));
  printMessage(`comparison written to ${file}`);
}

function print(document: unknown, report: ComparedReport, { json, markdown }: Options): void {
  if (json) {
    printJson(document);
  } else if (markdown) {
    printText(comparedMarkdown(report));
  } else {
    const text = textOptions(process.stdout.columns, wantsColour(process.stdout));
    printText(comparedText(report, text));
  }
}

/** A job that asks whether anything got slower must not pass because nothing was compared. */
function exitCode({ cells, boots, isRegression }: Comparison): ExitCode {
  if (isRegression) return EXIT_FAILED;
  if ([...cells, ...boots].some(({ verdict }) => verdict !== 'not comparable')) return EXIT_DONE;
  printMessage('nothing could be compared; compare --fleet shows results side by side');
  return EXIT_USAGE;
}
