/** Skips, visibly, what a missing tool makes impossible. */

import { spawnSync } from 'node:child_process';
import type { TestContext } from 'vitest';

/** For beforeEach(): the report says what to install. */
export function needs(command: string, debianPackage: string): (context: TestContext) => void {
  const missing = spawnSync(command, ['--version']).status !== 0;
  return (context) =>
    context.skip(missing, `${command} is missing: install the Debian package ${debianPackage}`);
}
