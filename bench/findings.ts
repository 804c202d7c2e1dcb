/** `npm run findings [-- --from FILE]`: docs/findings.md and the README's chart, by script from result files. */

import { dirname, relative, resolve } from 'node:path';
import { Command } from 'commander';
import { printMessage, runCommand } from '../src/cli/output.js';
import { UsageError } from '../src/errors.js';
import { writeTexts } from '../src/report/write.js';
import { findings } from './findings/document.js';
import { bootFigure } from './findings/figure.js';
import { readSources, STORED_RESULTS, storedResults } from './findings/sources.js';

const OUTPUT = 'docs/findings.md';
const FIGURE = 'docs/boot-figure.svg';

interface Options {
  from: string[];
  output: string;
  figure: string;
}

function makeFindings({ from, output, figure }: Options) {
  const paths = from.length > 0 ? from : storedResults();
  for (const path of [output, figure]) refuseToOverwrite(path, paths);
  const sources = readSources(paths);
  writeTexts([
    { path: output, text: findings(sources, relative(dirname(output), figure)) },
    { path: figure, text: bootFigure(sources) },
  ]);
  printMessage(`${output} and ${figure} made of ${paths.join(', ')}`);
  return undefined;
}

function refuseToOverwrite(output: string, inputs: readonly string[]): void {
  if (!inputs.some((path) => resolve(path) === resolve(output))) return;
  throw new UsageError(`${output} is a result that the findings are made of: name another output`);
}

await new Command('npm run findings --')
  .description('write the findings as a page, from nothing but result files')
  .option(
    '--from <file>',
    `result, may be given several times (default: those in ${STORED_RESULTS})`,
    append,
    [],
  )
  .option('--output <file>', 'where the page goes', OUTPUT)
  .option('--figure <file>', 'where the chart goes', FIGURE)
  .action(runCommand(makeFindings))
  .parseAsync();

function append(path: string, paths: string[]): string[] {
  return [...paths, path];
}
