/** perf, undisturbed by what its user has set up for other work. */

import { PERF, runTool, type ToolOutput } from './tool.js';

const ENVIRONMENT = {
  // Not ~/.perfconfig, which may hide rows or change columns.
  PERF_CONFIG: '/dev/null',
  // Symbols are in the executable; asking servers for more takes minutes.
  DEBUGINFOD_URLS: '',
};

/** @throws Error with perf's own last words where it fails */
export async function runPerf(args: readonly string[], signal: AbortSignal): Promise<ToolOutput> {
  const output = await runTool(PERF, args, { signal, env: ENVIRONMENT });
  if (output.code === 0) return output;
  const said = output.stderr.trim().split('\n').at(-1) ?? '';
  throw new Error(`perf ${args[0]} failed (${output.code ?? 'killed'}): ${said}`);
}
