/**
 * What is repeated in a line without an end takes time in proportion to it: patterns that try every way
 * to split it would take hours. Each of these was such a case of some parser.
 */

import { describe, expect, it } from 'vitest';
import { runMeasured } from './measure.js';
import { PARSERS } from './parsers.js';

const BYTES = 128 * 1024;

/** What stands before, and what is repeated after it. */
const LINES: readonly (readonly [begin: string, repeated: string])[] = [
  ['  ', '['],
  ['     [never closed\n', 'x\n'],
  ['x 7 [000] 1.0: ', '1'],
  ['x-1 [000] 1.0: funcgraph_entry:', ' '],
  ['', 'x-1 funcgraph_entry: '],
  ['', 'kvm:kvm_smm_transition: '],
  [' 34.21%', '\t'],
  ['a 1 1 cycles:\n 1 f', ' (/'],
  ['a 1 1 cycles:\n 1 f', ' (['],
  [' 50.00 : 1f: mov', ' '],
  [' 50.00 : 1f: mov', ' // a:1'],
  [' : 1 a', ' '],
  ['0 <void kvm_mmu_bench::mmu::writes_reset<', ' <'],
  ['{"type":"attached_probes"}\n', '{\n'],
  ['{"t":"enter"', ',"a":1'],
  ['{"counter-value":1', ', '],
  ['{"event":"a/', '/'],
  ['', ' '],
  ['', '\r\n'],
];

describe.each(LINES)('%j and %j without an end', { timeout: 120_000 }, (begin, repeated) => {
  const bytes = Buffer.from(`${begin}${repeated.repeat(BYTES / repeated.length)}x\n`);

  it('takes no parser longer than a second', async () => {
    for (const parser of PARSERS) {
      await expect(runMeasured(parser, bytes, null), parser.name).resolves.toBeDefined();
    }
  });
});
