/** A run cut short goes on, from what its file holds, as if nothing had been. */

import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Measured, measure } from '../../src/measure/measure.js';
import type { Standing } from '../../src/measure/standing.js';
import type { CellSamples } from '../../src/measure/types.js';
import { encodeInterrupted, standingOf, unfinishedSchema } from '../../src/run/unfinished.js';
import { BOOT, bench, CELL, plan } from '../measure/bench.js';
import { type FakeAddon, fakeAddon, stateCheck, timedJob } from '../measure/fake-addon.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

const CONTROLS = { baseline: 'field-by-field', control: 'empty' };
const CELLS = ['hot', 'dram', 'remote'].map((state) => ({ ...CELL, state, rounds: 1_000_000 }));
const ASKED = plan({ cells: CELLS, boots: [BOOT], budgetSeconds: 5 });

/** Each job's ticks tell its seed. */
function timed(): FakeAddon {
  return fakeAddon((_, request) => ({
    ...timedJob(request, 2),
    ticks: (round, column) => (request.seed % 1000) + round / 7 + column,
    disturbances: (round) => (round === 5 ? 2 : 0),
  }));
}

interface Part {
  measured: Measured;
  addon: FakeAddon;
}

async function part(before?: Standing, jobs = Number.POSITIVE_INFINITY): Promise<Part> {
  const controller = new AbortController();
  const addon = timed();
  const onPause = () => {
    if (addon.requests.length === jobs) controller.abort();
  };
  const watch = { signal: controller.signal, onProgress: () => {}, onPause };
  const measured = await measure(ASKED, bench(addon), () => 2, watch, before);
  return { measured, addon };
}

/** Through text, as through a file. */
function reread(standing: Standing, edit: (json: Json) => void = () => {}): Standing {
  const json: Json = JSON.parse(
    JSON.stringify(encodeInterrupted({ standing, begun: [], follows: null })),
  );
  edit(json);
  return standingOf('X.partial.json', unfinishedSchema.parse(json), ASKED, CONTROLS);
}

type Json = ReturnType<typeof encodeInterrupted>;

const seeds = ({ addon }: Part) => addon.requests.map(({ seed }) => seed);

/** All samples and why there are no more of them, without what the clock says. */
function inFile({ measured: { standing } }: Part) {
  const { cells, boots } = encodeInterrupted({ standing, begun: [], follows: null });
  return { cells, boots };
}

describe('a run cut short between two jobs', () => {
  it('goes on with the very jobs that were to come, in the rest of its budget', async () => {
    const whole = await part();
    expect(whole.addon.requests.length).toBeGreaterThan(8);
    for (const jobs of [1, 3, 4, 6]) {
      const first = await part(undefined, jobs);
      expect(first.measured.complete).toBe(false);
      const second = await part(reread(first.measured.standing));
      expect([...seeds(first), ...seeds(second)]).toEqual(seeds(whole));
      expect(inFile(second)).toEqual(inFile(whole));
      expect(second.measured.complete).toBe(true);
    }
  });

  it('may be cut short any number of times', async () => {
    const whole = await part();
    let standing: Standing | undefined;
    const all: number[] = [];
    for (let times = 0; times < 5; times += 1) {
      const next = await part(standing, 1);
      standing = reread(next.measured.standing);
      all.push(...seeds(next));
    }
    const last = await part(standing);
    expect([...all, ...seeds(last)]).toEqual(seeds(whole));
    expect(inFile(last)).toEqual(inFile(whole));
  });

  it('has nothing left to measure if only the budget had ended it', async () => {
    const whole = await part();
    const again = await part(reread(whole.measured.standing));
    expect(again.addon.requests).toEqual([]);
    expect(inFile(again)).toEqual(inFile(whole));
    expect(again.measured.complete).toBe(true);
  });
});

