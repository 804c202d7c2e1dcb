/** Which bytes of root_mmu a whole call writes, seen by filling the struct just before it. */

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

/** The role's bytes, which an early return compares: by offset, ends exclusive. */
function roleSpan({ layout }: Where): { begin: number; end: number } {
  const fields = roleFields(layout).map((name) => fieldNamed(layout, name));
  return {
    begin: Math.min(...fields.map(({ offset }) => offset)),
    end: Math.max(...fields.map(({ offset, sizeBytes }) => offset + sizeBytes)),
  };
}

export interface Case {
  where: Where;
  calls: Calls;
}

/**
 * Offsets that a call of field-by-field writes over what it finds, case by case. Before an early one
 * the role is left in place, and not among them.
 */
export function writtenByCalls(context: TestContext, cases: readonly Case[]): number[][] {
  const folder = mkdtempSync(join(tmpdir(), 'kvm-mmu-poison-'));
  try {
    const filling = join(folder, 'filling');
    const most = Math.max(...cases.map(({ where }) => where.layout.sizeBytes));
    writeFileSync(filling, new Uint8Array(most).fill(POISON));
    const left = (index: number) => join(folder, `left-${index}`);
    // In one session, because reading the program's symbols takes longest.
    const commands = cases.flatMap((each, index) => commandsOf(each, filling, left(index)));
    debug(context, ['break kvm_mmu_bench::core::time_init_bank', ...commands], []);
    return cases.map((each, index) => writtenOver(each, readFileSync(left(index))));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function commandsOf({ where, calls }: Case, filling: string, left: string): string[] {
  const { layout, path, guest } = where;
  const { begin, end } = keptSpan({ where, calls });
  const fill = (from: number, to: number) => `restore ${filling} binary $mmu ${from} ${to}`;
  const options = `--layout ${layout.name} --path ${path} --guest ${guest} --scope init`;
  return [
    `set args ${options} --calls ${calls} --resets 1`,
    'run',
    // InitBank, the third argument, begins with the call's address.
    'tbreak *(*(unsigned long*)$rdx)',
    'continue',
    `set $mmu = (unsigned long)$rdi + ${layout.rootMmuOffset}`,
    ...(begin > 0 ? [fill(0, begin)] : []),
    fill(end, layout.sizeBytes),
    'finish',
    `dump binary memory ${left} $mmu ($mmu + ${layout.sizeBytes})`,
    'kill',
  ];
}

/** What is not filled. */
function keptSpan({ where, calls }: Case): { begin: number; end: number } {
  return calls === 'early' ? roleSpan(where) : { begin: 0, end: 0 };
}

function writtenOver(each: Case, left: Uint8Array): number[] {
  const { begin, end } = keptSpan(each);
  const filled = Array.from(left.keys()).filter((at) => at < begin || at >= end);
  return filled.filter((at) => left[at] !== POISON);
}
