/**
 * The harness against Google Benchmark, on the same compiled strategies: `npm run bench:method`.
 *
 * Do two instruments find the same truth, and which needs less time for it? Both reset the same bank
 * of eight hot vCPU blocks 256 times between fences, take off what `empty` costs, and get the same
 * run time in alternating turns. Google Benchmark (Debian: libbenchmark-dev) is used where it is
 * installed and not asked for otherwise.
 *
 * What was found to set them apart, on a Xeon of the Cascade Lake kind; every run changes one after
 * the other and prints what is left:
 * - AVX-512, once, in the rounds. The core's clock falls from 3.2 to 2.9 GHz for about a millisecond
 *   after memcpy-avx512, and the harness interleaves by the microsecond: every other strategy of its
 *   rounds came out 12 to 17 % slower. Since then such strategies have rounds of their own.
 * - The loop. Around a strategy it costs other than around `empty`, because it overlaps with stores: up
 *   to half a cycle is a matter of the loop.
 * - Placement. One draw of block and code addresses is one sample: constant-once took 1.6 ns where the
 *   linker put it, 0.4 ns at most other addresses.
 * - A busy machine, which pulls up means of CPU time. Then Google Benchmark's intervals are wide too,
 *   and a `?` says that they leave room for agreement.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { interruptible } from '../src/cli/interruptible.js';
import { printJson, printMessage, printText, runCommand, wantsColour } from '../src/cli/output.js';
import { createProgress } from '../src/cli/progress.js';
import { pickCpu, pickInteger, pickPositive } from '../src/plan/options.js';
import { textOptions } from '../src/report/tables.js';
import { wrap } from '../src/report/text.js';
import { openSetting } from '../src/run/setting.js';
import { compileProgram, whyUnavailable } from './method/compiler.js';
import { type InstrumentOptions, instruments } from './method/instruments.js';
import { report } from './method/report.js';
import { methodReport } from './method/text.js';
import type { Measurement } from './method/types.js';

const REMEDY =
  'This comparison needs the library and its header. On Debian and Ubuntu: ' +
  'apt-get install libbenchmark-dev. Nothing else of this project uses them.';

interface Options {
  seconds: string;
  seed: string;
  cpu?: string;
  json?: boolean;
}

async function benchMethod(options: Options) {
  const setting = openSetting();
  const seconds = pickPositive('--seconds', options.seconds, 0.5, 3600);
  const seed = pickInteger('--seed', options.seed, 0, 2 ** 40);
  const cpu = pickCpu(options.cpu, setting.native.allowedCpus);
  const signal = interruptible();
  const folder = mkdtempSync(join(tmpdir(), 'kvm-mmu-bench-method-'));
  try {
    const reason = await whyUnavailable(folder, signal);
    if (reason !== null) return skip(reason, options);
    const path = await compileProgram(folder, signal);
    const measurements = await measureInTurns({ setting, path, cpu }, { seconds, seed, signal });
    const { registry, native } = setting;
    const found = report(measurements, {
      baseline: registry.baseline,
      cpuModel: native.cpuModel,
      compiler: registry.compiler,
      seed,
    });
    if (options.json) printJson(found);
    else {
      const text = textOptions(process.stdout.columns, wantsColour(process.stdout));
      printText(methodReport(found, text));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return undefined;
}

function skip(reason: string, { json }: Options): undefined {
  if (json) printJson({ skipped: reason, remedy: REMEDY });
  else {
    const { columns } = textOptions(process.stdout.columns, false);
    printText(`skipped: ${reason}\n\n${wrap(REMEDY, columns)}`);
  }
}

/** There and back again, so that a slow drift of the machine hits all alike. */
async function measureInTurns(
  where: Omit<InstrumentOptions, 'onProgress'>,
  { seconds, seed, signal }: { seconds: number; seed: number; signal: AbortSignal },
): Promise<Measurement[]> {
  const turns = seconds < 4 ? 2 : 4;
  let label = '';
  const progress = createProgress({ stream: process.stderr, total: 1000, label: 'method' });
  const start = performance.now();
  let planned = Number.POSITIVE_INFINITY;
  const onProgress = () => {
    const share = (performance.now() - start) / 1000 / planned;
    progress.update(Math.round(1000 * share), label);
  };
  const running = instruments({ ...where, onProgress });
  planned = seconds * running.length;
  printMessage(`${running.length} measurements of ${seconds} s in ${turns} turns each`);
  try {
    for (let turn = 0; turn < turns; turn++) {
      for (const each of turn % 2 === 0 ? running : running.toReversed()) {
        label = each.id;
        onProgress();
        await each.measure(seconds / turns, seed + turn, signal);
      }
    }
  } finally {
    progress.stop();
  }
  return running.flatMap((each) => each.results());
}

const program = new Command('npm run bench:method --')
  .description('compare this harness with Google Benchmark, where that is installed')
  .option('--seconds <n>', 'run time of each measurement', '5')
  .option('--cpu <n>', 'logical CPU to measure on (default: the last allowed one)')
  .option('--seed <n>', 'of orders and placements', '600')
  .option('--json', 'print JSON and nothing else')
  .action(runCommand(benchMethod));

await program.parseAsync();
