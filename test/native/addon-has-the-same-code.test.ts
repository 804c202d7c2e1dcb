import { beforeEach, expect, it } from 'vitest';
import { addonFile, type Code, replayProgram } from './support/disassembly.js';
import { needs } from './support/needs.js';
import { allCode, everyStrategy } from './support/resets.js';

beforeEach(needs('objdump', 'binutils'));

/** Instructions without the places of jumps and calls, which linking decides. */
function shape({ instructions }: Code): string[] {
  return instructions.map(({ text, mnemonic }) => (/^(j|call)/.test(mnemonic) ? mnemonic : text));
}

it.each(everyStrategy)('what kvm-mmu-replay shows of %s is what the addon measures', (strategy) => {
  const shown = new Map(allCode(strategy, replayProgram).map((code) => [code.name, code]));
  const measured = allCode(strategy, addonFile);
  expect(measured.map(({ name }) => name).sort()).toEqual([...shown.keys()].sort());
  for (const code of measured) {
    const twin = shown.get(code.name);
    expect(twin === undefined ? null : shape(twin), code.name).toEqual(shape(code));
    expect(code.address % 64, code.name).toBe(0);
  }
});
