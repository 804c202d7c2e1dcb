/** `layout search`: an order of a struct's fields that its resets dirty fewer lines with, measured. */

import { type Command, Option } from 'commander';
import { loadAddon } from '../../../host/addon.js';
import type { NativeRegistry } from '../../../host/native.js';
import { writeLayoutFile } from '../../../layout/files/layout-file.js';
import { requireWrites, rulesOfLayout } from '../../../layout/programs/run-time-layout.js';
import type { Layout } from '../../../layout/types.js';
import { requirePhase } from '../../../plan/layouts.js';
import { pickCpu } from '../../../plan/options.js';
import { DEFAULT_WORKLOAD } from '../../../plan/plan.js';
import { searchDocument } from '../../../report/search-document.js';
import { searchReport } from '../../../report/search-report.js';
import { textOptions } from '../../../report/tables.js';
import { layoutMeasurer } from '../../../run/measure-layouts.js';
import { openSetting, type Setting } from '../../../run/setting.js';
import {
  type MeasuredOutcome,
  type SearchOutcome,
  shownCandidate,
} from '../../../search/outcome.js';
import { searchOrders } from '../../../search/search.js';
import {
  type MeasureCandidates,
  type MeasuringOptions,
  OBJECTIVES,
  type Objective,
  type SearchResult,
} from '../../../search/types.js';
import { judgeCandidates } from '../../../search/verdict.js';
import { loadWorkload } from '../../../workload/workloads.js';
import { interruptible } from '../../interruptible.js';
import { printJson, printMessage, printText, runCommand, wantsColour } from '../../output.js';
import { checkOutputFile } from '../../output-file.js';
import { withProgress } from '../../with-progress.js';
import { LAYOUT_ARGUMENT, namedLayout } from './argument.js';
import { askedSearch, type TypedSearchOptions } from './search-options.js';

/** @param measurerOf what measures the candidates; tests replace it */
export function addSearch(
  layout: Command,
  measurerOf: (setting: Setting) => MeasureCandidates = layoutMeasurer,
): void {
  const objective = new Option('--objective <name>', 'what is made small, or large');
  layout
    .command('search')
    .description('find an order of fields that resets dirty fewer lines with, and measure it')
    .requiredOption('--layout <layout>', LAYOUT_ARGUMENT)
    .option('--strategy <name>', 'whose resets', 'field-by-field')
    .addOption(objective.choices(OBJECTIVES).default('lines'))
    .option('--line-ns <ns>', 'what a dirtied line costs, for --objective ns')
    .option('--phase <keep|free|n>', "of the struct's first byte, 0 to 56 in steps of 8", 'keep')
    .option('--group <fields>', 'fields that stay together; may be given again', collect)
    .option('--no-default-groups', "without those that KVM's fault path reads together")
    .option('--no-measure', 'search only')
    .option('--state <name>', 'cache state to measure in', 'dram')
    .option('--retirement <name>', 'overlapped or drained', 'drained')
    .option('--workload <id|file>', 'whose resets make µs per boot', DEFAULT_WORKLOAD)
    .option('--budget <seconds>', 'wall time for all measurements together', '20')
    .option('--cpu <n>', 'logical CPU to measure on (default: the last allowed one)')
    .option('--seed <n>', 'of the search, of orders and placements', '600')
    .option('-o, --output <file>', 'write the winner as a layout file')
    .option('--json', 'print JSON and nothing else')
    .action(runCommand((options: TypedSearchOptions) => search(options, measurerOf)));
}

function collect(list: string, lists: readonly string[] = []): string[] {
  return [...lists, list];
}

async function search(
  options: TypedSearchOptions,
  measurerOf: (setting: Setting) => MeasureCandidates,
) {
  const { output } = options;
  if (output !== undefined) checkOutputFile(output, [options.layout, options.workload], '--output');
  const registry = loadAddon().registry();
  const layout = namedLayout(options.layout, registry);
  requireWrites(layout);
  if (options.measure) requirePhase(layout, 'correct it in the file, or search with --no-measure');
  const { request, nsPerLine, measuring } = askedSearch(layout, options, registry);
  const workload = await resetsOf(layout, options.workload, registry);
  const setting = options.measure ? openSetting() : null;
  const cpu = setting === null ? -1 : pickCpu(options.cpu, setting.native.allowedCpus);
  const signal = interruptible();
  const result = await withProgress('searching', (onProgress) =>
    searchOrders(request, registry, { signal, onProgress }),
  );
  const found: SearchOutcome = {
    ...{ baseline: registry.baseline, objective: request.objective, nsPerLine },
    ...{
      groups: request.groups,
      phases: request.phases,
      measuring: { ...measuring, cpu },
      result,
      workload,
    },
    measured: null,
  };
  if (setting === null || result.candidates.length === 0) {
    print(found, options);
    return undefined;
  }
  const { objective } = options;
  const outcome = await measured(
    measurerOf(setting),
    result,
    found.measuring,
    objective,
    signal,
  ).catch((error: unknown) => {
    // What was found is proven, however measuring ends.
    print(found, options);
    throw error;
  });
  print({ ...found, measured: outcome }, options);
  return undefined;
}

/** Null for a struct that is no `kvm_mmu`: no boot resets it. */
async function resetsOf(
  layout: Layout,
  workload: string,
  registry: NativeRegistry,
): Promise<SearchOutcome['workload']> {
  const rules = rulesOfLayout(layout, registry);
  if (rules === null) return null;
  const { id, counts } = await loadWorkload(workload, rules);
  return { id, fullResets: counts.full };
}

/** @throws the signal's reason if it is aborted: half a measurement decides nothing */
async function measured(
  measure: MeasureCandidates,
  { original, candidates }: SearchResult,
  measuring: MeasuringOptions,
  objective: Objective,
  signal: AbortSignal,
): Promise<MeasuredOutcome> {
  const layouts = [original, ...candidates].map(({ layout }) => layout);
  const samples = await withProgress('measuring', (onProgress) =>
    measure(layouts, measuring, { signal, onProgress }),
  ).finally(() => signal.throwIfAborted());
  const [first, ...others] = samples;
  if (first === undefined) throw new Error('the original was not measured');
  return { original: first, candidates: others, ...judgeCandidates(first, others, objective) };
}

function print(outcome: SearchOutcome, { output, json }: TypedSearchOptions): void {
  const shown = shownCandidate(outcome);
  const candidate = shown === null ? undefined : outcome.result.candidates[shown];
  if (output !== undefined) {
    if (candidate === undefined) {
      printMessage(`no order is better than the original's: ${output} is not written`);
    } else {
      writeLayoutFile(output, candidate.layout);
      printMessage(`wrote ${output}`);
    }
  }
  if (json) printJson(searchDocument(outcome));
  else
    printText(
      searchReport(outcome, textOptions(process.stdout.columns, wantsColour(process.stdout))),
    );
}
