/** What every result says, whatever was measured. */

import { countDisturbances } from '../explain/disturbances.js';
import { fingerprint } from '../host/fingerprint.js';
import { hostWarnings } from '../host/host.js';
import { packageVersion } from '../package.js';
import type { Plan } from '../plan/types.js';
import { RESULT_SCHEMA, type Result } from '../report/result.js';
import type { Setting } from './setting.js';

/** @param command what was asked for, for the record */
export function emptyResult(
  plan: Plan,
  { host, registry }: Pick<Setting, 'host' | 'registry'>,
  command: string,
): Result {
  return {
    schema: RESULT_SCHEMA,
    tool: { name: 'kvm-mmu-bench', version: packageVersion(), compiler: registry.compiler },
    date: new Date().toISOString(),
    command,
    complete: true,
    host,
    plan,
    cells: [],
    boots: [],
    noiseFloor: [],
    crossChecks: [],
    hazards: [],
    lineMaps: [],
    answer: [],
    hypotheses: [],
    ledger: null,
    sweep: [],
    crossings: [],
    between: [],
    conclusion: [],
    wallSeconds: 0,
    disturbances: countDisturbances([]),
    measuringShare: 0,
    countingShare: 0,
    fingerprint: fingerprint(),
    warnings: hostWarnings(host),
  };
}
