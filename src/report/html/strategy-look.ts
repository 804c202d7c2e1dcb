/** What a strategy is called and how its curve looks: the same in all charts of a result. */

import { BASELINE, notEquivalent } from '../groups.js';
import type { Result } from '../result.js';
import { strategyName } from '../wording.js';
import type { Stroke } from './drawing.js';
import { INK, SERIES_COLOURS } from './theme.js';

export interface StrategyLook {
  /** With its mark. */
  nameOf(strategy: string): string;
  /** A colour never stands alone: dashes say the same. */
  strokeOf(strategy: string): Stroke;
}

/** As many as make neighbours differ in both, and 40 strategies in one at least. */
const DASHES: readonly (readonly number[] | undefined)[] = [
  undefined,
  [7, 3],
  [2, 2],
  [8, 3, 2, 3],
  [14, 4],
];

const BASELINE_STROKE: Stroke = { colour: INK, widthPixels: 3 };

export function strategyLook(result: Result): StrategyLook {
  const marked = notEquivalent(result);
  const rows = [...result.cells, ...result.boots];
  const names = [...new Set(rows.map(({ strategy }) => strategy))];
  const places = new Map(
    names.filter((name) => name !== BASELINE).map((name, place) => [name, place]),
  );
  return {
    nameOf: (strategy) => strategyName(strategy, marked),
    strokeOf: (strategy) => {
      const place = places.get(strategy);
      return place === undefined ? BASELINE_STROKE : strokeAt(place);
    },
  };
}

function strokeAt(place: number): Stroke {
  return {
    colour: SERIES_COLOURS[place % SERIES_COLOURS.length] ?? INK,
    widthPixels: 1.75,
    dash: DASHES[place % DASHES.length],
  };
}
