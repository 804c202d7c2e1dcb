/** `explain`: why 36 µs? One experiment per hypothesis, the ledger, the sweep, a conclusion. */

import type { Command } from 'commander';
import { UsageError } from '../../errors.js';
import { warningsBlock } from '../../report/checks-tables.js';
import { explanationReport, isExplained } from '../../report/explain-tables.js';
import { hostBlock } from '../../report/host-block.js';
import { readResult } from '../../report/read.js';
import type { Result } from '../../report/result.js';
import { textOptions } from '../../report/tables.js';
import { serialiseResult } from '../../report/write.js';
import {
  EXPLAIN_DEFAULTS,
  type ExplainOptions,
  planExplanation,
} from '../../run/explain-options.js';
import { ResultFile } from '../../run/result-file.js';
import { runExplanation } from '../../run/run-explanation.js';
import { meansOf, openSetting } from '../../run/setting.js';
import { keeping, saving } from '../finish.js';
import { interruptible } from '../interruptible.js';
import {
  commandLine,
  EXIT_DONE,
  type ExitCode,
  printMessage,
  printText,
  runCommand,
  wantsColour,
} from '../output.js';
import { withProgress } from '../with-progress.js';

interface Options extends ExplainOptions {
  output?: string;
  json?: boolean;
}

export function addExplain(program: Command): void {
  const { hypothesis, between, layout, seed } = EXPLAIN_DEFAULTS;
  program
    .command('explain')
    .argument('[file]', 'a result that holds an explanation; without it, measure')
    .option('--hypothesis <ids>', 'H1 to H10, comma separated, all or none', hypothesis)
    .option(
      '--between <names>',
      'real exits between resets: kvm-exit, cpuid-exit, all or none',
      between,
    )
    .option('--sweep <from..to>', "a guest's footprint, as 0..64M, or none (quick: 0..16M)")
    .option('--layout <name>', "layout of the experiments that don't choose their own", layout)
    .option('--phase <bytes>', "struct's offset in its first line, 0 to 56 in steps of 8")
    .option('--cpu <n>', 'logical CPU to measure on (default: the last allowed one)')
    .option('--seed <n>', 'of orders and placements', seed)
    .option('--output <file>', 'also write the result as JSON')
    .option('--quick', 'within 30 s')
    .option('--json', 'print the result as JSON and nothing else')
    .action(runCommand(explainCommand));
}

async function explainCommand(file: string | undefined, options: Options): Promise<ExitCode> {
  if (file === undefined) return measureAndPrint(options);
  if (options.output !== undefined) {
    throw new UsageError(`--output is for measuring: ${file} is only printed; copy it instead`);
  }
  print(explainedIn(file), options);
  return EXIT_DONE;
}

function print(result: Result, { json }: Options): void {
  if (json) {
    printText(serialiseResult(result));
    return;
  }
  const text = textOptions(process.stdout.columns, wantsColour(process.stdout));
  const warnings = result.warnings.length > 0 ? [warningsBlock(result, text)] : [];
  printText([hostBlock(result, text), ...warnings, explanationReport(result, text)].join('\n\n'));
}

function explainedIn(file: string): Result {
  const result = readResult(file);
  if (isExplained(result)) return result;
  throw new UsageError(
    `${file} holds no explanation: make one with kvm-mmu-bench explain --output FILE`,
  );
}

async function measureAndPrint({ output, ...options }: Options): Promise<ExitCode> {
  const setting = openSetting();
  const request = planExplanation(options, meansOf(setting));
  const file = output === undefined ? null : new ResultFile(output, { say: printMessage });
  const context = { ...setting, signal: interruptible(), command: commandLine(), file };
  const result = await keeping(file, () =>
    withProgress('explaining', (onProgress) => runExplanation(request, { ...context, onProgress })),
  );
  return saving(file, { result, interrupted: null }, () => print(result, options));
}
