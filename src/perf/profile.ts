/** One strategy's resets under perf: which functions and instructions, and the files that show it. */

import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { formatNumber } from '../format.js';
import { checkWritable, writeTexts } from '../report/write.js';
import { flameGraph } from './flame-graph.js';
import {
  type FoldedStacks,
  foldStacks,
  type NotUnderstood,
  SCRIPT_FIELDS,
  serialiseStacks,
} from './folded-stacks.js';
import { annotate, type HotInstruction } from './profile-annotate.js';
import { chooseEvent } from './profile-event.js';
import { runPerf } from './profile-perf.js';
import { type Recording, recordReplay } from './profile-record.js';
import {
  type CallerShare,
  callersOf,
  findStrategySymbol,
  reportSymbols,
  type SymbolShare,
  shortSymbol,
} from './profile-symbols.js';
import { OBJDUMP, PERF, requireTool } from './tool.js';

export const PROFILE_SCHEMA = 'kvm-mmu-bench/profile/1';

const PURPOSE = 'npm run profile:perf';

export interface ProfileRequest {
  layout: string;
  strategy: string;
  state: string;
  seconds: number;
  /** Folder; made where it is not there. */
  output: string;
}

export interface Profile extends ProfileRequest, Recording {
  schema: typeof PROFILE_SCHEMA;
  perf: string;
  /** What the samples are of, as perf's own data say. */
  event: string;
  eventWhy: string;
  samples: number;
  lostSamples: number | null;
  notUnderstood: NotUnderstood;
  symbols: SymbolShare[];
  /** Null: no sample was in it. */
  strategySymbol: string | null;
  callers: CallerShare[];
  /** Of the strategy's own function. */
  instructions: HotInstruction[];
  files: ProfileFiles;
}

export interface ProfileFiles {
  flameGraph: string;
  stacks: string;
  /** Null: no sample was in the strategy's function. */
  annotation: string | null;
}

export interface ProfileControl {
  signal: AbortSignal;
  onStep: (label: string) => void;
}

/**
 * All files appear at once at the end, or none.
 *
 * @throws AbortError with nothing left behind
 * @throws UsageError where a tool is missing, perf may not sample, or the folder cannot be written
 */
export async function profile(request: ProfileRequest, control: ProfileControl): Promise<Profile> {
  const perf = requireTool(PERF, PURPOSE);
  requireTool(OBJDUMP, PURPOSE);
  const files = filesOf(request);
  for (const file of Object.values(files)) checkWritable(file);
  const event = await chooseEvent(control.signal);
  // In the folder itself: a recording may be larger than what the system's temporary folder holds.
  const workshop = mkdtempSync(join(request.output, '.kvm-mmu-bench-profile-'));
  try {
    const data = join(workshop, 'perf.data');
    const { layout, strategy, state, seconds } = request;
    control.onStep(`${strategy} in state ${state}`);
    const recording = await recordReplay(
      data,
      { layout, strategy, state },
      { event: event.name, seconds, signal: control.signal },
    );
    control.onStep('reading the samples');
    const found = await evaluate(data, strategy, control.signal);
    const { annotation, stacks, ...rest } = found;
    const summary = { ...request, ...recording, schema: PROFILE_SCHEMA, perf, ...rest } as const;
    // Without a pause between the files: no signal is handled meanwhile.
    writeTexts([
      { path: files.flameGraph, text: drawProfile(summary, stacks) },
      { path: files.stacks, text: serialiseStacks(stacks.stacks) },
      ...(annotation === null ? [] : [{ path: files.annotation, text: annotation }]),
    ]);
    // An earlier profile's would be taken for this one's.
    if (annotation === null) rmSync(files.annotation, { force: true });
    return {
      ...summary,
      eventWhy: event.why,
      files: { ...files, annotation: annotation === null ? null : files.annotation },
    };
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
}

async function evaluate(data: string, strategy: string, signal: AbortSignal) {
  const script = await runPerf(['script', '-i', data, '--no-inline', '-F', SCRIPT_FIELDS], signal);
  const stacks = foldStacks(script.stdout);
  const { symbols, lostSamples } = await reportSymbols(data, signal);
  const strategySymbol = findStrategySymbol(strategy, symbols);
  const annotation = strategySymbol === null ? null : await annotate(data, strategySymbol, signal);
  return {
    stacks,
    event: stacks.events.join(', '),
    samples: stacks.samples,
    lostSamples,
    notUnderstood: stacks.notUnderstood,
    symbols,
    strategySymbol,
    callers: strategySymbol === null ? [] : callersOf(strategySymbol, stacks.stacks),
    instructions: annotation?.instructions ?? [],
    annotation: annotation?.text ?? null,
  };
}

function filesOf({ output, strategy, state, layout }: ProfileRequest) {
  const stem = join(output, `${strategy}-${state}-${layout}`);
  return {
    flameGraph: `${stem}.svg`,
    stacks: `${stem}.folded`,
    annotation: `${stem}.annotate.txt`,
  };
}

type Drawn = Pick<
  Profile,
  'strategy' | 'state' | 'layout' | 'event' | 'samples' | 'strategySymbol'
>;

function drawProfile(profile: Drawn & Recording, { stacks }: FoldedStacks): string {
  const { strategy, state, layout, event, samples, strategySymbol } = profile;
  const isTime = event.startsWith('cpu-clock');
  return flameGraph(stacks, {
    title: `kvm-mmu-replay: ${strategy}, ${state}, ${layout}`,
    notes: [
      `${samples} samples of ${event}, at most ${profile.frequencyHz} per second. ` +
        "A box's width is its share, callees above callers; hover for names.",
      ...(strategySymbol === null ? [] : ["Blue: the strategy's own function."]),
    ],
    formatWeight: (weight) =>
      isTime ? `${formatNumber(weight / 1e6, 1)} ms` : `${weight.toExponential(2)} ${event}`,
    label: shortSymbol,
    isHighlighted: (name) => name === strategySymbol,
  });
}
