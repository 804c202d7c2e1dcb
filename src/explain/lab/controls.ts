/** Every experiment's own controls: the same code twice, and a delay as large as the claim. */

import type { ArmRequest } from '../../host/native-lab.js';
import type { Controls } from '../explanation.js';
import { THREAD_SAVING_NS_PER_FULL_RESET } from '../thread.js';
import type { Contrasts } from './contrast.js';
import type { Arms } from './trios.js';

/** Both delayed arms have so many: call and return run beside the chain's first cycles. */
const HIDDEN_CYCLES = 256;

/** A core's clock moves by some per cent with its load. */
const TOLERATED_SHARE = 0.2;

const ONCE = 'control: once';
const AGAIN = 'control: again';
const DELAYED = 'control: delayed';
const DELAYED_MORE = 'control: delayed by the claim';

function injectedCycles(coreHz: number): number {
  return Math.round((THREAD_SAVING_NS_PER_FULL_RESET * coreHz) / 1e9);
}

/** @param arm the experiment's own, where its noise is: traced ones are timed as a whole instead */
export function controlArms(arm: ArmRequest, coreHz: number): Arms {
  const more = HIDDEN_CYCLES + injectedCycles(coreHz);
  return {
    [ONCE]: arm,
    [AGAIN]: arm,
    [DELAYED]: { ...arm, delayCycles: HIDDEN_CYCLES },
    [DELAYED_MORE]: { ...arm, delayCycles: more },
  };
}

export function controlsOf(contrasts: Contrasts, coreHz: number): Controls {
  const negativeNsPerReset = contrasts.interval({ [ONCE]: 1, [AGAIN]: -1 });
  const positiveNsPerReset = contrasts.interval({ [DELAYED_MORE]: 1, [DELAYED]: -1 });
  const injectedNsPerReset = (injectedCycles(coreHz) / coreHz) * 1e9;
  const { low, high } = positiveNsPerReset;
  const found =
    low > 0 &&
    low <= (1 + TOLERATED_SHARE) * injectedNsPerReset &&
    high >= (1 - TOLERATED_SHARE) * injectedNsPerReset;
  return { negativeNsPerReset, injectedNsPerReset, positiveNsPerReset, passed: found };
}
