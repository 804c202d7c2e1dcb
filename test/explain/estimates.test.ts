import { describe, expect, it } from 'vitest';
import { stateCheck } from '../measure/fake-addon.js';
import { estimatesOf } from './estimated.js';
import { bootSamples, cellSamples } from './samples.js';

describe('the estimates of a cell', () => {
  const truth = { strategies: { 'init-flag': 90, 'memcpy-rep-movsb': 130 } };
  const { cells } = estimatesOf({ cells: [cellSamples(truth)] });
  const [baseline, patch, copy] = cells;

  it('are one per strategy, where the plan put them', () => {
    expect(cells.map(({ strategy }) => strategy)).toEqual([
      'field-by-field',
      'init-flag',
      'memcpy-rep-movsb',
    ]);
    for (const cell of cells) {
      expect(cell).toMatchObject({ layout: 'v5.17', phase: 16, state: 'hot', guest: 'unpaged' });
      expect(cell).not.toHaveProperty('strategies');
    }
  });

  it('are net of the control, with the saving and what it makes of a boot', () => {
    expect(baseline?.nsPerReset.estimate).toBe(98);
    expect(patch?.nsPerReset.estimate).toBe(88);
    expect(patch?.savingNsPerReset.estimate).toBe(10);
    expect(patch?.bootMicroseconds?.estimate).toBe(4);
    expect(copy?.savingNsPerReset.estimate).toBe(-30);
    expect(copy?.bootMicroseconds?.estimate).toBe(-12);
  });

  it('have the bytes and lines that the compiled code writes', () => {
    expect(baseline).toMatchObject({ bytesWritten: 4, linesDirtied: 2 });
    expect(patch).toMatchObject({ bytesWritten: 3, linesDirtied: 1 });
  });

  it('say of each strategy whether it is equivalent', () => {
    expect(cells.map(({ equivalent }) => equivalent)).toEqual([true, false, true]);
    const unknown = estimatesOf({ cells: [cellSamples({ strategies: { removed: 90 } })] });
    expect(unknown.cells[1]?.equivalent).toBe(false);
  });

  it('never call the baseline resolved against itself', () => {
    expect(cells.map(({ resolved }) => resolved)).toEqual([false, true, true]);
  });
});

describe('the noise floor of a run', () => {
  it('is that of the cell whose A/A comparison reaches farthest', () => {
    const { noiseFloor } = estimatesOf({
      cells: [cellSamples({ sameCodeNs: 3 }), cellSamples({ sameCodeNs: -7 }), cellSamples()],
    });
    expect(noiseFloor).toEqual([
      { scope: 'writes', state: 'hot', retirement: 'drained', nsPerReset: 7, comparisons: 3 },
    ]);
  });

  it('counts in all cells of its state, and in no other', () => {
    const saving = { strategies: { 'init-flag': 95 } };
    const { cells } = estimatesOf({
      cells: [
        cellSamples(saving, { layout: 'v5.16' }),
        cellSamples({ ...saving, sameCodeNs: 6 }, { layout: 'v5.17' }),
        cellSamples(saving, { state: 'dram' }),
        cellSamples(saving, { retirement: 'overlapped' }),
        cellSamples(saving, { scope: 'init' }),
      ],
    });
    const patches = cells.filter(({ strategy }) => strategy === 'init-flag');
    expect(patches.map(({ resolved }) => resolved)).toEqual([false, false, true, true, true]);
  });

  it('of a boot is its own', () => {
    const { boots, noiseFloor } = estimatesOf({
      cells: [cellSamples({ sameCodeNs: 50 })],
      boots: [bootSamples({ sameCodeNs: 20 }), bootSamples({ sameCodeNs: 5 })],
    });
    const patches = boots.filter(({ strategy }) => strategy === 'init-flag');
    expect(patches.map(({ resolved }) => resolved)).toEqual([false, true]);
    expect(noiseFloor.map(({ nsPerReset }) => nsPerReset)).toEqual([50]);
  });
});

describe('the estimates of a boot', () => {
  const { boots } = estimatesOf({ boots: [bootSamples({ baselineNs: 3002, noiseNs: 0 })] });

  it('are in µs, with the resets that the replay counted', () => {
    expect(boots[0]).toMatchObject({
      strategy: 'field-by-field',
      workload: 'thread-600',
      transitions: 400,
      fullResets: 400,
      earlyResets: 200,
    });
    expect(boots[0]?.microsecondsPerBoot.estimate).toBeCloseTo(3, 9);
    expect(boots[1]?.savingMicrosecondsPerBoot.estimate).toBeCloseTo(2.912, 9);
    expect(boots[0]?.samples[0]).toBeCloseTo(3, 9);
  });
});

