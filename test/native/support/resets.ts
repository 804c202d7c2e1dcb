/** The compiled code under test: `writes_reset`, `writes_early` and `init_call`. */

import type { MmuPath } from '../../../src/host/native-subject.js';
import { everywhere, registry, type Where, type WholeCall, wholeCalls } from './addon.js';
import { type Code, functionNamed, functionsOf, replayProgram } from './disassembly.js';

const NAMESPACE = 'kvm_mmu_bench::mmu::';

/** C++ type of what a name stands for: `memcpy-avx2` is MemcpyAvx2, `v5.17` is V5_17. */
function typeName(name: string): string {
  return name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
    .replaceAll('.', '_');
}

const KINDS: Readonly<Record<MmuPath, string>> = { tdp: 'Ept', npt: 'Npt', shadow: 'Shadow' };

function instance(template: string, types: readonly string[]): string {
  return `${NAMESPACE}${template}<${types.map((type) => NAMESPACE + type).join(', ')}>`;
}

export interface Reset extends Where {
  strategy: string;
}

function writesCode(template: string, reset: Reset, file: string): Code {
  const { strategy, layout, path, guest } = reset;
  const types = [typeName(strategy), typeName(layout.name), KINDS[path], typeName(guest)];
  return functionNamed(file, instance(template, types));
}

/** A full reset, scope `writes`. */
export function resetCode(reset: Reset, file = replayProgram): Code {
  return writesCode('writes_reset', reset, file);
}

/** What an early return stores all the same, scope `writes`: compiled for the shadow path only. */
export function earlyCode(reset: Reset, file = replayProgram): Code {
  return writesCode('writes_early', reset, file);
}

/** A whole call. */
function initCode(strategy: string, { layout, path, rules }: WholeCall): Code {
  const types = [
    typeName(strategy),
    typeName(layout.name),
    KINDS[path],
    `${typeName(rules)}Compute`,
  ];
  return functionNamed(replayProgram, instance('init_call', types));
}

/** All code of a strategy that may be timed: of both scopes, also for nested_mmu. */
export function allCode(strategy: string, file = replayProgram): readonly Code[] {
  const types = `<${NAMESPACE}${typeName(strategy)},`;
  return functionsOf(file).filter(
    ({ name }) => /::(writes_reset|writes_early|init_call)</.test(name) && name.includes(types),
  );
}

const title = ({ layout, path, guest }: Where) => `${layout.name}, ${path}, ${guest}`;

/** A strategy everywhere, with a title for `it.each`. */
export function resetsOf(strategy: string): [title: string, Reset][] {
  return everywhere.map((where) => [title(where), { strategy, ...where }]);
}

/** Calls `check` with the code of a strategy at every place; failures name the place. */
export function forEachPlace(
  strategy: string,
  check: (code: Code, title: string, where: Where) => void,
): void {
  for (const [title, reset] of resetsOf(strategy)) check(resetCode(reset), title, reset);
}

/** The same with the code of its whole calls. */
export function forEachWholeCall(
  strategy: string,
  check: (code: Code, title: string, call: WholeCall) => void,
): void {
  for (const call of wholeCalls) {
    const { layout, path, rules } = call;
    check(initCode(strategy, call), `${layout.name}, ${path}, ${rules}`, call);
  }
}

/** All of them, also those that this CPU cannot run. */
export const everyStrategy: readonly string[] = registry.strategies.map(({ name }) => name);
