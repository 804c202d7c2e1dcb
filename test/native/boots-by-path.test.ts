/**
 * A boot's full and early resets are those of the workload's expansion in TypeScript, whatever the
 * path, the scope and the kernel version. In scope `init` what is compared is the role that the
 * compiled call has stored.
 */

import { describe, expect, it } from 'vitest';
import type { SubjectRequest } from '../../src/host/native-subject.js';
import { listWorkloads } from '../../src/workload/workloads.js';
import { layoutNamed, registry, runnable } from './support/addon.js';
import { boot, countsOf } from './support/boots.js';
import { subjects, titleOf } from './support/replay.js';

const listed = listWorkloads().map(({ id }) => id);

/** Each path, scope and version with every workload; which of them go together is of no matter. */
const WAYS: readonly SubjectRequest[] = [
  { layout: 'v5.17', path: 'tdp', scope: 'init', rules: 'v5.17' },
  { layout: 'v5.16', path: 'npt', scope: 'init', rules: 'v5.10' },
  { layout: 'v6.1', path: 'shadow', scope: 'init', rules: 'v6.1' },
  { layout: 'v6.1', path: 'tdp', scope: 'writes', rules: 'v6.1' },
  { layout: 'hot-first', path: 'shadow', scope: 'writes', rules: 'v5.17' },
];

describe.each(WAYS.map((way) => [titleOf(way), way] as const))('%s', (_, way) => {
  it.each(listed)('%s', async (id) => {
    const { phase } = layoutNamed(way.layout);
    const { samples, counts } = await boot(id, { ...way, phase });
    expect(countsOf(samples)).toEqual(counts);
    expect(counts.full).toBeGreaterThan(0);
  });
});

describe('models with L2, whose resets are of nested_mmu', () => {
  const cases = subjects.map((subject) => [titleOf(subject), subject] as const);

  it.each(cases)('%s', async (_, subject) => {
    const {
      phase,
      rules: [usual = ''],
    } = layoutNamed(subject.layout);
    const { samples, counts } = await boot('nested', { rules: usual, ...subject, phase });
    expect(countsOf(samples)).toEqual(counts);
    expect(counts.full).toBeGreaterThan(0);
  });
});

describe('ticks of boots of whole calls', () => {
  const columns = runnable.map(({ name }) => name);

  it.each(WAYS.map((way) => [titleOf(way), way] as const))(
    '%s: every strategy has its own in every round',
    async (_, way) => {
      const { phase } = layoutNamed(way.layout);
      const { samples } = await boot('thread-600', { ...way, phase, columns, rounds: 4 });
      expect(samples.rounds).toBe(4);
      expect(samples.ticks).toHaveLength(4 * columns.length);
      expect(Math.min(...samples.ticks)).toBeGreaterThan(0);
    },
  );

  it.each(registry.states)('$name', async ({ name: state }) => {
    const { samples } = await boot('pc-kernel', { scope: 'init', state, columns, rounds: 2 });
    expect(samples.stateCheck.state).toBe(state);
    expect(Math.min(...samples.ticks)).toBeGreaterThan(0);
  });
});
