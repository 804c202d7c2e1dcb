/** Writing a result: whole or not at all, because a minute of measuring hangs on it. */

import { randomBytes } from 'node:crypto';
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
import { dirname, join, resolve } from 'node:path';
import { UsageError } from '../errors.js';
import { describeIssues } from './issues.js';
import type { Result } from './result.js';
import { resultSchema } from './result.js';

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

/** Replaces the file in one step; whatever fails, the previous one stays as it was. */
export function writeResult(path: string, result: Result): void {
  const text = serialiseResult(result, `cannot write ${path}`);
  explainFailure(path, () => {
    const target = resolveTarget(path);
    if (isRegularOrAbsent(target)) replaceFile(target, text);
    else writeFileSync(target, text);
  });
}

/** Fails as `writeResult` would, but before the measuring instead of after it. */
export function checkWritable(path: string): void {
  explainFailure(path, () => {
    const target = resolveTarget(path);
    if (!isRegularOrAbsent(target)) return;
    const probe = temporaryBeside(target);
    closeSync(openSync(probe, 'wx'));
    rmSync(probe);
  });
}

/** As a file holds it: checked, indented, one line per array of numbers. */
export function serialiseResult(result: Result, failure = 'cannot print'): string {
  const checked = resultSchema.safeParse(result);
  if (!checked.success) {
    throw new Error(`${failure}: the result is not valid: ${describeIssues(checked.error)}`);
  }
  return `${joinNumberLines(JSON.stringify(checked.data, null, 2))}\n`;
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

function replaceFile(target: string, text: string): void {
  const temporary = temporaryBeside(target);
  try {
    writeAndSync(temporary, text);
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolder(dirname(target));
}

/** Without the sync a crash could leave the new name with an empty file. */
function writeAndSync(path: string, text: string): void {
  const descriptor = openSync(path, 'wx');
  try {
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** In the same folder, since a rename cannot cross file systems. */
function temporaryBeside(target: string): string {
  const unique = `${process.pid}-${randomBytes(4).toString('hex')}`;
  return join(dirname(target), `.kvm-mmu-bench-${unique}.tmp`);
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

function explainFailure(path: string, action: () => void): void {
  try {
    action();
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
