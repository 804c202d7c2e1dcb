/** `report`: results as one HTML page that needs nothing else. */

import type { Command } from 'commander';
import { UsageError } from '../../errors.js';
import { formatBytes } from '../../format.js';
import type { Reported } from '../../report/html/page.js';
import { readResult } from '../../report/read.js';
import { writeText } from '../../report/write.js';
import { printJson, printText, runCommand } from '../output.js';
import { checkOutputFile, isStdout } from '../output-file.js';
import { renderReport, reportBeside } from '../report-file.js';

const DEFAULT_OUTPUT = 'report.html';

export function addReport(program: Command): void {
  program
    .command('report')
    .argument('<files...>', 'results; several stand side by side')
    .option('-o, --output <file>', `- is stdout (default: X.html of X.json, or ${DEFAULT_OUTPUT})`)
    .option('--json', 'print as JSON what is on the page and what is not, and nothing else')
    .action(runCommand(report));
}

interface Options {
  output?: string;
  json?: true;
}

async function report(files: readonly string[], { output, json }: Options) {
  const file = outputOf(files, output);
  if (file === null && json) {
    throw new UsageError('--json prints one document, and so does --output -: give it a file name');
  }
  const reported = files.map((source) => ({ source, result: readResult(source) }));
  if (file !== null) checkOutput(file, files);
  const page = await renderReport(reported);
  if (file === null) {
    printText(page);
    return undefined;
  }
  writeText(file, page);
  const bytes = Buffer.byteLength(page);
  if (json) printJson({ file, bytes, sections: await sectionsOf(reported) });
  else printText(`${file}: ${formatBytes(bytes)}`);
  return undefined;
}

/** Null: stdout. */
function outputOf(files: readonly string[], output: string | undefined): string | null {
  if (output !== undefined) return isStdout(output) ? null : output;
  const [only = '', ...others] = files;
  return (others.length === 0 ? reportBeside(only) : null) ?? DEFAULT_OUTPUT;
}

/** Nor is a result replaced that somebody forgot to put before the option. */
function checkOutput(output: string, files: readonly string[]): void {
  checkOutputFile(output, files, '--output');
  if (reportBeside(output) !== null) {
    throw new UsageError(`cannot write ${output}: .json is for results; a report is an .html file`);
  }
}

interface SectionSummary {
  id: string;
  title: string;
  /** Result files. */
  shown: string[];
  missing: { file: string; why: string }[];
}

async function sectionsOf(reported: readonly Reported[]): Promise<SectionSummary[]> {
  const { SECTIONS } = await import('../../report/html/sections.js');
  const { isMissing } = await import('../../report/html/section.js');
  return SECTIONS.map(({ id, title, render }) => {
    const parts = reported.map(({ source, result }) => ({ source, rendered: render(result) }));
    return {
      id,
      title,
      shown: parts.flatMap(({ source, rendered }) => (isMissing(rendered) ? [] : [source])),
      missing: parts.flatMap(({ source, rendered }) =>
        isMissing(rendered) ? [{ file: source, why: rendered.missing }] : [],
      ),
    };
  });
}
