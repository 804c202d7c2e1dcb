/** A layout as JSON: in a file of its own, and in the plan of a result. */

import { z } from 'zod';
import type { FieldRole } from '../../host/native-programs.js';
import { CACHE_LINE_BYTES } from '../lines/writes.js';

/** What code made at run time can have. */
const MOST_BYTES = 4096;
export const LONGEST_NAME = 200;

/** An object, so that the compiler asks for every role that there is. */
const ROLES: { readonly [Role in FieldRole]: Role } = {
  constant: 'constant',
  'role-dependent': 'role-dependent',
  'zero-check': 'zero-check',
  metadata: 'metadata',
  root: 'root',
  untouched: 'untouched',
};

const name = z.string().min(1).max(LONGEST_NAME);

const field = z.strictObject({
  name,
  /** From the struct's first byte. */
  offset: z.int().min(0).max(MOST_BYTES),
  sizeBytes: z.int().min(1).max(MOST_BYTES),
  role: z.enum(ROLES),
  /** Of constant fields: the number that each reset stores. */
  value: z.int().optional(),
  /** In bytes; where absent it follows from size and offset. */
  alignment: z.int().min(1).max(MOST_BYTES).optional(),
});

/** A member that is a struct or a union, of which `fields` has the parts. */
const block = z.strictObject({
  name,
  offset: z.int().min(0).max(MOST_BYTES),
  sizeBytes: z.int().min(1).max(MOST_BYTES),
  alignment: z.int().min(1).max(MOST_BYTES),
});

export const layoutMembers = {
  name,
  /** As `uname -r` says it; null where unknown, or of no kernel. */
  kernel: z.string().max(LONGEST_NAME).nullable().default(null),
  sizeBytes: z.int().min(1).max(MOST_BYTES),
  /** Offset of the struct's first byte modulo 64 in what holds it. */
  phase: z
    .int()
    .min(0)
    .max(CACHE_LINE_BYTES - 1),
  /** Of `root_mmu` in `struct kvm_vcpu`. */
  rootMmuOffset: z.int().min(0).nullable().default(null),
  /** In any order. */
  fields: z.array(field).max(MOST_BYTES),
  /** In any order; of fields that are in none, each can be moved alone. */
  blocks: z.array(block).max(MOST_BYTES).optional(),
};

/** With where it came from, as a plan has it. */
export const plannedLayout = z.object({
  ...layoutMembers,
  origin: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('built-in') }),
    z.object({ kind: z.literal('file'), file: z.string() }),
    z.object({ kind: z.literal('btf'), file: z.string(), struct: z.string() }),
  ]),
});
