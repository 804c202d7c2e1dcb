/** What a schema cannot say of a layout file's blocks: such as no struct could have, or C lay out. */

import { excerpt } from '../../errors.js';
import type { LayoutBlock as Block, LayoutField as Field } from '../types.js';
import { naturalAlignment } from './natural-alignment.js';

type Place = Pick<Block, 'offset' | 'sizeBytes'>;

interface Struct {
  sizeBytes: number;
  fields: readonly Field[];
  blocks: readonly Block[];
}

/** In the order of the file's blocks; empty if all is well. */
export function blockProblems(struct: Struct): string[] {
  return struct.blocks.flatMap((block, index) => {
    const problems = [
      sameName(block, index, struct),
      pastEnd(block, struct.sizeBytes),
      overlap(block, index, struct.blocks),
      misaligned(block),
      ...struct.fields.map((field, at) => wrongField(block, field, at)),
    ];
    const place = `blocks[${index}] ${excerpt(block.name, 30)}`;
    return problems.flatMap((problem) => (problem === null ? [] : [`${place}: ${problem}`]));
  });
}

const endOf = ({ offset, sizeBytes }: Place): number => offset + sizeBytes;

const bytesText = (place: Place): string => `${place.offset}..${endOf(place) - 1}`;

const shareBytes = (one: Place, other: Place): boolean =>
  one.offset < endOf(other) && other.offset < endOf(one);

const holds = (block: Place, { offset, sizeBytes }: Place): boolean =>
  offset >= block.offset && offset + sizeBytes <= endOf(block);

/** Moves name what they move, a field or a block. */
function sameName(block: Block, index: number, { fields, blocks }: Struct): string | null {
  const first = blocks.findIndex(({ name }) => name === block.name);
  if (first < index) return `has the name of blocks[${first}]`;
  const field = fields.findIndex((each) => each.name === block.name && !holds(block, each));
  return field < 0 ? null : `has the name of fields[${field}], which is not in it`;
}

function pastEnd(block: Block, sizeBytes: number): string | null {
  return endOf(block) <= sizeBytes
    ? null
    : `bytes ${bytesText(block)} pass the end of the struct, sizeBytes ${sizeBytes}`;
}

function overlap(block: Block, index: number, blocks: readonly Block[]): string | null {
  const other = blocks.slice(0, index).findIndex((each) => shareBytes(each, block));
  const found = blocks[other];
  return found === undefined
    ? null
    : `bytes ${bytesText(block)} overlap blocks[${other}], ${bytesText(found)}`;
}

function misaligned({ offset, alignment }: Block): string | null {
  if ((alignment & (alignment - 1)) !== 0) return `alignment ${alignment} is no power of two`;
  return offset % alignment === 0
    ? null
    : `offset ${offset} is no multiple of its alignment, ${alignment}`;
}

/** What lies in a block moves with it: all of it, and to wherever the block may go. */
function wrongField(block: Block, field: Field, index: number): string | null {
  if (!shareBytes(block, field)) return null;
  const name = `fields[${index}] ${excerpt(field.name, 30)}`;
  if (!holds(block, field)) {
    return `bytes ${bytesText(block)} have only a part of ${name}, ${bytesText(field)}`;
  }
  const needed = naturalAlignment(field);
  return needed <= block.alignment
    ? null
    : `alignment ${block.alignment} is less than that of ${name} in it, ${needed}`;
}
