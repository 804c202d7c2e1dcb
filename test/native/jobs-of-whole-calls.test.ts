/** Banks of whole calls, and of stores on every path: what comes back, and its order of size. */

import { describe, expect, it } from 'vitest';
import type { BankRequest } from '../../src/host/native-jobs.js';
import { addon, layoutNamed, registry, runnable, wholeCalls } from './support/addon.js';
import { subjects, titleOf } from './support/replay.js';
import { bankRequest, ignore } from './support/requests.js';

const RETRY = { retry: 2 };
const columns = runnable.map(({ name }) => name);

describe.each(subjects.map((subject) => [titleOf(subject), subject] as const))(
  '%s',
  (_, subject) => {
    const ways = subject.scope === 'init' ? (['full', 'early'] as const) : (['full'] as const);

    it.each(ways)('%s: every strategy has its ticks in every round', async (calls) => {
      const { phase } = layoutNamed(subject.layout);
      const request = bankRequest({ ...subject, phase, calls, columns, rounds: 4 });
      const { rounds, ticks, stateCheck } = await addon.startBank(request, ignore).samples;
      expect(rounds).toBe(4);
      expect(ticks).toHaveLength(4 * columns.length);
      expect(Math.min(...ticks)).toBeGreaterThan(0);
      expect(stateCheck.state).toBe('hot');
    });
  },
);

describe('whole calls come', () => {
  it.each(registry.states)('$name', async ({ name: state }) => {
    const request = bankRequest({ scope: 'init', path: 'shadow', state, columns, rounds: 4 });
    const { rounds, ticks } = await addon.startBank(request, ignore).samples;
    expect(rounds).toBe(4);
    expect(Math.min(...ticks)).toBeGreaterThan(0);
  });

  it.each(registry.guestModes)('of guests that are %s, drawn many times', async (guest) => {
    const request = bankRequest({ scope: 'init', path: 'npt', guest, columns, rounds: 40 });
    const { rounds, ticks } = await addon.startBank(request, ignore).samples;
    expect(rounds).toBe(40);
    expect(Math.min(...ticks)).toBeGreaterThan(0);
  });
});

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** Ticks of a call of field by field beyond those of the harness around it: medians. */
async function netTicks(changes: Partial<BankRequest>): Promise<number> {
  const compared = [registry.baseline, registry.control];
  const request = bankRequest({ ...changes, columns: compared, rounds: 60 });
  const { ticks, resetsPerRegion } = await addon.startBank(request, ignore).samples;
  const [baseline = 0, control = 0] = compared.map((_, column) =>
    median([...ticks].filter((_tick, index) => index % compared.length === column)),
  );
  return (baseline - control) / resetsPerRegion;
}

/** Physics that every x86-64 shares, as ratios within a run. */
describe('hot, a full call costs more than its stores, and an early one less', () => {
  const cases = wholeCalls.map(({ layout: { name, phase }, path, rules }) => {
    return [`${name} ${path} ${rules}`, { layout: name, phase, path, rules }] as const;
  });

  it.each(cases)('%s', RETRY, async (_, where) => {
    const stores = await netTicks({ ...where, scope: 'writes' });
    const full = await netTicks({ ...where, scope: 'init', calls: 'full' });
    const early = await netTicks({ ...where, scope: 'init', calls: 'early' });
    expect(early).toBeGreaterThan(0);
    expect(full / early).toBeGreaterThan(1.1);
    expect(full / stores).toBeGreaterThan(1.1);
  });
});
