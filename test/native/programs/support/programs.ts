/** Programs for tests: small requests, and those of the compiled layouts. */

import type { NativeLayout, NativeStrategy } from '../../../../src/host/native.js';
import type { ProgramColumn, ProgramsRequest } from '../../../../src/host/native-programs.js';
import { structImages } from '../../../../src/layout/programs/images.js';
import { programSteps } from '../../../../src/layout/programs/programs.js';
import { encodeSteps, type Step } from '../../../../src/layout/programs/steps.js';
import { addon, registry, runnable } from '../../support/addon.js';
import { type Code, disassembleBytes } from '../../support/disassembly.js';
import { bankRequest, rotatingOrder } from '../../support/requests.js';

export const kinds = registry.programSteps;

/** Of every kind of copy that this CPU can run. */
export const copyKinds = kinds
  .filter(({ name, unavailable }) => name.startsWith('copy-') && unavailable === null)
  .map(({ name }): `copy-${string}` => `copy-${name.slice('copy-'.length)}`);

export const STRUCT_BYTES = 4096;

export const rows = (steps: readonly Step[]): Int32Array => encodeSteps(steps, kinds);

export function assemble(steps: readonly Step[], structBytes = STRUCT_BYTES): Uint8Array {
  return addon.assembleProgram({ structBytes, steps: rows(steps) });
}

export const codeOf = (steps: readonly Step[]): Code => disassembleBytes(assemble(steps));

export function writtenBy(steps: readonly Step[], structBytes = STRUCT_BYTES): number[] {
  return [...addon.probeProgram({ structBytes, steps: rows(steps) }).writtenBytes];
}

/** The strategies that can be made for layouts of the run time. */
export const withRecipe: readonly NativeStrategy[] = runnable.filter(
  ({ recipe }) => recipe !== undefined,
);

/** A strategy's steps for a layout that it is also compiled for. */
export function stepsOf(layout: NativeLayout, { name, recipe }: NativeStrategy): Step[] {
  if (recipe === undefined) throw new Error(`${name} has no recipe`);
  return programSteps(layout, recipe, registry);
}

/** Every compiled layout with every strategy that has a recipe, with a title for `it.each`. */
export const everyProgram: [title: string, NativeLayout, NativeStrategy][] =
  registry.layouts.flatMap((layout) =>
    withRecipe.map((strategy): [string, NativeLayout, NativeStrategy] => [
      `${layout.name}, ${strategy.name}`,
      layout,
      strategy,
    ]),
  );

export type Changes = Partial<Omit<ProgramsRequest, 'order' | 'columns'>>;

const STORE: Step = { kind: 'store-value', offset: 0, bytes: 8 };

/** Three rounds of one store, unless said otherwise. */
export function programsRequest(
  changes: Changes = {},
  columns: ProgramColumn[] = [{ name: 'store', steps: rows([STORE]) }],
): ProgramsRequest {
  const { rounds, leastRounds, budgetNs, seed, cpu, tscHz, state, retirement } = bankRequest({
    ...(changes.rounds === undefined ? {} : { rounds: changes.rounds }),
  });
  const structBytes = changes.structBytes ?? 64;
  return {
    ...{ state, retirement, rounds, leastRounds, budgetNs, seed, cpu, tscHz, structBytes },
    images: new Uint8Array(2 * structBytes).fill(1),
    columns,
    order: rotatingOrder(rounds, columns.length),
    ...changes,
  };
}

/** A compiled layout as if it were one of the run time. */
export function programsOfLayout(
  layout: NativeLayout,
  strategies: readonly NativeStrategy[],
  changes: Changes = {},
): ProgramsRequest {
  const columns = strategies.map((strategy) => ({
    name: strategy.name,
    steps: rows(stepsOf(layout, strategy)),
  }));
  const { sizeBytes: structBytes, phase } = layout;
  const images = structImages(layout, registry);
  return programsRequest({ structBytes, phase, images, ...changes }, columns);
}
