/** A registry without hardware: three layouts, four strategies and a control. */

import { UsageError } from '../../src/errors.js';
import type { NativeLayout, NativeRegistry, NativeStrategy } from '../../src/host/native.js';
import type { Means } from '../../src/plan/plan.js';

export function fakeLayout(
  name: string,
  phase: number,
  rules: readonly string[] = ['v5.17', 'v5.10'],
): NativeLayout {
  return {
    name,
    description: `the struct of ${name}`,
    sizeBytes: 392,
    phase,
    vcpuBytes: 8192,
    rootMmuOffset: phase,
    rules: [...rules],
    fields: [],
  };
}

export function fakeStrategy(name: string, changes: Partial<NativeStrategy> = {}): NativeStrategy {
  return {
    name,
    description: `what ${name} does`,
    isa: [],
    unavailable: null,
    equivalent: true,
    caveat: null,
    control: false,
    isolated: false,
    templates: name.startsWith('memcpy-'),
    ...changes,
  };
}

export function fakeRegistry(changes: Partial<NativeRegistry> = {}): NativeRegistry {
  const named = (names: readonly string[]) => names.map((name) => ({ name, description: name }));
  return {
    compiler: 'g++ 0',
    baseline: 'field-by-field',
    control: 'empty',
    layouts: [fakeLayout('v5.16', 40), fakeLayout('v5.17', 16), fakeLayout('hot-first', 0)],
    strategies: [
      fakeStrategy('field-by-field'),
      fakeStrategy('init-flag', { equivalent: false, caveat: 'a stale level' }),
      fakeStrategy('memcpy-rep-movsb', { isa: ['erms'] }),
      fakeStrategy('memcpy-avx2', { isa: ['avx2'] }),
      fakeStrategy('empty', { control: true }),
    ],
    programSteps: [],
    states: named(['hot', 'l1-evicted', 'dram']),
    bootStates: named(['hot', 'l1-evicted', 'dram', 'recorded']),
    paths: named(['tdp', 'npt', 'shadow']),
    scopes: named(['writes', 'init']),
    retirements: named(['overlapped', 'drained']),
    guestModes: ['unpaged', 'two-level', 'four-level'],
    ...changes,
  };
}

export function fakeMeans(changes: Partial<Means> = {}): Means {
  return {
    registry: fakeRegistry(),
    allowedCpus: [0, 1],
    workloads: ['thread-600', 'pc-kernel'],
    counterEvents: [],
    findLayout: (name) => {
      throw new UsageError(`no layout ${name}`);
    },
    ...changes,
  };
}

/** As on a CPU that lacks what these strategies need. */
export function withoutFeature(feature: string): NativeRegistry {
  const registry = fakeRegistry();
  return {
    ...registry,
    strategies: registry.strategies.map((strategy) =>
      strategy.isa.includes(feature)
        ? { ...strategy, unavailable: `the CPU lacks ${feature}` }
        : strategy,
    ),
  };
}
