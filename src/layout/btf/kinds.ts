/** Kinds of BTF types: how long a record of each is. */

export const KIND = {
  int: 1,
  pointer: 2,
  array: 3,
  struct: 4,
  union: 5,
  enum: 6,
  forward: 7,
  typedef: 8,
  volatile: 9,
  const: 10,
  restrict: 11,
  function: 12,
  functionPrototype: 13,
  variable: 14,
  dataSection: 15,
  float: 16,
  declarationTag: 17,
  typeTag: 18,
  enum64: 19,
} as const;

/** What follows the twelve bytes that all records begin with. */
export interface KindShape {
  bytes: number;
  /** For each of its elements: members, parameters, values. */
  elementBytes: number;
}

const fixed = (bytes: number): KindShape => ({ bytes, elementBytes: 0 });
const listed = (elementBytes: number): KindShape => ({ bytes: 0, elementBytes });

const SHAPES: ReadonlyMap<number, KindShape> = new Map<number, KindShape>([
  [KIND.int, fixed(4)],
  [KIND.pointer, fixed(0)],
  [KIND.array, fixed(12)],
  [KIND.struct, listed(12)],
  [KIND.union, listed(12)],
  [KIND.enum, listed(8)],
  [KIND.forward, fixed(0)],
  [KIND.typedef, fixed(0)],
  [KIND.volatile, fixed(0)],
  [KIND.const, fixed(0)],
  [KIND.restrict, fixed(0)],
  [KIND.function, fixed(0)],
  [KIND.functionPrototype, listed(8)],
  [KIND.variable, fixed(4)],
  [KIND.dataSection, listed(12)],
  [KIND.float, fixed(0)],
  [KIND.declarationTag, fixed(4)],
  [KIND.typeTag, fixed(0)],
  [KIND.enum64, listed(12)],
]);

/** Seven bits. */
export const KINDS = 128;

/**
 * By kind, undefined where the length is not known.
 *
 * @param described by newer encoders: two lengths for each kind from 0 on, which tell how to skip those
 *   that did not exist when this was written
 */
export function kindShapes(described: readonly KindShape[]): readonly (KindShape | undefined)[] {
  // Kind 0 is void, which has no record.
  return Array.from({ length: KINDS }, (_, kind) =>
    kind === 0 ? undefined : (SHAPES.get(kind) ?? described[kind]),
  );
}

const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(KIND).map(([name, kind]) => [
    kind,
    name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`),
  ]),
);

/** For messages. */
export function kindName(kind: number): string {
  return NAMES.get(kind) ?? `type of kind ${kind}`;
}
