/** A JSON file that people write by hand: what is wrong with its text, and where. */

import { readFileSync } from 'node:fs';
import { UsageError } from './errors.js';

const READ_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
};

/** @throws UsageError, one line that names the file and the place */
export function readJsonFile(path: string): unknown {
  const text = readText(path);
  if (text.trim() === '') throw new UsageError(`${path} is empty`);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${path} is ${flawOf(text)}`, { cause: error });
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new UsageError(`cannot read ${path}: ${READ_ERRORS[code] ?? code}`, { cause: error });
  }
}

/** The engine tells the place of some errors only, and in words: it is looked for. */
function flawOf(text: string): string {
  if (isUnfinished(text)) {
    return `truncated: its JSON ends at byte ${Buffer.byteLength(text)}`;
  }
  let fine = 0;
  let wrong = text.length;
  while (wrong - fine > 1) {
    const middle = Math.floor((fine + wrong) / 2);
    if (isUnfinished(text.slice(0, middle))) fine = middle;
    else wrong = middle;
  }
  const before = text.slice(0, wrong - 1).split('\n');
  const column = (before.at(-1) ?? '').length + 1;
  return `not JSON: unexpected text at line ${before.length}, column ${column}`;
}

/** Whether more text could still make a document of it. */
function isUnfinished(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    const message = String(error);
    const position = /at position (\d+)(?: \(line \d+ column \d+\))?$/.exec(message)?.[1];
    return message.endsWith('end of JSON input') || Number(position) === text.length;
  }
}
