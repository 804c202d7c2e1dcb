/** Names of cells and boots in Google Benchmark's manner: parts between slashes, the strategy last. */

import { layoutAtPhase } from '../../report/groups.js';
import type { BootResult, CellResult } from '../../report/result.js';

type Place<T> = Omit<T, 'strategy'>;

/** `v5.16@40/tdp/writes/unpaged/dram/drained` */
export function cellPlace(cell: Place<CellResult>): string {
  const whole =
    cell.scope === 'init'
      ? [`rules:${cell.rules}`, ...(cell.calls === 'early' ? ['early'] : [])]
      : [];
  return joined([
    layoutAtPhase(cell),
    cell.path,
    cell.scope,
    ...whole,
    cell.guest,
    cell.state,
    cell.retirement,
  ]);
}

/** `boot:thread-600/v5.16@40/tdp/writes/rules:v5.17/dram/drained` */
export function bootPlace(boot: Place<BootResult>): string {
  const crew = boot.vcpus === 1 ? [] : [`vcpus:${boot.vcpus}`, `threads:${boot.threads}`];
  return joined([
    `boot:${boot.workload}`,
    ...crew,
    layoutAtPhase(boot),
    boot.path,
    boot.scope,
    `rules:${boot.rules}`,
    boot.state,
    boot.retirement,
  ]);
}

/** The place's name with the strategy's. */
export function benchmarkName(place: string, strategy: string): string {
  return `${place}/${encodePart(strategy)}`;
}

function joined(parts: readonly string[]): string {
  return parts.map(encodePart).join('/');
}

/** Names of files may hold slashes, and worse: as in a URL, so that different names stay different. */
function encodePart(part: string): string {
  return part
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(/[%/\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
      [...Buffer.from(character)].map(hexEscape).join(''),
    );
}

function hexEscape(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}
