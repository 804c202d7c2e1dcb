/** Reading a result that may come from another version, another tool or a run cut short. */

import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { excerpt, UsageError } from '../errors.js';
import { describeIssues } from './issues.js';
import type { Result } from './result.js';
import { RESULT_SCHEMA, resultSchema } from './result.js';

const READ_ERRORS: Record<string, string> = {
  ENOENT: 'no such file',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
};

/** Every failure is one line that names the file. */
export function readResult(path: string): Result {
  return readResultAs(path, resultSchema);
}

/** A result file with all that the schema knows of. */
export function readResultAs<T>(path: string, schema: z.ZodType<T>): T {
  const json = parse(path, readText(path));
  checkSchemaName(path, json);
  const checked = schema.safeParse(json);
  if (checked.success) return checked.data;
  throw new UsageError(`${path} is not a valid result: ${describeIssues(checked.error)}`);
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new UsageError(`cannot read ${path}: ${READ_ERRORS[code] ?? code}`, { cause: error });
  }
}

function parse(path: string, text: string): unknown {
  if (text.trim() === '') throw new UsageError(`${path} is empty`);
  const problem = tryParse(text);
  if (problem.kind === 'none') return problem.json;
  if (problem.kind === 'truncated') {
    throw new UsageError(`${path} is truncated: its JSON ends at byte ${Buffer.byteLength(text)}`);
  }
  const { line, column } = lineAndColumn(text, problem.position ?? positionOfError(text));
  throw new UsageError(`${path} is not JSON: unexpected text at line ${line}, column ${column}`);
}

type Parsed =
  | { kind: 'none'; json: unknown }
  | { kind: 'truncated' }
  | { kind: 'malformed'; position: number | null };

/** The engine tells the position only in words, and for some errors not at all. */
function tryParse(text: string): Parsed {
  try {
    return { kind: 'none', json: JSON.parse(text) };
  } catch (error) {
    const message = String(error);
    // At their end: before it they quote the text, which may say anything.
    const found = /at position (\d+)(?: \(line \d+ column \d+\))?$/.exec(message)?.[1];
    const position = found === undefined ? null : Number(found);
    const atEnd = message.endsWith('end of JSON input') || position === text.length;
    return atEnd ? { kind: 'truncated' } : { kind: 'malformed', position };
  }
}

/** Bisects for the longest prefix that is only unfinished: the next character is the wrong one. */
function positionOfError(text: string): number {
  let fine = 0;
  let wrong = text.length;
  while (wrong - fine > 1) {
    const middle = Math.floor((fine + wrong) / 2);
    if (tryParse(text.slice(0, middle)).kind === 'malformed') wrong = middle;
    else fine = middle;
  }
  return wrong - 1;
}

function lineAndColumn(text: string, position: number): { line: number; column: number } {
  const before = text.slice(0, position).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
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
