/**
 * SeaBIOS as it uses SMM: 16-bit code that needs a 32-bit driver gets there by an SMI (call32), whose
 * handler exchanges the saved state for a flat 32-bit one, and returns by another. While the driver
 * waits for a disk it yields: back to 16-bit code, so that interrupts are served, and on again.
 */

import { UsageError } from '../../errors.js';
import { FLAT, GUEST_STATES } from './guest-states.js';
import type { Model } from './model.js';
import { choice, onOff, repeats } from './parameters.js';
import { HANDLERS, repeat, smi } from './smi.js';

const CALL32 = repeats('call32', {
  initial: '100',
  description: 'BIOS calls that enter 32-bit code, two SMIs each',
});

const YIELDS = repeats('yields', {
  initial: '0',
  description: 'yields while waiting for a disk, in all calls together, two SMIs each',
});

const CALL32_SMM = onOff('call32-smm', {
  initial: 'on',
  description:
    'off: built without CALL32_SMM, 32-bit code is reached by CR0.PE and without any SMI',
});

const RELOCATION = onOff('relocation', {
  initial: 'on',
  description: 'the one SMI of POST that moves SMBASE',
});

const CALLER = choice('guest', {
  initial: 'unpaged',
  among: { unpaged: GUEST_STATES.unpaged, 'two-level': GUEST_STATES['two-level'] },
  description: 'the 16-bit code that calls: real mode, or vm86 under a paging memory manager',
});

export const seabios: Model = {
  id: 'seabios',
  description: 'a SeaBIOS boot; SMIs = 1 + 2 x call32 + 2 x yields',
  parameters: [CALL32, YIELDS, CALL32_SMM, RELOCATION, CALLER],
  events(read) {
    const calls = read(CALL32);
    const yields = read(YIELDS);
    if (yields > 0 && calls === 0) {
      throw new UsageError(
        `workload "seabios": yields=${yields} with call32=0: only 32-bit code yields, give call32=1 or more`,
      );
    }
    if (!read(CALL32_SMM)) return [];
    const { seabios: handler } = HANDLERS;
    const caller = read(CALLER);
    // A call and a yield look alike from here: to 32-bit code and back, back and to it again.
    const thereAndBack = [...smi(caller, handler, FLAT), ...smi(FLAT, handler, caller)];
    return [
      ...(read(RELOCATION) ? smi(FLAT, handler) : []),
      ...repeat(calls + yields, thereAndBack),
    ];
  },
};
