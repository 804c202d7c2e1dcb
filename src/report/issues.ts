/** What a schema library found, in one line. */

import type { z } from 'zod';
import { excerpt } from '../errors.js';

const SHOWN = 3;

/** `cells[3].rounds: expected number, received string; and 4 more` */
export function describeIssues(error: z.ZodError): string {
  const shown = error.issues
    .slice(0, SHOWN)
    .map((issue) => `${fieldPath(issue.path)}: ${expectation(issue.message)}`);
  const more = error.issues.length - shown.length;
  return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

function fieldPath(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'the document';
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : fieldName(String(key))))
    .join('')
    .replace(/^\./, '');
}

/** Where a schema takes any name, it may be any text. */
function fieldName(name: string): string {
  return /^\w{1,40}$/.test(name) ? `.${name}` : `[${excerpt(name, 30)}]`;
}

function expectation(message: string): string {
  return message
    .replace(/^Invalid (input|option): /, '')
    .replace('received undefined', 'it is missing');
}
