/** Code made at run time takes as long as the compiled strategy, in every cache state. */

import { describe, expect, it } from 'vitest';
import { layoutNamed, registry } from '../support/addon.js';
import { RETRY } from '../support/lab.js';
import { compareInTurns } from './support/alternating.js';
import { withRecipe } from './support/programs.js';

const PAIRS = 8;
/** Beyond the noise floor: what different registers, alignments and one move may make. */
const SHARE = 0.05;
const MARGIN_NS = 0.3;

// Those that change the core's clock would spoil the others' rounds.
const together = withRecipe.filter(({ isolated }) => !isolated);
const alone = withRecipe.filter(({ isolated }) => isolated);
const groups = [together, ...alone.map((strategy) => [strategy])].filter(
  ({ length }) => length > 0,
);

describe.each(registry.states.filter(({ name }) => name !== 'l2-evicted'))(
  '$name',
  ({ name: state }) => {
    it.each(['overlapped', 'drained'])('%s', { ...RETRY, timeout: 120_000 }, async (retirement) => {
      const place = { layout: layoutNamed('v5.17'), state, retirement };
      const rounds = state === 'hot' ? 400 : 200;
      for (const strategies of groups) {
        for (const compared of await compareInTurns(place, strategies, PAIRS, rounds)) {
          const { strategy, compiledNs, differenceNs, noiseFloorNs } = compared;
          const most = noiseFloorNs + SHARE * compiledNs + MARGIN_NS;
          expect(Math.abs(differenceNs), `${strategy}: ${JSON.stringify(compared)}`).toBeLessThan(
            most,
          );
        }
      }
    });
  },
);
