/** Where a document goes that is made of files: to stdout, or to a file that is none of them. */

import { statSync } from 'node:fs';
import { UsageError } from '../errors.js';
import { checkWritable } from '../report/write.js';

/** Printed through the stream: Node cannot open /dev/stdout where it is a socket, as in many tools. */
const STDOUT = new Set(['-', '/dev/stdout', '/dev/fd/1', '/proc/self/fd/1']);

export function isStdout(path: string): boolean {
  return STDOUT.has(path);
}

/**
 * Refuses before the work what would be refused or regretted after it.
 *
 * @param inputs files that the output must not replace, whatever name they go by
 * @param option that names the output, for the message
 * @throws UsageError
 */
export function checkOutputFile(output: string, inputs: readonly string[], option: string): void {
  checkWritable(output);
  const input = inputs.find((each) => isSameFile(each, output));
  if (input !== undefined) {
    throw new UsageError(
      `cannot write ${output}: it is the input ${input}; give another ${option}`,
    );
  }
}

function isSameFile(one: string, other: string): boolean {
  const [a, b] = [one, other].map((path) => statSync(path, { throwIfNoEntry: false }));
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino;
}
