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

export function resetCode(strategy: string, { layout, guest }: Where, file = replayProgram): Code {
  const parameters = [layout.name, guest].map((name) => `kvm_mmu_bench::mmu::${typeName(name)}`);
  const function_ = `mmu::${typeName(strategy)}::reset<${parameters.join(', ')}>`;
  return functionNamed(file, function_);
}

export interface Reset extends Where {
  strategy: string;
  /** For test names. */
  at: string;
}

/** Every strategy, also those that this CPU cannot run, on every layout in every guest mode. */
export const everyReset: readonly Reset[] = registry.strategies.flatMap(({ name }) =>
  resetsOf(name),
);

export function resetsOf(strategy: string): Reset[] {
  return everywhere.map(({ layout, guest }) => {
    return { strategy, layout, guest, at: `${layout.name}, ${guest}` };
  });
}
