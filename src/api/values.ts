/** The kinds of values that options take, and how each is written on the command line. */

export interface Kind {
  /** For the message about a value of another kind. */
  expected: string;
  /** Null for such a value. */
  write(value: unknown): string | boolean | null;
}

export const NAME: Kind = {
  expected: 'a name',
  write: (value) => (isName(value) ? value : null),
};

export const NAMES: Kind = {
  expected: 'a name or a list of names',
  write: (value) => list(value, isName),
};

export const NUMBER: Kind = {
  expected: 'a number',
  write: (value) => (isNumber(value) ? String(value) : null),
};

export const NUMBERS: Kind = {
  expected: 'a number or a list of numbers',
  write: (value) => list(value, isNumber),
};

export const FLAG: Kind = {
  expected: 'true or false',
  write: (value) => (typeof value === 'boolean' ? value : null),
};

/** As `SweepRange`. */
export const SIZES: Kind = {
  expected: "{ fromBytes, toBytes } or 'none'",
  write: (value) => (value === 'none' ? value : range(value)),
};

/** One counts as a list of it; an empty list asks for nothing, which is no way to ask. */
function list(value: unknown, isMember: (member: unknown) => boolean): string | null {
  const members: unknown[] = Array.isArray(value) ? value : [value];
  return members.length > 0 && members.every(isMember) ? members.join(',') : null;
}

function range(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return null;
  const [fromBytes, toBytes] = ['fromBytes', 'toBytes'].map((end) => Reflect.get(value, end));
  return isNumber(fromBytes) && isNumber(toBytes) ? `${fromBytes}..${toBytes}` : null;
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}
