/** The machine and the run, under Google Benchmark's names and some of our own. */

import type { HostReport, Result } from '../../report/result.js';
import { plainText } from '../plain-text.js';

/** Of the format that is written here. */
const JSON_SCHEMA_VERSION = 1;

const CACHE_TYPES: Readonly<Record<HostReport['caches'][number]['type'], string>> = {
  data: 'Data',
  instruction: 'Instruction',
  unified: 'Unified',
};

/**
 * What a result does not know: `cpu_scaling_enabled` is left out, as newer libraries do then; no load
 * averages; 0 CPUs share a cache, which readers take for unknown.
 */
export function contextOf({ host, date, command, tool, plan, complete }: Result) {
  return {
    date: plainText(date),
    host_name: plainText(host.hostname),
    executable: plainText(command),
    num_cpus: host.cpus,
    mhz_per_cpu: Math.round(host.coreHz / 1e6),
    caches: host.caches.map(({ type, level, sizeBytes }) => ({
      type: CACHE_TYPES[type],
      level,
      size: sizeBytes,
      num_sharing: 0,
    })),
    load_avg: [],
    library_build_type: 'release',
    json_schema_version: JSON_SCHEMA_VERSION,
    // A program's own context is text, as in Google Benchmark.
    tool: plainText(`${tool.name} ${tool.version}`),
    compiler: plainText(tool.compiler),
    cpu_model: plainText(host.cpuModel),
    kernel: plainText(host.kernel),
    seed: String(plan.seed),
    complete: String(complete),
  };
}
