/** Reading a result that may come from another version, another tool or a run cut short. */

import type { z } from 'zod';
import { excerpt, UsageError } from '../errors.js';
import { readJsonFile } from '../json-file.js';
import { describeIssues } from './issues.js';
import type { Result } from './result.js';
import { RESULT_SCHEMA, resultSchema } from './result.js';

/** Every failure is one line that names the file. */
export function readResult(path: string): Result {
  return readResultAs(path, resultSchema);
}

/** A result file with all that the schema knows of. */
export function readResultAs<T>(path: string, schema: z.ZodType<T>): T {
  const json = readJsonFile(path);
  checkSchemaName(path, json);
  const checked = schema.safeParse(json);
  if (checked.success) return checked.data;
  throw new UsageError(`${path} is not a valid result: ${describeIssues(checked.error)}`);
}

function checkSchemaName(path: string, json: unknown): void {
  const found = typeof json === 'object' && json !== null && 'schema' in json ? json.schema : null;
  if (found === RESULT_SCHEMA) return;
  if (typeof found !== 'string') {
    throw new UsageError(
      `${path} is not a result: it has no schema name; expected ${RESULT_SCHEMA}`,
    );
  }
  const [theirs, ours] = [versionOf(found), versionOf(RESULT_SCHEMA)];
  if (theirs !== null && ours !== null && theirs > ours) {
    throw new UsageError(
      `${path} is ${found}, newer than the ${RESULT_SCHEMA} that this version reads; update kvm-mmu-bench`,
    );
  }
  throw new UsageError(`${path} is ${excerpt(found)}; expected ${RESULT_SCHEMA}`);
}

/** Null for the schema of something else. */
function versionOf(schema: string): number | null {
  const version = /^kvm-mmu-bench\/result\/(\d{1,9})$/.exec(schema)?.[1];
  return version === undefined ? null : Number(version);
}
