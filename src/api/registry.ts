/** What options may name: all that this build has, with what cannot be had on this machine. */

import { exitsOf } from '../explain/between.js';
import { HYPOTHESES } from '../explain/hypotheses/hypotheses.js';
import type { Hypothesis } from '../explain/hypotheses/hypothesis.js';
import { loadAddon } from '../host/addon.js';
import type { NativeLayout, NativeRegistry, NativeStrategy } from '../host/native.js';
import type { CounterEvent } from '../host/native-jobs.js';
import type { LabOption } from '../host/native-lab.js';
import type { NamedOption } from '../host/native-subject.js';
import { listRules } from '../workload/rules.js';
import { listWorkloads } from '../workload/workloads.js';

/** Lists go by the options that take their names. */
export interface Registry {
  /** Of the native code, as it calls itself. */
  compiler: string;
  /** The strategy that all others are compared with: the kernel's way. */
  baseline: string;
  /** With their fields, sizes and own phases, bytes. */
  layouts: NativeLayout[];
  /** Where `unavailable` is not null, it is left out of `all` and says why. */
  strategies: NativeStrategy[];
  /** `recorded` is for boots only. */
  states: NamedOption[];
  retirements: NamedOption[];
  paths: NamedOption[];
  scopes: NamedOption[];
  guests: NativeRegistry['guestModes'];
  rules: NamedOption[];
  /** Models take parameters: `seabios:call32=50`. */
  workloads: NamedOption[];
  counters: CounterEvent[];
  /** Of `explain`, by id. */
  hypotheses: Omit<Hypothesis, 'experiment'>[];
  between: LabOption[];
}

/**
 * Opens counters and makes a virtual machine to see what can be had, some 50 ms: not beside a
 * measurement.
 *
 * @throws AddonLoadError where the native code is missing
 */
export function registry(): Registry {
  const addon = loadAddon();
  const { compiler, baseline, layouts, strategies, ...named } = addon.registry();
  const { bootStates, retirements, paths, scopes, guestModes } = named;
  return {
    ...{ compiler, baseline, layouts },
    strategies: strategies.filter(({ control }) => !control),
    ...{ states: bootStates, retirements, paths, scopes, guests: guestModes },
    rules: listRules().map(({ name, description }) => ({ name, description })),
    workloads: listWorkloads().map(({ id, description }) => ({ name: id, description })),
    counters: addon.counterEvents(),
    hypotheses: HYPOTHESES.map(({ experiment: _, ...told }) => told),
    between: exitsOf(addon.labMeans()),
  };
}
