/** The workloads by name: the models, the recorded boots of data/traces, and trace files of users. */

import { existsSync } from 'node:fs';
import { UsageError, unknownName } from '../errors.js';
import { countResets } from './expand.js';
import { STDIN } from './formats/open.js';
import type { ReadReport } from './formats/read.js';
import { loadTrace, type TraceOptions } from './load-trace.js';
import { listModels, modelWorkload } from './models/models.js';
import { recordedBoots } from './recorded-boots.js';
import { DEFAULT_RULES, findRules, type ResetRules } from './rules.js';
import type { Transition, Workload } from './types.js';

export interface WorkloadListing {
  id: string;
  description: string;
}

/** Names only: nothing is opened or computed. */
export function listWorkloads(): WorkloadListing[] {
  return [...listModels(), ...recordedBoots().map(({ id, description }) => ({ id, description }))];
}

export interface OpenedWorkload {
  workload: Workload;
  /** Null for a model, which is not read from anything. */
  report: ReadReport | null;
}

/**
 * @param idOrPath a listed id, a model with parameters (`seabios:call32=50`), or a trace file
 * @param rules whose resets: a name of `listRules`
 * @throws UsageError for an unknown name or a bad parameter, TraceError for a bad file
 */
export async function loadWorkload(
  idOrPath: string,
  rules = DEFAULT_RULES,
  options: TraceOptions = {},
): Promise<Workload> {
  const { workload, report } = await openWorkload(idOrPath, rules, options);
  return { ...workload, notes: report?.notes ?? [] };
}

/** The same, with what the reading of a trace had to tell. */
export async function openWorkload(
  idOrPath: string,
  rules: string,
  options: TraceOptions,
): Promise<OpenedWorkload> {
  const resetRules = findRules(rules);
  const source = await openSource(idOrPath, resetRules, options);
  const { id, description, transitions, report } = source;
  const counts = countResets(transitions);
  return { workload: { id, description, rules: resetRules.name, transitions, counts }, report };
}

type Source = WorkloadListing & { transitions: Transition[]; report: ReadReport | null };

async function openSource(
  idOrPath: string,
  rules: ResetRules,
  options: TraceOptions,
): Promise<Source> {
  const boot = recordedBoots().find(({ id }) => id === idOrPath);
  if (boot) return { ...boot, ...(await loadTrace(boot.file, rules, options)) };
  const model = modelWorkload(idOrPath, rules, options.path);
  if (model) {
    refuseTraceOptions(idOrPath, options);
    return { ...model, report: null };
  }
  if (!isPath(idOrPath)) throw unknownWorkload(idOrPath);
  const { transitions, report } = await loadTrace(idOrPath, rules, options);
  const description = [report.format.description, ...report.notes].join('; ');
  return { id: idOrPath, description, transitions, report };
}

/** Whatever looks like one, so that a mistyped path is answered as a path. */
function isPath(text: string): boolean {
  return text === STDIN || /[/\\]|\.\w+$/.test(text) || existsSync(text);
}

const TRACE_OPTIONS = ['guest', 'nx', 'vcpu', 'handler', 'lenient'] as const;

function refuseTraceOptions(id: string, options: TraceOptions): void {
  const given = TRACE_OPTIONS.find((name) => options[name] !== undefined);
  if (given === undefined) return;
  throw new UsageError(`${id} is a model, which is computed and not read: leave out --${given}`);
}

function unknownWorkload(text: string): UsageError {
  const [id = ''] = text.split(':');
  return unknownName(
    'workload',
    id,
    listWorkloads().map((each) => each.id),
  );
}
