/** The roles that decide which resets of a workload are early are the model's. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findRules } from '../../src/workload/rules.js';
import { guest } from './model/replays.arbitrary.js';
import { type Roles, rolesOf } from './model/role-words.js';

const PATHS = ['tdp', 'npt', 'shadow'] as const;

/** The words that the early return compares as one number, root_role above cpu_role. */
function compared(roles: Roles): bigint {
  return roles.reduce((all, [, role], index) => all | (role << BigInt(64 * index)), 0n);
}

describe.each(['v5.10', 'v5.17', 'v6.1'] as const)('by the rules of %s', (rules) => {
  it.each(PATHS)('%s', (path) => {
    // As the workloads are expanded: for a host of four levels and the meaning of bit 4 since v5.17.
    const format = { path, rules, maxTdpLevel: 4, gpteIs8Bytes: false } as const;
    const { role } = findRules(rules);
    fc.assert(
      fc.property(guest, (state) => {
        expect(role(state, path)).toBe(compared(rolesOf(state, format)));
      }),
      { seed: 5, numRuns: 1000 },
    );
  });
});
