/** What experiments can have on a machine that lacks nothing, or only what the test takes away. */

import type { ConsumerOption, LabMeans } from '../../../../src/host/native-lab.js';

const SETTINGS = [
  ...['hot', 'l1-evicted', 'l2-evicted', 'dram', 'remote', 'many-pages', 'few-pages'],
  ...['reads', 'writes', 'kvm-exit', 'cpuid-exit'],
];

const CONSUMERS: readonly [name: string, kind: ConsumerOption['kind']][] = [
  ['nothing', 'none'],
  ['read-pointer', 'reads'],
  ['read-32', 'reads'],
  ['read-64', 'reads'],
  ['call-plain', 'calls'],
  ['call-retpoline', 'calls'],
  ['rewrite-call-plain', 'rewrites'],
  ['rewrite-call-retpoline', 'rewrites'],
];

const ROUTINES = ['rep-movsb', 'mov64', 'libc', 'avx512'];

/** Options that leave the core with another clock. */
const ISOLATED = ['read-64', 'avx512'];

/** @param unavailable reasons by name of a setting, consumer or routine */
export function fakeMeans(unavailable: Readonly<Record<string, string>> = {}): LabMeans {
  const option = (name: string) => ({
    name,
    description: `what ${name} does`,
    unavailable: unavailable[name] ?? null,
  });
  const isolated = (name: string) => ({ ...option(name), isolated: ISOLATED.includes(name) });
  return {
    settings: SETTINGS.map(option),
    consumers: CONSUMERS.map(([name, kind]) => ({ ...isolated(name), kind })),
    copyRoutines: ROUTINES.map(isolated),
  };
}