describe('a job cut short', () => {
  it('keeps its whole draws of placement: the next job begins with another', async () => {
    const { measured } = await part(undefined, 1);
    const samples = measured.cells[0];
    if (samples === undefined) throw new Error('nothing was measured');
    const cut: CellSamples = {
      ...samples,
      rounds: 7,
      disturbances: samples.disturbances.slice(0, 7),
      columns: samples.columns.map((column) => ({ ...column, ns: column.ns.slice(0, 7) })),
    };
    const { cells } = reread({
      ...measured.standing,
      cells: [{ samples: cut, jobs: 1, widthInTargets: null }, ...measured.standing.cells.slice(1)],
    });
    expect(cells[0]?.samples).toMatchObject({ rounds: 6 });
    expect(cells[0]?.samples?.columns.map(({ ns }) => ns.length)).toEqual([6, 6, 6, 6, 6]);
    expect(cells[0]?.samples?.disturbances).toHaveLength(6);
  });
});

describe('samples in a file', () => {
  it('are the same to the last bit, NaN and infinite widths included', () => {
    const ns = fc.float64Array({ minLength: 4, maxLength: 4 });
    const counts = fc.array(fc.double(), { maxLength: 5 });
    const width = fc.constantFrom(null, 0.5, Number.POSITIVE_INFINITY, Number.NaN);
    fc.assert(
      fc.property(ns, counts, width, (values, series, widthInTargets) => {
        const samples = { ...SAMPLES, columns: columns(values), counted: counted(series) };
        const { cells } = reread({
          spentSeconds: 1,
          cells: [samples, null, null].map((each) => ({ samples: each, jobs: 1, widthInTargets })),
          boots: [{ samples: null, jobs: 0, widthInTargets: null }],
        });
        expect(cells[0]?.samples?.columns).toEqual(samples.columns);
        expect(cells[0]?.samples?.counted).toEqual(samples.counted);
        expect(cells[0]?.widthInTargets).toBe(
          widthInTargets === null || widthInTargets === 0.5 ? widthInTargets : Number.MAX_VALUE,
        );
      }),
    );
  });

  it('that are not those of the plan are refused, with the place', async () => {
    const { standing } = (await part(undefined, 4)).measured;
    const fewer = { ...standing, boots: [] };
    expect(() => reread(fewer)).toThrow('X.partial.json: boots: samples of 0, but 1 are planned');
    const other = (json: Json) => {
      const column = json.cells[1]?.samples?.columns[1];
      if (column) column.strategy = 'memcpy-mov64';
    };
    expect(() => reread(standing, other)).toThrow(
      /^X\.partial\.json: cell 2 has samples of ".*memcpy-mov64.*, but ".*init-flag.* are planned$/,
    );
  });

  it.each<[string, (json: Json) => void, RegExp]>([
    ['no base64', (json) => setSeries(json, 'no base64!'), /numbers in base64/],
    ['half a number', (json) => setSeries(json, 'AAAA'), /numbers in base64/],
    ['too few rounds', (json) => setSeries(json, 'AAAAAAAAAAA='), /different lengths/],
    ['no jobs', (json) => setJobs(json, -1), /jobs/],
  ])('that are damaged are refused: %s', async (_, damage, message) => {
    const { standing } = (await part(undefined, 4)).measured;
    expect(() => reread(standing, damage)).toThrow(message);
  });
});

function setSeries(json: Json, text: string): void {
  const column = json.cells[0]?.samples?.columns[0];
  if (column) column.ns = text;
}

function setJobs(json: Json, jobs: number): void {
  const [cell] = json.cells;
  if (cell) cell.jobs = jobs;
}

const columns = (ns: Float64Array): CellSamples['columns'] => [
  { strategy: 'field-by-field', purpose: 'baseline', ns },
  { strategy: 'init-flag', purpose: 'strategy', ns },
  { strategy: 'constant-once', purpose: 'strategy', ns },
  { strategy: 'field-by-field', purpose: 'again', ns },
  { strategy: 'empty', purpose: 'control', ns },
];

const counted = (series: number[]): CellSamples['counted'] => ({
  events: ['cycles'],
  perReset: Array.from({ length: 5 }, () => [series]),
  timeShare: 0.5,
});

const SAMPLES: CellSamples = {
  plan: CELLS[0] ?? CELL,
  columns: [],
  rounds: 4,
  disturbances: Uint8Array.of(0, 255, 1, 0),
  resolutionNs: 0.5,
  stateCheck: stateCheck('hot'),
  ...{ hugePageShare: 1, pinnedCpu: 1, wallNs: 1e6, busyNs: 1e5, repeatedRegions: 3 },
  ...{ lineLevels: null, counted: null, timeline: null, stopped: 'interrupted' },
};
