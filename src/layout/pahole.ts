/** BTF of a program that has only DWARF, made by pahole. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { excerpt, UsageError } from '../errors.js';
import { requireTool, runTool, type Tool } from '../perf/tool.js';
import { fileName } from './btf/btf-error.js';

export const PAHOLE: Tool = { command: 'pahole', package: 'pahole' };

export interface PaholeOptions {
  signal: AbortSignal;
  /** It takes a minute for a kernel. */
  onStart: () => void;
}

/**
 * @param use is given the name of a file that holds the BTF and nothing else; it is gone afterwards
 * @throws UsageError where there is no pahole, or it cannot make BTF of the file
 * @throws AbortError
 */
export async function withBtfOfDwarf<T>(
  file: string,
  { signal, onStart }: PaholeOptions,
  use: (btfFile: string) => T,
): Promise<T> {
  requireTool(PAHOLE, `the DWARF of ${fileName(file)}`);
  onStart();
  const folder = mkdtempSync(join(tmpdir(), 'kvm-mmu-bench-btf-'));
  try {
    const made = join(folder, 'detached.btf');
    const { code, stderr } = await runTool(PAHOLE, [`--btf_encode_detached=${made}`, file], {
      signal,
    });
    if (code !== 0) {
      throw new UsageError(
        `pahole can make no BTF of ${fileName(file)}: ${excerpt(stderr.trim() || `exit code ${code}`)}`,
      );
    }
    return use(made);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
