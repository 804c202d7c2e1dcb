/** The ledger of machines whose parts are known. */

import { beforeAll, describe, expect, it } from 'vitest';
import type { Ledger, LedgerLine } from '../../../src/explain/explanation.js';
import { measureLedger } from '../../../src/explain/ledger.js';
import { type FakeLabOptions, fakeLab, NOISE } from './support/fake-lab.js';
import { branches, issue, type Mechanism, misses, type World, worldOf } from './support/world.js';

/** Of v5.16 at phase 40: without the patch, and with it. */
const STORES = { all: 22, patch: 14 };
const LINES = { all: 5, patch: 4 };

const ISSUE_NS = 0.5;
const BUFFER_NS = 0.25;
const LEVEL_NS = { 'l1-evicted': 1, 'l2-evicted': 8, dram: 60 };
const FORWARDING_NS = 0.3;
const BRANCH_NS = 0.2;
const COMPUTATION_NS = 40;
/** With lines hot, and in memory. */
const EARLY_HOT_NS = 10;
const EARLY_NS = 25;

const buffer: Mechanism = ({ retirement }, { stores }) =>
  retirement === 'drained' ? BUFFER_NS * stores : 0;

/** Who reads the pointer, or calls through it, waits for every store; and has it far if none came. */
const consumer: Mechanism = ({ consumer: name = 'nothing', setting }, { stores }) => {
  if (name === 'nothing') return 0;
  return FORWARDING_NS * stores + 3 + (stores === 0 && setting === 'dram' ? 100 : 0);
};

const computation: Mechanism = ({ scope, calls, strategy, setting }) => {
  if (scope !== 'init' || strategy === 'empty') return 0;
  if (calls !== 'early') return COMPUTATION_NS;
  return setting === 'dram' ? EARLY_NS : EARLY_HOT_NS;
};

const ADDITIVE: readonly Mechanism[] = [
  issue(ISSUE_NS),
  buffer,
  ...Object.entries(LEVEL_NS).map(([level, ns]) => misses(ns, level)),
  consumer,
  branches(BRANCH_NS),
  computation,
];

function ledgerIn(world: World, options: FakeLabOptions = {}): Promise<Ledger> {
  return measureLedger(fakeLab({ world, ...options }).lab);
}

