/** Bare round trips: an SMI handler that does nothing but RSM, as one would inject to count calls. */

import { interruptedGuest, NX, withNx } from './guest-states.js';
import type { Model } from './model.js';
import { repeats } from './parameters.js';
import { HANDLERS, repeat, smi } from './smi.js';

const SMIS = repeats('smis', { initial: '100', description: 'SMIs' });
const MODE = interruptedGuest('mode');

export const guest: Model = {
  id: 'guest',
  description: 'SMIs of a guest in one paging mode, with a handler that only returns',
  parameters: [MODE, NX, SMIS],
  events: (read) => repeat(read(SMIS), smi(withNx(read(MODE), read(NX)), HANDLERS.bareRsm)),
};
