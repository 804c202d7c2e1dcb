/**
 * `npm run fuzz:nightly [-- --only NAME --seed N --cases N --save FOLDER]`: every parser against many
 * thousands of spoiled files. What it finds is written as files that can be put into corpus/.
 */

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { type ExitCode, printMessage, printText, runCommand } from '../../src/cli/output.js';
import { createProgress } from '../../src/cli/progress.js';
import { UsageError, unknownName } from '../../src/errors.js';
import { pickInteger } from '../../src/plan/options.js';
import { type CampaignReport, runCampaign } from './campaign.js';
import { CORPUS, saveCase, seedFiles } from './cases.js';
import { type FuzzedParser, kindOfMessage } from './parser.js';
import { PARSERS } from './parsers.js';
import { caseOf } from './worker.js';

const MOST_CASES = 100_000_000;
const MOST_SEED = Number.MAX_SAFE_INTEGER;
/** A minute on a busy machine for what may take one second. */
const HANG_MS = 60_000;
const PARSERS_MODULE = new URL('./parsers.ts', import.meta.url).href;

interface Options {
  only: string[];
  seed?: string;
  cases: string;
  save: string;
}

async function fuzz({ only, seed: seedText, cases: casesText, save }: Options) {
  const parsers = only.length > 0 ? only.map(findParser) : PARSERS;
  const cases = pickInteger('--cases', casesText, 1, MOST_CASES);
  // A night of its own each time; to repeat one, its seed is printed.
  const seed = seedText === undefined ? Date.now() : pickInteger('--seed', seedText, 0, MOST_SEED);
  const total = parsers.length * cases;
  const progress = createProgress({ stream: process.stderr, total, label: 'fuzzing' });
  printText(`seed ${seed}, ${cases} cases of each parser`);
  let kinds = 0;
  for (const [index, parser] of parsers.entries()) {
    const report = await runCampaign({
      ...{ parsers: PARSERS_MODULE, name: parser.name, seed, cases, hangMs: HANG_MS },
      onProgress: (done) => progress.update(index * cases + done, parser.name),
    });
    printText(summary(parser.name, report));
    kinds += printFound(parser, seed, report, save);
  }
  progress.stop();
  if (kinds === 0) return undefined;
  const failed: ExitCode = 1;
  printMessage(`${kinds} findings; mend the parser, and put the case into ${CORPUS}<parser>/`);
  return failed;
}

function findParser(name: string): FuzzedParser {
  const parser = PARSERS.find((each) => each.name === name);
  if (parser !== undefined) return parser;
  const names = PARSERS.map((each) => each.name);
  throw new UsageError(
    `${unknownName('parser', name, names).message.replace(/ \(.*/, '')}; there are ${names.join(', ')}`,
  );
}

function summary(name: string, { cases, read, refused, refusals, seconds }: CampaignReport) {
  const counts = `${cases} cases: ${read} read, ${refused} refused in ${refusals} ways`;
  return `${name.padEnd(22)} ${seconds.toFixed(0).padStart(4)} s  ${counts}`;
}

/** One of each kind. @returns how many kinds */
function printFound(
  parser: FuzzedParser,
  seed: number,
  { found }: CampaignReport,
  folder: string,
): number {
  const files = seedFiles(parser);
  const kinds = new Set<string>();
  for (const { number, what } of found) {
    const kind = kindOfMessage(what);
    if (kinds.has(kind)) continue;
    kinds.add(kind);
    const path = saveCase(folder, parser.name, caseOf(parser, files, seed, number));
    printText(`  case ${number}: ${what}\n    ${path}`);
  }
  return kinds.size;
}

await new Command('npm run fuzz:nightly --')
  .description('spoil files at random and see that every parser reads or refuses them')
  .option('--only <name>', 'parser, may be given several times (default: all)', append, [])
  .option('--seed <n>', 'of the cases (default: the time)')
  .option('--cases <n>', 'made for each parser', '50000')
  .option('--save <folder>', 'where cases that fail go', join(tmpdir(), 'kvm-mmu-bench-fuzz'))
  .action(runCommand(fuzz))
  .parseAsync();

function append(name: string, names: string[]): string[] {
  return [...names, name];
}
