/**
 * Strategies as programs for a layout that was not compiled: an unpaged guest's full reset on EPT,
 * scope `writes`.
 */

import { excerpt, UsageError } from '../../errors.js';
import type { NativeField, NativeRegistry, NativeStrategy } from '../../host/native.js';
import type { NativeRecipe, ProgramColumn } from '../../host/native-programs.js';
import {
  type KnownFields,
  knownFields,
  ROLE_FIELDS,
  STORE_ORDER,
  ZERO_CHECK_WORDS,
} from './kvm-mmu-fields.js';
import { copyPieces } from './pieces.js';
import { encodeSteps, type Step, storesOfField } from './steps.js';

export interface ProgramField extends Pick<NativeField, 'name' | 'offset' | 'sizeBytes' | 'role'> {
  /** The number that each reset stores; where there is none it is a value of the state. */
  value?: number | undefined;
}

export interface ProgramLayout {
  sizeBytes: number;
  fields: readonly ProgramField[];
}

export interface Programs {
  columns: ProgramColumn[];
  /** Strategies that cannot be had here, or not for a layout of the run time. */
  skipped: { strategy: string; reason: string }[];
}

type Registry = Pick<NativeRegistry, 'layouts' | 'programSteps'>;

/** One column for each strategy that has a recipe and can run here, in their order. */
export function programsOf(
  layout: ProgramLayout,
  strategies: readonly NativeStrategy[],
  registry: Registry,
): Programs {
  const programs: Programs = { columns: [], skipped: [] };
  for (const { name, recipe, unavailable } of strategies) {
    if (unavailable !== null) {
      programs.skipped.push({ strategy: name, reason: unavailable });
    } else if (recipe === undefined) {
      programs.skipped.push({ strategy: name, reason: 'no recipe for layouts of the run time' });
    } else {
      const steps = encodeSteps(programSteps(layout, recipe, registry), registry.programSteps);
      programs.columns.push({ name, steps });
    }
  }
  return programs;
}

/** @throws Error for a strategy that `programsOf` would skip: the plan leaves those out */
export function encodedProgram(
  layout: ProgramLayout,
  strategy: string,
  registry: Registry & Pick<NativeRegistry, 'strategies'>,
): Int32Array {
  const found = registry.strategies.filter(({ name }) => name === strategy);
  const [column] = programsOf(layout, found, registry).columns;
  if (column === undefined) throw new Error(`${strategy} cannot be made at run time`);
  return column.steps;
}

/** What is measured where code is made at run time. */
export const RUN_TIME_PLACE = {
  scope: 'writes',
  path: 'tdp',
  guest: 'unpaged',
  calls: 'full',
} as const;

/** @throws UsageError where anything else is asked for */
export function requireRunTimePlace(
  layout: string,
  place: Readonly<Partial<Record<keyof typeof RUN_TIME_PLACE, string>>>,
): void {
  for (const [option, only] of Object.entries(RUN_TIME_PLACE)) {
    const asked: string | undefined = Reflect.get(place, option);
    if (asked === undefined || asked === only) continue;
    throw new UsageError(
      `--${option} ${excerpt(asked)} of ${excerpt(layout)}: only built-in layouts have it, ` +
        `this one is measured with --${option} ${only}`,
    );
  }
}

export function programSteps(
  layout: ProgramLayout,
  recipe: NativeRecipe,
  { layouts }: Pick<NativeRegistry, 'layouts'>,
): Step[] {
  const struct = new ResetStruct(layout, knownFields(layout.fields, { layouts }));
  switch (recipe.kind) {
    case 'nothing':
      return [];
    case 'stores':
      return struct.stores((field) => !struct.leavesOut(recipe, field));
    case 'copies':
      return struct.copies(recipe.copier, (field) => isWritten(field));
    case 'copies-constants':
      return [
        ...struct.stores((field) => struct.isRole(field)),
        ...struct.copies(recipe.copier, isConstantPointer),
        ...struct.stores((field) => !struct.isRole(field) && !isConstantPointer(field)),
      ];
  }
}

/** Names of the fields that a reset touches, in the layout's order; a copy also goes over others'. */
export function writtenFields(
  layout: ProgramLayout,
  recipe: NativeRecipe,
  registry: Pick<NativeRegistry, 'layouts'>,
): string[] {
  const steps = programSteps(layout, recipe, registry);
  const isTouched = ({ offset, sizeBytes }: ProgramField) =>
    steps.some((step) => step.offset < offset + sizeBytes && offset < step.offset + step.bytes);
  return layout.fields.filter(isTouched).map(({ name }) => name);
}

/** By each reset. */
export const isWritten = ({ role }: Pick<ProgramField, 'role'>): boolean =>
  role === 'constant' || role === 'role-dependent' || role === 'zero-check';

const isConstantPointer = ({ role, sizeBytes }: ProgramField): boolean =>
  role === 'constant' && sizeBytes === 8;

/** A layout as a reset sees it. */
class ResetStruct {
  readonly #layout: ProgramLayout;
  readonly #known: KnownFields;
  readonly #written: readonly ProgramField[];

  constructor(layout: ProgramLayout, known: KnownFields) {
    this.#layout = layout;
    this.#known = known;
    this.#written = layout.fields
      .filter(isWritten)
      .sort((one, other) => this.#turn(one) - this.#turn(other));
  }

  /** Those that the kernel does not have come last, in the layout's order. */
  #turn({ name }: ProgramField): number {
    const turn = this.#known.has(name) ? STORE_ORDER.indexOf(name) : -1;
    return turn < 0 ? STORE_ORDER.length : turn;
  }

  isRole({ name }: ProgramField): boolean {
    return this.#known.has(name) && ROLE_FIELDS.includes(name);
  }

  leavesOut(
    { leavesOut, leavesOutFields }: Extract<NativeRecipe, { kind: 'stores' }>,
    { name, role }: ProgramField,
  ): boolean {
    return this.#known.has(name) ? leavesOutFields.includes(name) : leavesOut.includes(role);
  }

  stores(chosen: (field: ProgramField) => boolean): Step[] {
    return this.#written.filter(chosen).flatMap((field) => this.#storesOf(field));
  }

  #storesOf(field: ProgramField): Step[] {
    const known = this.#known.get(field.name);
    const immediate = known?.sizeBytes === field.sizeBytes ? known.immediate : undefined;
    const stores = storesOfField({ ...field, value: field.value ?? immediate });
    const compiledOrder = known?.role === 'zero-check' && stores.length === ZERO_CHECK_WORDS.length;
    return compiledOrder ? ZERO_CHECK_WORDS.flatMap((word) => stores[word] ?? []) : stores;
  }

  copies(copier: string, owned: (field: ProgramField) => boolean): Step[] {
    const { fields, sizeBytes } = this.#layout;
    const forbidden = (field: ProgramField) => this.#isForbidden(field);
    return copyPieces({ fields, sizeBytes, owned, forbidden }).map(
      ({ offset, sizeBytes: bytes }): Step => ({ kind: `copy-${copier}`, offset, bytes }),
    );
  }

  /** Of an unknown struct nobody knows that what a reset leaves alone never changes otherwise. */
  #isForbidden({ name, role }: ProgramField): boolean {
    if (role === 'metadata') return true;
    if (role !== 'untouched') return false;
    const known = this.#known.get(name);
    return known === undefined || known.volatile === true;
  }
}
