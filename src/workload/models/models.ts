/** The workload models by name. A further model is one file and one line here. */

import { expandEvents } from '../expand.js';
import type { ResetRules } from '../rules.js';
import type { MmuPath, Transition } from '../types.js';
import { guest } from './guest.js';
import type { Model } from './model.js';
import { nested } from './nested.js';
import { ovmf } from './ovmf.js';
import { describeParameter, readParameters } from './parameters.js';
import { seabios } from './seabios.js';
import { thread600 } from './thread-600.js';

const MODELS: readonly Model[] = [thread600, seabios, ovmf, guest, nested];

/** An id alone is a workload too: with every parameter at its default. */
export function listModels(): { id: string; description: string }[] {
  return MODELS.map((model) => ({ id: model.id, description: describeModel(model) }));
}

/**
 * @param text a model's id, or `id:key=value,...`
 * @returns the workload under the id `text`, null where that names no model
 * @throws UsageError for wrong parameters
 */
export function modelWorkload(
  text: string,
  rules: ResetRules,
  path: MmuPath = 'tdp',
): { id: string; description: string; transitions: Transition[] } | null {
  const colon = text.indexOf(':');
  const id = colon < 0 ? text : text.slice(0, colon);
  const model = MODELS.find((each) => each.id === id);
  if (model === undefined) return null;
  const values = colon < 0 ? null : text.slice(colon + 1);
  const events = model.events(readParameters(text, values, model.parameters));
  return {
    id: text,
    description: describeModel(model),
    transitions: expandEvents(events, rules, path),
  };
}

function describeModel({ description, parameters }: Model): string {
  return [description, ...parameters.map(describeParameter)].join('; ');
}
