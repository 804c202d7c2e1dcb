/** The options of `layout search`, from text to what is searched and measured. */

import { excerpt, UsageError, unknownName } from '../../../errors.js';
import type { NativeRegistry, NativeStrategy } from '../../../host/native.js';
import type { NativeRecipe } from '../../../host/native-programs.js';
import { CACHE_LINE_BYTES } from '../../../layout/lines/writes.js';
import type { Layout } from '../../../layout/types.js';
import {
  pickCellStates,
  pickInteger,
  pickNames,
  pickPhase,
  pickPositive,
} from '../../../plan/options.js';
import { defaultGroups, groupFrom } from '../../../search/groups.js';
import type { SearchRequest } from '../../../search/search.js';
import type { MeasuringOptions, Objective } from '../../../search/types.js';

/** As typed; commander has filled in the defaults and checked the choices. */
export interface TypedSearchOptions {
  layout: string;
  strategy: string;
  state: string;
  retirement: string;
  workload: string;
  objective: Objective;
  lineNs?: string;
  phase: string;
  group?: string[];
  defaultGroups: boolean;
  seed: string;
  budget: string;
  cpu?: string;
  measure: boolean;
  output?: string;
  json?: true;
}

export interface AskedSearch {
  request: SearchRequest;
  nsPerLine: number | null;
  /** But for the CPU, which is chosen where there is something to measure. */
  measuring: Omit<MeasuringOptions, 'cpu'>;
}

const LARGEST_SEED = 2 ** 40;

/** @throws UsageError */
export function askedSearch(
  layout: Layout,
  options: TypedSearchOptions,
  registry: NativeRegistry,
): AskedSearch {
  const { objective, phase, group = [] } = options;
  const strategy = pickStrategy(options, registry);
  const seed = pickInteger('--seed', options.seed, 0, LARGEST_SEED);
  return {
    request: {
      ...{ layout, objective, seed, strategy },
      baseline: recipeOf(registry.baseline, registry),
      groups: [
        ...(options.defaultGroups ? defaultGroups(layout) : []),
        ...group.map((list) => groupFrom(list, layout)),
      ],
      phases: phasesFrom(phase, layout),
    },
    nsPerLine: pickNsPerLine(options),
    measuring: {
      strategy: options.strategy,
      state: only('--state', pickCellStates(options.state, registry)),
      retirement: only(
        '--retirement',
        pickNames('retirement', options.retirement, namesOf(registry.retirements)),
      ),
      budgetSeconds: pickPositive('--budget', options.budget, 1, 86_400),
      seed,
    },
  };
}

function pickStrategy(
  { strategy, objective, measure }: TypedSearchOptions,
  registry: NativeRegistry,
): NativeRecipe {
  const recipe = recipeOf(strategy, registry);
  const { unavailable } = strategyOf(strategy, registry);
  if (measure && unavailable !== null) {
    throw new UsageError(
      `${strategy} cannot be measured here: ${unavailable}; --no-measure searches all the same`,
    );
  }
  if (objective === 'saving' && strategy === registry.baseline) {
    throw new UsageError(
      `--objective saving compares with ${registry.baseline}: give another --strategy, or ` +
        '--objective lines',
    );
  }
  return recipe;
}

function strategyOf(name: string, { strategies }: NativeRegistry): NativeStrategy {
  const proposals = strategies.filter(({ control }) => !control);
  const found = proposals.find((strategy) => strategy.name === name);
  if (found === undefined)
    throw unknownName('strategy', name, namesOf(proposals), 'list strategies');
  return found;
}

function recipeOf(name: string, registry: NativeRegistry): NativeRecipe {
  const { recipe } = strategyOf(name, registry);
  if (recipe !== undefined) return recipe;
  throw new UsageError(
    `${name} is only measured as compiled: reordered structs need another strategy`,
  );
}

/** One line's cost is what makes lines ns; without it there are no ns. */
function pickNsPerLine({ objective, lineNs }: TypedSearchOptions): number | null {
  if (lineNs !== undefined) return pickPositive('--line-ns', lineNs, 0.001, 100_000);
  if (objective !== 'ns') return null;
  throw new UsageError(
    '--objective ns needs --line-ns NS, what a dirtied line costs here: ' +
      'kvm-mmu-bench explain --hypothesis h3 measures it',
  );
}

const PHASE_STEP = 8;

function phasesFrom(text: string, { phase }: Layout): number[] {
  if (text === 'keep') return [phase];
  if (text === 'free') {
    const steps = CACHE_LINE_BYTES / PHASE_STEP;
    return [phase, ...Array.from({ length: steps }, (_, step) => step * PHASE_STEP)];
  }
  if (!/^-?\d+$/.test(text)) {
    throw new UsageError(
      `--phase must be keep, free or 0 to 56 in steps of 8, not ${excerpt(text)}`,
    );
  }
  return [pickPhase(text) ?? phase];
}

function only(option: string, names: readonly string[]): string {
  const [name] = names;
  if (name !== undefined && names.length === 1) return name;
  throw new UsageError(`${option} takes one name here, not ${names.length}`);
}

function namesOf(items: readonly { name: string }[]): string[] {
  return items.map(({ name }) => name);
}
