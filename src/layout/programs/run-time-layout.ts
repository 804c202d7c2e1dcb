/** What the native side and the plan are told of a layout that was not compiled. */

import { excerpt, UsageError } from '../../errors.js';
import type { NativeRegistry } from '../../host/native.js';
import type { ProgramColumn, ProgramsRequest } from '../../host/native-programs.js';
import type { Layout } from '../types.js';
import { structImages } from './images.js';
import { knownFields, ROLE_FIELDS } from './kvm-mmu-fields.js';
import { encodedProgram, isWritten } from './programs.js';

type Registry = Pick<NativeRegistry, 'layouts' | 'strategies' | 'programSteps'>;

/**
 * The rules of resetting that a layout's roles follow, as those of the first built-in one with the
 * same; null for a struct that is no `kvm_mmu`, which no boot resets.
 */
export function rulesOfLayout(
  { fields }: Pick<Layout, 'fields'>,
  { layouts }: Pick<NativeRegistry, 'layouts'>,
): string | null {
  if (knownFields(fields, { layouts }).size === 0) return null;
  const roles = rolesIn(fields);
  const alike = layouts.find((layout) => rolesIn(layout.fields) === roles);
  return alike?.rules[0] ?? null;
}

function rolesIn(fields: readonly { name: string }[]): string {
  const names = fields.map(({ name }) => name);
  return ROLE_FIELDS.filter((name) => names.includes(name)).join();
}

/** @throws UsageError where there would be nothing to time */
export function requireWrites({ name, fields }: Layout): void {
  if (fields.some(isWritten)) return;
  throw new UsageError(
    `layout ${excerpt(name)}: a reset of it writes nothing; give the fields that it writes the ` +
      'role constant, role-dependent or zero-check',
  );
}

/** The part of a job's request that its code is made of, strategies in the order given. */
export function programsRequest(
  layout: Layout,
  strategies: readonly string[],
  registry: Registry,
): Pick<ProgramsRequest, 'structBytes' | 'images' | 'columns'> {
  return {
    structBytes: layout.sizeBytes,
    images: structImages(layout, registry),
    columns: strategies.map(
      (name): ProgramColumn => ({
        name,
        steps: encodedProgram(layout, name, registry),
      }),
    ),
  };
}
