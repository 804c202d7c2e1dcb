/**
 * What a strategy does to each field, wherever the field lies: enough to count the lines that an
 * order dirties without making its code.
 *
 * Found by making code for trial structs, so that there is one place that knows the recipes.
 */

import type { NativeRegistry } from '../host/native.js';
import type { NativeRecipe } from '../host/native-programs.js';
import { CACHE_LINE_BYTES } from '../layout/lines/writes.js';
import { programSteps } from '../layout/programs/programs.js';
import type { Step } from '../layout/programs/steps.js';
import type { Layout, LayoutField } from '../layout/types.js';

export interface Fate {
  /** Written by stores of its own. */
  stored: boolean;
  /** Written by a copy, which may begin or end with it. */
  copied: boolean;
  /** Ends a copy that would otherwise go over it to the next copied field. */
  barrier: boolean;
}

export interface Fates {
  /** By field, in the layout's order. */
  fates: Fate[];
  /** Longest padding between two fields that a copy goes over. */
  mostPaddingBytes: number;
}

type Registry = Pick<NativeRegistry, 'layouts'>;

export function fatesOf(layout: Layout, recipe: NativeRecipe, registry: Registry): Fates {
  const trial = new Trial(layout.fields, recipe, registry);
  const alone = layout.fields.map((_, index) => trial.stepsOn(index));
  const isCopy = ({ kind }: Step) => kind.startsWith('copy-');
  const copied = [...alone.keys()].filter((index) => alone[index]?.some(isCopy));
  const [one, other] = copied;
  const isPair = one !== undefined && other !== undefined;
  return {
    fates: alone.map((steps, index) => ({
      stored: steps.some((step) => !isCopy(step)),
      copied: steps.some(isCopy),
      barrier: isPair && !copied.includes(index) && !trial.isCopiedOver([one, index, other]),
    })),
    mostPaddingBytes: isPair ? trial.mostPaddingBytes(one, other) : 0,
  };
}

/** Structs of the same fields at other places: all of them far apart but for a few. */
class Trial {
  readonly #fields: readonly LayoutField[];
  readonly #recipe: NativeRecipe;
  readonly #registry: Registry;
  /** Offsets at which no field has a neighbour: there is more than padding between any two. */
  readonly #homes: number[] = [];
  /** Behind all of them. */
  readonly #end: number;
  readonly #apart: Step[];

  constructor(fields: readonly LayoutField[], recipe: NativeRecipe, registry: Registry) {
    this.#fields = fields;
    this.#recipe = recipe;
    this.#registry = registry;
    let end = 0;
    for (const { sizeBytes } of fields) {
      this.#homes.push(end);
      end += sizeBytes + CACHE_LINE_BYTES;
    }
    this.#end = end;
    this.#apart = this.#steps(this.#homes, end);
  }

  stepsOn(index: number): Step[] {
    const from = this.#homes[index] ?? 0;
    const end = from + this.#size(index);
    return this.#apart.filter(({ offset }) => offset >= from && offset < end);
  }

  /** Whether these neighbours are copied in one piece. */
  isCopiedOver(neighbours: readonly number[], paddingBytes = 0): boolean {
    const offsets = [...this.#homes];
    let at = this.#end;
    for (const index of neighbours) {
      offsets[index] = at;
      at += this.#size(index) + paddingBytes;
    }
    const bytes = at - paddingBytes - this.#end;
    return this.#steps(offsets, at).some(
      (step) => step.offset === this.#end && step.bytes === bytes,
    );
  }

  mostPaddingBytes(one: number, other: number): number {
    let bytes = 0;
    while (bytes + 1 < CACHE_LINE_BYTES && this.isCopiedOver([one, other], bytes + 1)) bytes += 1;
    return bytes;
  }

  #steps(offsets: readonly number[], sizeBytes: number): Step[] {
    const fields = this.#fields.map((field, index) => ({ ...field, offset: offsets[index] ?? 0 }));
    return programSteps({ sizeBytes, fields }, this.#recipe, this.#registry);
  }

  #size(index: number): number {
    return this.#fields[index]?.sizeBytes ?? 0;
  }
}
