/** OVMF built with SMM: its SMI handler runs in long mode, with page tables of its own. */

import { interruptedGuest, NX, withNx } from './guest-states.js';
import type { Model } from './model.js';
import { repeats } from './parameters.js';
import { HANDLERS, repeat, smi } from './smi.js';

const SMIS = repeats('smis', {
  initial: '100',
  description: 'SMIs, e.g. writes of UEFI variables',
});

const GUEST = interruptedGuest('guest');

export const ovmf: Model = {
  id: 'ovmf',
  description: 'SMIs of OVMF, whose handler switches to long mode and back inside SMM',
  parameters: [SMIS, GUEST, NX],
  events: (read) => repeat(read(SMIS), smi(withNx(read(GUEST), read(NX)), HANDLERS.ovmf)),
};
