import { beforeEach, expect, it } from 'vitest';
import { addonFile, type Code, replayProgram } from './support/disassembly.js';
import { needs } from './support/needs.js';
import { everyStrategy, resetCode, resetsOf } from './support/resets.js';

beforeEach(needs('objdump', 'binutils'));

/** Instructions without the places of jumps and calls, which linking decides. */
function shape({ instructions }: Code): string[] {
  return instructions.map(({ text, mnemonic }) => (/^(j|call)/.test(mnemonic) ? mnemonic : text));
}

it.each(everyStrategy)('what kvm-mmu-replay shows of %s is what the addon measures', (strategy) => {
  for (const [title, reset] of resetsOf(strategy)) {
    const inAddon = resetCode(reset, addonFile);
    expect(shape(inAddon), title).toEqual(shape(resetCode(reset, replayProgram)));
    expect(inAddon.address % 64, title).toBe(0);
  }
});
