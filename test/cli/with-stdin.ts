/** The command line with something on its standard input. */

import { execFile } from 'node:child_process';
import { packageRoot } from '../../src/package.js';
import { MAIN } from '../built-package.js';

export function runWithStdin(
  args: readonly string[],
  input: Uint8Array,
): Promise<{ code: number; stdout: string; stderr: string }> {
  const command = [MAIN, ...args];
  return new Promise((resolve) => {
    const child = execFile(process.execPath, command, { cwd: packageRoot }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
    child.stdin?.end(input);
  });
}