describe('a job that was cut short', () => {
  it('before its first round is left out', () => {
    const { cells, boots, noiseFloor } = estimatesOf({
      cells: [cellSamples({ rounds: 0 }), cellSamples({}, { state: 'dram' })],
      boots: [bootSamples({ rounds: 0 })],
    });
    expect(new Set(cells.map(({ state }) => state))).toEqual(new Set(['dram']));
    expect(noiseFloor.map(({ state }) => state)).toEqual(['dram']);
    expect(boots).toEqual([]);
  });

  it('after fewer rounds than an interval needs resolves nothing', () => {
    const truth = { noiseNs: 3, rounds: 1 };
    const { cells, boots } = estimatesOf({
      cells: [cellSamples(truth)],
      boots: [bootSamples(truth)],
    });
    expect([...cells, ...boots].map(({ resolved }) => resolved)).toEqual(
      [...cells, ...boots].map(() => false),
    );
  });

  it('has the rounds that it did', () => {
    const { cells } = estimatesOf({ cells: [cellSamples({ rounds: 13 })] });
    expect(cells.map(({ rounds, samples }) => [rounds, samples.length])).toEqual([
      [13, 13],
      [13, 13],
    ]);
  });
});

describe('a job that was disturbed', () => {
  const disturbed = (rounds: number) => new Uint8Array(200).fill(1, 0, rounds);

  it('says of all its rows how many rounds were set aside, and why it stopped', () => {
    const some = { disturbances: disturbed(30) };
    const { cells, boots } = estimatesOf({
      cells: [{ ...cellSamples(some), stopped: 'budget' }],
      boots: [{ ...bootSamples(some), stopped: 'target' }],
    });
    for (const cell of cells) {
      expect(cell).toMatchObject({ setAside: 30, tooNoisy: false, stopped: 'budget' });
      expect(cell.rounds).toBe(200);
    }
    for (const boot of boots) {
      expect(boot).toMatchObject({ setAside: 30, tooNoisy: false, stopped: 'target' });
    }
  });

  it('in nearly every round resolves nothing, however clear it looks', () => {
    const most = { disturbances: disturbed(195) };
    const { cells, boots } = estimatesOf({
      cells: [cellSamples(most)],
      boots: [bootSamples(most)],
    });
    for (const row of [...cells, ...boots]) {
      expect(row).toMatchObject({ tooNoisy: true, resolved: false, setAside: 195 });
    }
    expect(cells[1]?.savingNsPerReset.low).toBeGreaterThan(0);
  });
});

describe('a strategy', () => {
  it('that costs what the control costs cannot be told from doing nothing', () => {
    const truth = { strategies: { removed: 2, 'init-flag': 90 }, noiseNs: 1 };
    const { cells } = estimatesOf({ cells: [cellSamples(truth)] });
    const told = cells.map(({ strategy, distinctFromEmpty }) => [strategy, distinctFromEmpty]);
    expect(told).toEqual([
      ['field-by-field', true],
      ['removed', false],
      ['init-flag', true],
    ]);
  });

  it('among many needs a clearer saving than one alone', () => {
    const others = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`s${index}`, 100]));
    const resolvedIn = (strategies: Readonly<Record<string, number>>) =>
      Array.from({ length: 60 }, (_, seed) => {
        const truth = { strategies, noiseNs: 3, rounds: 60, seed: seed + 1 };
        const { cells } = estimatesOf({ cells: [cellSamples(truth)] });
        return cells[1]?.resolved === true;
      }).filter((resolved) => resolved).length;
    const alone = resolvedIn({ 'init-flag': 98 });
    const among = resolvedIn({ 'init-flag': 98, ...others });
    expect(alone).toBeGreaterThan(among);
    expect(among).toBeGreaterThan(0);
  });
});

describe('a state that was not reached', () => {
  it('stays with its numbers, marked', () => {
    const samples = { ...cellSamples(), stateCheck: stateCheck('hot', false) };
    const { cells } = estimatesOf({ cells: [samples] });
    expect(cells.map(({ stateCheck: { reached } }) => reached)).toEqual([false, false]);
  });
});
