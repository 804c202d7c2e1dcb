/** Every hypothesis in a world where its mechanism is strong, and in those where others are. */

import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../../src/explain/explanation.js';
import { HYPOTHESES } from '../../../src/explain/hypotheses/hypotheses.js';
import { find } from '../../../src/explain/hypotheses/hypothesis.js';
import { fakeLab, NOISE } from './support/fake-lab.js';
import {
  branches,
  copying,
  forwarding,
  fullBuffer,
  issue,
  type Mechanism,
  misses,
  pageWalks,
  remote,
  tracing,
  worldOf,
} from './support/world.js';

/** As quick as any core stores: eight of them are a twentieth of what would matter. */
const QUICK_STORES = issue(0.05);

const WORLDS: readonly [name: string, mechanism: Mechanism, supported: readonly string[]][] = [
  ['stores that take 4 ns each', issue(4), ['H1']],
  ['lines that come from memory one by one', misses(60), ['H2', 'H3']],
  ['a store buffer of 48 entries', fullBuffer(48, 5), ['H4']],
  ['loads that wait for every store', forwarding(4), ['H5']],
  ['calls that wait for every store', branches(4), ['H6']],
  ['a copy that takes 30 ns less than the stores', copying(-30), ['H7']],
  ['stores that walk the page tables', pageWalks(4), ['H8']],
  ['lines that come from another core one by one', remote(60), ['H9']],
  ['clock readings that wait for every store', tracing(4), ['H10']],
  ['stores that take no time at all', () => 0, []],
  ['a copy that takes 30 ns more than the stores', copying(30), []],
  ['what every reset takes, whatever it stores', () => 200, []],
];

async function verdictsIn(mechanism: Mechanism): Promise<Record<string, Verdict>> {
  const { lab } = fakeLab({ world: worldOf(QUICK_STORES, mechanism), ...NOISE });
  const verdicts: Record<string, Verdict> = {};
  for (const hypothesis of HYPOTHESES) {
    verdicts[hypothesis.id] = (await find(hypothesis, lab)).verdict;
  }
  return verdicts;
}

describe('in a world of', () => {
  it.each(WORLDS)('%s, only its own hypotheses are supported', async (_, mechanism, supported) => {
    const expected = HYPOTHESES.map(({ id }) => [
      id,
      supported.includes(id) ? 'supported' : 'refuted',
    ]);
    expect(await verdictsIn(mechanism)).toEqual(Object.fromEntries(expected));
  });

  it('each mechanism, every hypothesis has one', () => {
    const supported = WORLDS.flatMap(([, , ids]) => ids);
    expect([...supported].sort()).toEqual(HYPOTHESES.map(({ id }) => id).sort());
  });
});
