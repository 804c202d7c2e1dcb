/** Which bytes of root_mmu one whole call writes, seen by filling the struct just before it. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'vitest';
import type { Calls } from '../../../src/plan/types.js';
import { fieldNamed, type Where } from './addon.js';
import { debug } from './debugger.js';
import { roleFields } from './facts.js';

/** No byte of an address, mask or role that a reset writes. */
const POISON = 0xa5;

/** Where InitBank, the third argument, begins with the call's address. */
const STOP_AT_CALL = [
  'break kvm_mmu_bench::core::time_init_bank',
  'run',
  'tbreak *(*(unsigned long*)$rdx)',
  'continue',
];

/** The role's bytes, which an early return compares: by offset, ends exclusive. */
function roleSpan({ layout }: Where): { begin: number; end: number } {
  const fields = roleFields(layout).map((name) => fieldNamed(layout, name));
  return {
    begin: Math.min(...fields.map(({ offset }) => offset)),
    end: Math.max(...fields.map(({ offset, sizeBytes }) => offset + sizeBytes)),
  };
}

/**
 * Offsets that a call of field-by-field writes over what it finds. Before an early one the role is
 * left in place, and is not among them unless another value is written.
 */
export function writtenByCall(context: TestContext, where: Where, calls: Calls): number[] {
  const { layout, path, guest } = where;
  const { sizeBytes, rootMmuOffset } = layout;
  const { begin, end } = calls === 'early' ? roleSpan(where) : { begin: 0, end: 0 };
  const folder = mkdtempSync(join(tmpdir(), 'kvm-mmu-poison-'));
  try {
    const [filling, left] = [join(folder, 'filling'), join(folder, 'left')];
    writeFileSync(filling, new Uint8Array(sizeBytes).fill(POISON));
    const fill = (from: number, to: number) => `restore ${filling} binary $mmu ${from} ${to}`;
    const commands = [
      ...STOP_AT_CALL,
      `set $mmu = (unsigned long)$rdi + ${rootMmuOffset}`,
      ...(begin > 0 ? [fill(0, begin)] : []),
      fill(end, sizeBytes),
      'finish',
      `dump binary memory ${left} $mmu ($mmu + ${sizeBytes})`,
      'kill',
    ];
    const options = ['--layout', layout.name, '--path', path, '--guest', guest];
    debug(context, commands, [...options, '--scope', 'init', '--calls', calls, '--resets', '1']);
    const bytes = readFileSync(left);
    const offsets = Array.from(bytes.keys()).filter((at) => at < begin || at >= end);
    return offsets.filter((at) => bytes[at] !== POISON);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
