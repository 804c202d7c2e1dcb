/** Writing files: whole or not at all, because minutes of measuring hang on them. */

import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UsageError } from '../errors.js';
import { describeIssues } from './issues.js';
import type { Result } from './result.js';
import { resultSchema } from './result.js';
import { removeLeftovers, temporaryBeside } from './temporary.js';

/** Causes that the user can mend by giving another path. */
const CAUSES: Record<string, string> = {
  EACCES: 'permission denied',
  EEXIST: 'a part of the path is a file, not a folder',
  EISDIR: 'it is a folder',
  ELOOP: 'its symbolic links go in circles',
  ENAMETOOLONG: 'a name in it is too long',
  ENOENT: 'no file can be made there',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EPERM: 'operation not permitted',
  EROFS: 'the file system is read-only',
};

export interface TextFile {
  path: string;
  text: string;
}

/** As `writeText`. @throws Error for a result that its own reader would refuse */
export function writeResult(path: string, result: Result): void {
  writeText(path, serialiseResult(result, `cannot write ${path}`));
}

/**
 * Replaces the file in one step; whatever fails, the previous one stays as it was.
 *
 * @throws UsageError where another path would do, Error where none would
 */
export function writeText(path: string, text: string): void {
  writeTexts([{ path, text }]);
}

/** Files that belong together: each is whole on the disk before the first of them gets its name. */
export function writeTexts(files: readonly TextFile[]): void {
  const staged: StagedFile[] = [];
  try {
    for (const { path, text } of files) staged.push(explainFailure(path, () => stage(path, text)));
    for (const { path, publish } of staged) explainFailure(path, publish);
  } finally {
    for (const { temporary } of staged) if (temporary !== null) rmSync(temporary, { force: true });
  }
}

/** Fails as `writeText` would, but before the measuring instead of after it; clears up after the dead. */
export function checkWritable(path: string): void {
  explainFailure(path, () => {
    const target = resolveTarget(path);
    if (!isRegularOrAbsent(target)) return;
    removeLeftovers(dirname(target));
    const probe = temporaryBeside(target);
    closeSync(openSync(probe, 'wx'));
    rmSync(probe);
  });
}

/** False for a device or a pipe, which takes one result and nothing before it. */
export function isReplaceable(path: string): boolean {
  return explainFailure(path, () => isRegularOrAbsent(resolveTarget(path)));
}

/** As a file holds it: checked, indented, one line per array of numbers. */
export function serialiseResult(result: Result, failure = 'cannot print'): string {
  return `${joinNumberLines(JSON.stringify(checkedResult(result, failure), null, 2))}\n`;
}

/** What its own reader will make of it. @throws Error where that would refuse it */
export function checkedResult(result: Result, failure: string): Result {
  const checked = resultSchema.safeParse(result);
  if (checked.success) return checked.data;
  throw new Error(`${failure}: the result is not valid: ${describeIssues(checked.error)}`);
}

/**
 * One line per array of numbers instead of one per sample. Only arrays start with a raw line break
 * after the bracket; in strings it is escaped.
 */
function joinNumberLines(json: string): string {
  return json.replace(/\[\n([\s\d.,eE+-]*)\n\s*\]/g, (_, numbers: string) => {
    return `[${numbers.trim().replace(/,\s+/g, ', ')}]`;
  });
}

/** The file itself, so that a symbolic link stays one; makes the folder. */
function resolveTarget(path: string): string {
  makeFolder(dirname(resolve(path)));
  try {
    return realpathSync(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return resolve(path);
    throw error;
  }
}

/** Not by mkdir's own recursion: it never returns where a folder exists but can have no new one, as /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process may have been quicker.
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}

/** A device or a pipe such as /dev/stdout is written to; renaming over it would destroy it. */
function isRegularOrAbsent(target: string): boolean {
  const stats = statSync(target, { throwIfNoEntry: false });
  if (stats?.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
  return stats === undefined || stats.isFile();
}

interface StagedFile {
  path: string;
  /** Null where the text goes straight to a device or a pipe. */
  temporary: string | null;
  publish(): void;
}

function stage(path: string, text: string): StagedFile {
  const target = resolveTarget(path);
  if (!isRegularOrAbsent(target)) {
    return { path, temporary: null, publish: () => writeFileSync(target, text) };
  }
  const temporary = temporaryBeside(target);
  writeAndSync(temporary, text);
  const publish = () => {
    renameSync(temporary, target);
    syncFolder(dirname(target));
  };
  return { path, temporary, publish };
}

/** Without the sync a crash could leave the new name with an empty file. */
function writeAndSync(path: string, text: string): void {
  const descriptor = openSync(path, 'wx');
  try {
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

/** Makes the rename itself survive a crash. */
function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function explainFailure<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const text = `cannot write ${path}: ${causeOf(error)}`;
    if (codeOf(error) in CAUSES) throw new UsageError(text, { cause: error });
    throw new Error(text, { cause: error });
  }
}

/** `no space left on device` of `ENOSPC: no space left on device, write '/x'`. */
function causeOf(error: unknown): string {
  const known = CAUSES[codeOf(error)];
  if (known !== undefined) return known;
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/^[A-Z]+: /, '').replace(/, \w+( '.*)?$/, '');
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
