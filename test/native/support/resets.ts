/** The compiled `Strategy::reset<Layout, Guest>` functions. */

import { everywhere, registry, type Where } from './addon.js';
import { type Code, functionNamed, replayProgram } from './disassembly.js';

/** C++ type of what a name stands for: `memcpy-avx2` is MemcpyAvx2, `v5.17` is V5_17. */
function typeName(name: string): string {
  return name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
    .replaceAll('.', '_');
}

export function resetCode({ strategy, layout, guest }: Reset, file = replayProgram): Code {
  const parameters = [layout.name, guest].map((name) => `kvm_mmu_bench::mmu::${typeName(name)}`);
  const function_ = `mmu::${typeName(strategy)}::reset<${parameters.join(', ')}>`;
  return functionNamed(file, function_);
}

export interface Reset extends Where {
  strategy: string;
}

/** A strategy on every layout in every guest mode, with a title for `it.each`. */
export function resetsOf(strategy: string): [title: string, Reset][] {
  return everywhere.map(({ layout, guest }) => [
    `${layout.name}, ${guest}`,
    { strategy, layout, guest },
  ]);
}

/** Calls `check` with the code of a strategy at every place; failures name the place. */
export function forEachPlace(
  strategy: string,
  check: (code: Code, title: string, where: Where) => void,
): void {
  for (const [title, reset] of resetsOf(strategy)) check(resetCode(reset), title, reset);
}

/** All of them, also those that this CPU cannot run. */
export const everyStrategy: readonly string[] = registry.strategies.map(({ name }) => name);
