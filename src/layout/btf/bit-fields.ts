/** Bit-fields: what shares a byte is one field, since no store is smaller. */

import { excerpt } from '../../errors.js';
import type { BtfType } from './btf.js';
import type { FlatField } from './flat-field.js';

/** What a layout file takes. */
const LONGEST_NAME = 200;

/** Fields that share bytes. */
interface Group {
  fields: [FlatField, ...FlatField[]];
  end: number;
}

/**
 * @param struct whose fields they are, for messages
 * @returns ascending by offset
 * @throws BtfError where others than bit-fields share bytes, or any two a name
 */
export function joinBitFields(fields: readonly FlatField[], struct: BtfType): FlatField[] {
  requireNames(fields, struct);
  const groups: Group[] = [];
  for (const field of [...fields].sort((one, other) => one.offset - other.offset)) {
    const end = field.offset + field.sizeBytes;
    const group = groups.at(-1);
    if (group === undefined || field.offset >= group.end) {
      groups.push({ fields: [field], end });
    } else {
      const [first] = group.fields;
      if (!first.isBitField || !field.isBitField) throw overlap(first, field, struct);
      group.fields.push(field);
      group.end = Math.max(group.end, end);
    }
  }
  return groups.map(joined);
}

function requireNames(fields: readonly FlatField[], struct: BtfType): void {
  const names = new Set<string>();
  for (const { name } of fields) {
    if (names.has(name)) {
      throw struct.error(`two members called ${excerpt(name, 40)}`, 'names of their own');
    }
    names.add(name);
  }
}

function overlap(one: FlatField, other: FlatField, struct: BtfType) {
  return struct.error(
    `members ${excerpt(one.name, 40)} and ${excerpt(other.name, 40)} on the same bytes`,
    'bytes of their own',
  );
}

function joined({ fields, end }: Group): FlatField {
  const [first] = fields;
  const members = fields.map(({ name }) => name);
  const name = members.join('|');
  return {
    ...first,
    ...{ members, sizeBytes: end - first.offset },
    name: name.length > LONGEST_NAME ? `${first.name}|...|${members.at(-1)}` : name,
  };
}
