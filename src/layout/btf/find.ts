/** Structs by name, and members of them by path. */

import { excerpt, UsageError, unknownName } from '../../errors.js';
import type { Btf, BtfType } from './btf.js';
import { fileName } from './btf-error.js';
import { KIND } from './kinds.js';
import { type Member, MOST_DEPTH, type TypeSizes, tooDeep } from './sizes.js';

export interface FoundStruct {
  struct: BtfType;
  /** Sizes of others of that name, which are what other parts of the program take it for. */
  others: number[];
}

/** @param name also of a typedef. @returns null where there is none */
export function findStruct(sizes: TypeSizes, name: string): FoundStruct | null {
  const { btf } = sizes;
  const [id, ...others] = btf.find(name, KIND.struct);
  if (id !== undefined) {
    return {
      struct: btf.type(id, null),
      others: others.map((other) => btf.type(other, null).sizeOrType),
    };
  }
  const [typedef] = btf.find(name, KIND.typedef);
  if (typedef === undefined) return null;
  const type = btf.type(typedef, null);
  const struct = sizes.resolve(type.sizeOrType, type);
  return struct.kind === KIND.struct ? { struct, others: [] } : null;
}

/** Longer ones are of generated code, and nobody mistypes them. */
const SUGGESTED = /^[!-~]{1,64}$/;

/** Those that may be shown as they are, whoever made the file. */
export function suggestible(names: readonly string[]): string[] {
  return names.filter((name) => SUGGESTED.test(name));
}

/** What to say where there is none. */
export function unknownStruct(btf: Btf, name: string): UsageError {
  const names = suggestible(structNames(btf).map((each) => each.name));
  return unknownName('struct', name, names, `layout from-btf ${fileName(btf.origin.file)} --list`);
}

/** The command that shows the members of a struct. */
export function listingOf({ origin }: Btf, struct: string): string {
  return `layout from-btf ${fileName(origin.file)} --struct ${struct}`;
}

export interface NamedStruct {
  name: string;
  sizeBytes: number;
}

/** A kernel has some ten thousand. */
const MOST_STRUCTS = 100_000;

/** Each name once, in alphabetical order. @throws BtfError */
export function structNames(btf: Btf): NamedStruct[] {
  const sizes = new Map<string, number>();
  let count = 0;
  for (const struct of btf.ofKind(KIND.struct)) {
    count += 1;
    if (count > MOST_STRUCTS) throw struct.error(`more than ${MOST_STRUCTS} structs`, 'fewer');
    const { name, sizeOrType } = struct;
    if (name !== '' && !sizes.has(name)) sizes.set(name, sizeOrType);
  }
  return [...sizes]
    .map(([name, sizeBytes]) => ({ name, sizeBytes }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

export interface FoundMember {
  type: BtfType;
  bitOffset: number;
}

/**
 * @param path `kvm_vcpu.arch.root_mmu`: a struct, and members of members
 * @throws UsageError where there is no such struct or member
 */
export function findMember(sizes: TypeSizes, path: string): FoundMember {
  const [name = '', ...members] = path.split('.');
  const found = findStruct(sizes, name);
  if (found === null) throw unknownStruct(sizes.btf, name);
  if (members.length === 0) {
    throw new UsageError(`${excerpt(path)} names no member: expected STRUCT.member`);
  }
  let at: FoundMember = { type: found.struct, bitOffset: 0 };
  for (const member of members) {
    const inner = memberIn(sizes, at.type, member, 0);
    if (inner === null) {
      const known = suggestible(memberNames(sizes, at.type, 0));
      throw unknownName('member', member, known, listingOf(sizes.btf, name));
    }
    at = { type: inner.type, bitOffset: at.bitOffset + inner.bitOffset };
  }
  return at;
}

/** Also in anonymous members, whose names are those of what holds them. */
function memberIn(
  sizes: TypeSizes,
  type: BtfType,
  name: string,
  depth: number,
): FoundMember | null {
  for (const member of aggregateMembers(sizes, type, depth)) {
    if (member.name === name) return member;
    if (member.name !== '') continue;
    const inner = memberIn(sizes, member.type, name, depth + 1);
    if (inner !== null) return { ...inner, bitOffset: inner.bitOffset + member.bitOffset };
  }
  return null;
}

function memberNames(sizes: TypeSizes, type: BtfType, depth: number): string[] {
  return aggregateMembers(sizes, type, depth).flatMap((member) =>
    member.name === '' ? memberNames(sizes, member.type, depth + 1) : [member.name],
  );
}

/** Of all readings of all unions, members of members with dots: what a user may name. */
export function allNames(sizes: TypeSizes, type: BtfType, prefix = '', depth = 0): string[] {
  return aggregateMembers(sizes, type, depth).flatMap((member) => {
    const name = prefix + member.name;
    const inner = allNames(sizes, member.type, member.name === '' ? prefix : `${name}.`, depth + 1);
    return member.name === '' ? inner : [name, ...inner];
  });
}

/** None of what is no struct or union. */
function aggregateMembers(sizes: TypeSizes, type: BtfType, depth: number): Member[] {
  if (type.kind !== KIND.struct && type.kind !== KIND.union) return [];
  if (depth === MOST_DEPTH) throw tooDeep(type);
  return [...sizes.membersOf(type)];
}