function line(lines: readonly LedgerLine[], name: string): LedgerLine {
  const found = lines.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no line ${name}`);
  return found;
}

const nsOf = (lines: readonly LedgerLine[], name: string) =>
  line(lines, name).nsPerFullReset?.estimate;

function total(lines: readonly LedgerLine[], kind: LedgerLine['kind']): number {
  return lines
    .filter((each) => each.kind === kind)
    .reduce((sum, { nsPerCall }) => sum + nsPerCall.estimate, 0);
}

describe('in an additive world', () => {
  let ledger: Ledger;
  beforeAll(async () => {
    ledger = await ledgerIn(worldOf(...ADDITIVE));
  });

  it.each([
    ['issue', STORES.all * ISSUE_NS, 8 * ISSUE_NS],
    ['store buffer', STORES.all * BUFFER_NS, 8 * BUFFER_NS],
    ['misses, hot to l1-evicted', LINES.all * 1, 1],
    ['misses, l1-evicted to l2-evicted', LINES.all * 7, 7],
    ['misses, l2-evicted to dram', LINES.all * 52, 52],
    ['forwarding', STORES.all * FORWARDING_NS, 8 * FORWARDING_NS],
    ['branches', STORES.all * BRANCH_NS, 8 * BRANCH_NS],
    ['computation', COMPUTATION_NS, 0],
  ])('%s costs %d ns and the patch saves %d of them', (name, cost, saving) => {
    expect(nsOf(ledger.cost, name)).toBeCloseTo(cost, 6);
    expect(nsOf(ledger.saving, name)).toBeCloseTo(saving, 6);
  });

  it('the whole is what the parts say, and nothing is left', () => {
    const whole =
      STORES.all * (ISSUE_NS + BUFFER_NS + FORWARDING_NS + BRANCH_NS) +
      LINES.all * LEVEL_NS.dram +
      COMPUTATION_NS;
    expect(nsOf(ledger.cost, 'whole')).toBeCloseTo(whole, 6);
    expect(nsOf(ledger.cost, 'sum')).toBeCloseTo(whole, 6);
    expect(nsOf(ledger.cost, 'rest')).toBeCloseTo(0, 6);
    expect(nsOf(ledger.saving, 'rest')).toBeCloseTo(0, 6);
    expect(STORES.all - STORES.patch).toBe(8);
    expect(LINES.all - LINES.patch).toBe(1);
  });

  it.each(['cost', 'saving'] as const)('the parts of the %s add up to its sum', (side) => {
    const lines = ledger[side];
    expect(total(lines, 'part')).toBeCloseTo(total(lines, 'sum'), 6);
    expect(total(lines, 'sum') + total(lines, 'rest')).toBeCloseTo(total(lines, 'whole'), 6);
  });

  it('early returns cost what 200 of them do, and belong to no full reset', () => {
    const early = line(ledger.cost, 'early returns');
    expect(early).toMatchObject({ kind: 'part', nsPerFullReset: null });
    expect(early.microsecondsPerBoot.estimate).toBeCloseTo((200 * EARLY_NS) / 1000, 8);
    expect(early.nsPerCall.estimate).toBeCloseTo((200 * EARLY_NS) / 600, 8);
    expect(line(ledger.saving, 'early returns').nsPerCall.estimate).toBeCloseTo(0, 8);
  });

  it('a full reset is two of three calls; sum and whole have the early returns besides', () => {
    const issued = line(ledger.cost, 'issue');
    expect(issued.nsPerCall.estimate).toBeCloseTo((11 * 400) / 600, 8);
    expect(issued.microsecondsPerBoot.estimate).toBeCloseTo((11 * 400) / 1000, 8);
    for (const name of ['sum', 'whole']) {
      const { nsPerFullReset, microsecondsPerBoot } = line(ledger.cost, name);
      const full = ((nsPerFullReset?.estimate ?? 0) * 400) / 1000;
      expect(microsecondsPerBoot.estimate).toBeCloseTo(full + (200 * EARLY_NS) / 1000, 6);
    }
    expect(line(ledger.cost, 'rest').nsPerCall.estimate).toBeCloseTo(0, 6);
  });

  it('lines are parts, then sum, whole and rest, on both sides alike', () => {
    const kinds = ledger.cost.map(({ kind }) => kind);
    expect(kinds.slice(-3)).toEqual(['sum', 'whole', 'rest']);
    expect(new Set(kinds.slice(0, -3))).toEqual(new Set(['part']));
    const said = (lines: readonly LedgerLine[]) =>
      lines.map(({ kind, name, contrast }) => ({ kind, name, contrast }));
    expect(said(ledger.saving)).toEqual(said(ledger.cost));
  });

  it('it says where it is, and what the thread claims', () => {
    expect(ledger).toMatchObject({
      layout: 'v5.16',
      phase: 40,
      state: 'dram',
      workload: { id: 'thread-600', calls: 600, full: 400, early: 200 },
      claim: { microsecondsPerBoot: 36, nsPerCall: 60, nsPerFullReset: 90 },
    });
  });
});

describe('the rest', () => {
  it('is negative where parts overlap', async () => {
    const hidden: Mechanism = ({ scope, setting, strategy }) =>
      scope === 'init' && setting === 'dram' && strategy !== 'empty' ? -30 : 0;
    const { cost } = await ledgerIn(worldOf(...ADDITIVE, hidden));
    expect(nsOf(cost, 'rest')).toBeCloseTo(-30, 6);
    expect(line(cost, 'rest').microsecondsPerBoot.estimate).toBeCloseTo((-30 * 400) / 1000, 6);
  });

  it('is positive where something was not thought of', async () => {
    const inputs: Mechanism = ({ scope, setting, strategy }) =>
      scope === 'init' && setting === 'dram' && strategy === 'field-by-field' ? 45 : 0;
    const { cost, saving } = await ledgerIn(worldOf(...ADDITIVE, inputs));
    expect(nsOf(cost, 'rest')).toBeCloseTo(45, 6);
    // The same 45 ns of calls that return early are in both, so they leave nothing over.
    expect(total(cost, 'part')).toBeCloseTo(total(cost, 'sum'), 6);
    expect(nsOf(saving, 'rest')).toBeCloseTo(45, 6);
  });

  it.each([600, 601, 602])(
    'holds zero in an additive world that is noisy, seed %i',
    async (seed) => {
      const setting = { seed };
      const { cost, saving } = await ledgerIn(worldOf(...ADDITIVE), { ...NOISE, setting });
      for (const lines of [cost, saving]) {
        const rest = line(lines, 'rest').nsPerFullReset;
        expect(rest?.low).toBeLessThan(0);
        expect(rest?.high).toBeGreaterThan(0);
        expect((rest?.high ?? 0) - (rest?.low ?? 0)).toBeGreaterThan(0.1);
      }
    },
  );
});

describe('the interval of the sum', () => {
  it('is its own: neither those of the parts put end to end nor that of the widest', async () => {
    const { cost } = await ledgerIn(worldOf(...ADDITIVE), NOISE);
    const width = ({ nsPerFullReset }: LedgerLine) =>
      nsPerFullReset === null ? 0 : nsPerFullReset.high - nsPerFullReset.low;
    const parts = cost.filter(({ kind }) => kind === 'part').map(width);
    const sum = width(line(cost, 'sum'));
    expect(sum).toBeLessThan(parts.reduce((all, each) => all + each, 0));
    expect(sum).toBeGreaterThan(0);
    const { nsPerFullReset } = line(cost, 'sum');
    expect(nsPerFullReset?.low).toBeLessThan(nsOf(cost, 'whole') ?? 0);
    expect(nsPerFullReset?.high).toBeGreaterThan(nsOf(cost, 'whole') ?? 0);
  });
});

describe('the time of the ledger', () => {
  it('is that of two jobs, for one with all arms', async () => {
    const { lab, requests } = fakeLab();
    await measureLedger(lab);
    expect(requests.map(({ budgetNs }) => budgetNs)).toEqual([1e9]);
  });
});
