/** Runs made up of known truths: normal noise of placements and of rounds, around costs that are chosen. */

import type { Run } from '../../src/compare/types.js';
import type { CellResult, Result } from '../../src/report/result.js';
import { hodgesLehmann } from '../../src/stats/hodges-lehmann.js';
import { type Random, seededRandom } from '../../src/stats/random.js';
import { drawMeans, ROUNDS_PER_DRAW } from '../../src/stats/rounds.js';
import type { Interval } from '../../src/stats/types.js';
import { fixture } from '../report/fixtures.js';
import { gaussian } from '../stats/simulate.js';

export const STRATEGIES = ['field-by-field', 'init-flag', 'constant-once'] as const;
export type StrategyName = (typeof STRATEGIES)[number];

/** ns per reset. */
export type Costs = Readonly<Record<StrategyName, number>>;

export const COSTS: Costs = { 'field-by-field': 100, 'init-flag': 80, 'constant-once': 60 };

const base = fixture('full');

export interface Recipe {
  seed: number;
  costs?: Costs;
  rounds?: number;
  /** Standard deviations, ns. */
  placementSd?: number;
  roundSd?: number;
  /** What the whole run is off by, e.g. 1.1 in a spell in which everything takes longer. */
  factor?: number;
  states?: readonly ('hot' | 'dram')[];
}

export function run(recipe: Recipe): Run {
  const { seed, states = ['hot', 'dram'] } = recipe;
  const cells = states.flatMap((state) => cellsAt(state, recipe));
  const result: Result = {
    ...base,
    date: new Date(Date.UTC(2026, 0, 1) + seed * 60_000).toISOString(),
    plan: {
      ...base.plan,
      cells: base.plan.cells
        .filter((cell) => cells.some(({ state }) => state === cell.state) && isDrained(cell))
        .map((cell) => ({ ...cell, strategies: [...STRATEGIES] })),
      boots: [],
    },
    cells,
    boots: [],
    noiseFloor: states.map((state) => floorAt(state)),
    lineMaps: [lineMap(base)],
  };
  return { source: `run-${seed}.json`, result };
}

/** The same run with something else in it. */
export function altered({ source, result }: Run, changes: Partial<Result>): Run {
  return { source, result: { ...result, ...changes } };
}

function cellsAt(state: string, recipe: Recipe): CellResult[] {
  const random = seededRandom(recipe.seed * 1000 + (state === 'hot' ? 0 : 1));
  const { costs = COSTS, rounds = 96, factor = 1 } = recipe;
  const samples = STRATEGIES.map((strategy) =>
    column(random, costs[strategy] * factor, rounds, recipe),
  );
  const [baseline = []] = samples;
  return STRATEGIES.flatMap((strategy, index) => {
    const own = samples[index] ?? [];
    const found = base.cells.find(
      (cell) => cell.strategy === strategy && cell.state === state && isDrained(cell),
    );
    if (found === undefined) return [];
    const differences = own.map((value, round) => (baseline[round] ?? 0) - value);
    return [
      {
        ...found,
        rounds,
        setAside: 0,
        samples: own,
        nsPerReset: intervalOf(own),
        savingNsPerReset: intervalOf(differences),
      },
    ];
  });
}

function column(random: Random, cost: number, rounds: number, recipe: Recipe): number[] {
  const { placementSd = 1, roundSd = 2 } = recipe;
  const samples: number[] = [];
  while (samples.length < rounds) {
    const placement = cost + placementSd * gaussian(random);
    for (let round = 0; round < ROUNDS_PER_DRAW; round++) {
      samples.push(placement + roundSd * gaussian(random));
    }
  }
  return samples.slice(0, rounds);
}

function intervalOf(samples: readonly number[]): Interval {
  const { estimate, low, high } = hodgesLehmann(drawMeans(samples, [...samples.keys()]));
  return { estimate, low, high };
}

function floorAt(state: string): Result['noiseFloor'][number] {
  const found = base.noiseFloor.find((floor) => floor.state === state && isDrained(floor));
  if (found === undefined) throw new Error(`the fixture has no noise floor of ${state}`);
  return { ...found, nsPerReset: 0.5 };
}

function isDrained({ retirement }: { retirement: string }): boolean {
  return retirement === 'drained';
}

function lineMap({ cells: [cell] }: Result): Result['lineMaps'][number] {
  if (cell === undefined) throw new Error('the fixture has no cells');
  const { layout, phase, path, guest } = cell;
  const fields = [{ name: 'page_fault', offset: 16, sizeBytes: 8, role: 'constant' }];
  return { layout, phase, path, guest, sizeBytes: 400, fields, strategies: [] };
}
