/** What a reset of any struct writes: fields by name, and the role of each, from a file. */

import { z } from 'zod';
import { excerpt, UsageError, unknownName } from '../../errors.js';
import type { FieldRole } from '../../host/native-programs.js';
import { readJsonFile } from '../../json-file.js';
import { describeIssues } from '../../report/issues.js';
import { fileName } from '../btf/btf-error.js';
import { suggestible } from '../btf/find.js';
import { layoutFileSchema } from './layout-file.js';

export interface FieldWrite {
  role: FieldRole;
  /** Of constant fields: the number that each reset stores. */
  value?: number | undefined;
}

export interface WriteSet {
  file: string;
  /** By name, members of members with dots. */
  fields: ReadonlyMap<string, FieldWrite>;
}

const { role, value } = layoutFileSchema.shape.fields.element.shape;

/** The library would quote unknown members as they are, which may be any text of any length. */
const error = ({ code, keys }: { code?: unknown; keys?: unknown }): string | undefined =>
  code === 'unrecognized_keys' && Array.isArray(keys)
    ? `there is no member ${excerpt(String(keys[0]), 30)}`
    : undefined;

const write = z.union([role, z.strictObject({ role, value }, { error })], {
  error: () => `expected a role: ${role.options.join(', ')}, or {"role": ..., "value": NUMBER}`,
});

const schema = z.strictObject(
  {
    /** Why these, for people. */
    comment: z.string().optional(),
    fields: z.record(z.string(), write),
  },
  { error },
);

/** @throws UsageError, one line that names the file and the place in it */
export function readWritesFile(path: string): WriteSet {
  const parsed = schema.safeParse(readJsonFile(path));
  if (!parsed.success) {
    throw new UsageError(
      `${fileName(path)} is no valid write set: ${describeIssues(parsed.error)}; expected ` +
        '{"fields": {"NAME": "ROLE", ...}}',
    );
  }
  const fields = Object.entries(parsed.data.fields).map(([name, write]): [string, FieldWrite] => [
    name,
    typeof write === 'string' ? { role: write } : write,
  ]);
  if (fields.length === 0) throw new UsageError(`${fileName(path)} names no field`);
  return { file: path, fields: new Map(fields) };
}

/** A field of the struct: one member, or several bit-fields that share bytes. */
export interface NamedField {
  name: string;
  members: readonly string[];
}

/**
 * What the file says of each field, in their order; null of those that it does not name.
 *
 * @param listing the command that shows the fields
 * @param all every name that could be given, for suggestions
 * @throws UsageError for a name that is none, or of bytes that another name has already
 */
export function writesOf(
  { file, fields: writes }: WriteSet,
  fields: readonly NamedField[],
  listing: string,
  all: () => readonly string[],
): (FieldWrite | null)[] {
  const used = new Set<string>();
  const found = fields.map(({ name, members }) => {
    const names = [...new Set([name, ...members])].filter((each) => writes.has(each));
    for (const each of names) used.add(each);
    return agreed(file, names, writes);
  });
  for (const name of writes.keys()) {
    if (!used.has(name)) throw unusedName(file, name, writes, listing, all());
  }
  return found;
}

/** @param names of one field's bytes */
function agreed(
  file: string,
  names: readonly string[],
  writes: WriteSet['fields'],
): FieldWrite | null {
  const [first, ...others] = names;
  const write = first === undefined ? undefined : writes.get(first);
  if (first === undefined || write === undefined) return null;
  const other = others.find((each) => {
    const { role, value } = writes.get(each) ?? write;
    return role !== write.role || value !== write.value;
  });
  if (other === undefined) return write;
  throw new UsageError(
    `${fileName(file)}: ${excerpt(first)} and ${excerpt(other)} share bytes: give them one role`,
  );
}

function unusedName(
  file: string,
  name: string,
  writes: WriteSet['fields'],
  listing: string,
  all: readonly string[],
): UsageError {
  const holder = [...writes.keys()].find((each) => name.startsWith(`${each}.`));
  if (holder !== undefined) {
    return new UsageError(
      `${fileName(file)}: ${excerpt(name)} is part of ${excerpt(holder)}, which the file names too`,
    );
  }
  if (all.includes(name)) {
    return new UsageError(
      `${fileName(file)}: ${excerpt(name)} has no bytes of its own: it is empty, or in a union with ` +
        'what the file names too',
    );
  }
  return unknownName('field', name, suggestible(all), listing);
}
