import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** For the tests of one file, removed after them. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kvm-mmu-bench-cli-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
