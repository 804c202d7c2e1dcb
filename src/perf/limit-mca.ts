/** What llvm-mca makes of straight-line code: the cycles that a core's ports and queues allow at best. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { excerpt, UsageError } from '../errors.js';
import type { Code } from './disassemble.js';
import { parseKnownCpus } from './limit-cpu.js';
import { LLVM_MCA, runTool } from './tool.js';

/** Of one call among many that follow each other, all loads and stores hitting the first level. */
export interface McaLimit {
  instructionsPerCall: number;
  microOpsPerCall: number;
  cyclesPerCall: number;
}

/** Filling and draining the pipeline costs the same in both, so that their difference is free of it. */
const ITERATIONS = { few: 100, many: 300 };
const TRIPLE = '-mtriple=x86_64';

/** Why llvm-mca cannot model this code; null where it can. */
export function unmodelled(code: Code): string | null {
  const mnemonics = code.map(mnemonicOf);
  if (mnemonics.some((each) => /^rep/.test(each))) {
    return 'rep movs runs microcode, which llvm-mca does not model';
  }
  // A jump at the end is a call in tail position.
  if (mnemonics.some((each) => each.startsWith('call')) || mnemonics.at(-1) === 'jmp') {
    return 'it calls the C library, whose code llvm-mca is not shown';
  }
  if (mnemonics.some((each) => /^(j|loop)/.test(each))) {
    return 'it loops, and llvm-mca reads straight-line code only';
  }
  return null;
}

const mnemonicOf = (instruction: string) => instruction.split(' ')[0] ?? '';

/** CPU names that it has a model for. */
export async function knownCpus(signal: AbortSignal): Promise<string[]> {
  // It prints the list to stderr, and then wants assembly and fails.
  const { stdout, stderr } = await runTool(LLVM_MCA, [TRIPLE, '-mcpu=help'], { signal });
  const names = parseKnownCpus(stdout + stderr);
  if (names.length === 0) throw new Error('llvm-mca -mcpu=help lists no CPUs');
  return names;
}

/** In the order of `codes`, each of which it can model. */
export async function mcaLimits(
  codes: readonly Code[],
  cpu: string,
  signal: AbortSignal,
): Promise<McaLimit[]> {
  if (codes.length === 0) return [];
  const folder = mkdtempSync(join(tmpdir(), 'kvm-mmu-bench-limit-'));
  try {
    const file = join(folder, 'regions.s');
    writeFileSync(file, assembly(codes));
    const [few, many] = [
      await simulate(file, cpu, ITERATIONS.few, signal),
      await simulate(file, cpu, ITERATIONS.many, signal),
    ];
    const limits = betweenRuns(few, many);
    if (limits.length === codes.length) return limits;
    throw new Error(`llvm-mca answered for ${limits.length} of ${codes.length} functions`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function simulate(file: string, cpu: string, iterations: number, signal: AbortSignal) {
  const options = [TRIPLE, `-mcpu=${cpu}`, `--iterations=${iterations}`, '--json', file];
  const { code, stdout, stderr } = await runTool(LLVM_MCA, options, { signal });
  if (code === 0) return stdout;
  throw new Error(`llvm-mca failed: ${stderr.trim().split('\n')[0]}`);
}

/** Without the return: what is measured beside it has the call and the return taken off too. */
function assembly(codes: readonly Code[]): string {
  return codes
    .map((code, index) =>
      [
        `# LLVM-MCA-BEGIN ${index}`,
        ...code.filter((each) => mnemonicOf(each) !== 'ret'),
        `# LLVM-MCA-END ${index}`,
        '',
      ].join('\n'),
    )
    .join('\n');
}

const total = z.int().positive();

const answerSchema = z.object({
  CodeRegions: z.array(
    z.object({
      SummaryView: z.object({
        Iterations: total,
        Instructions: total,
        TotaluOps: total,
        TotalCycles: total,
      }),
    }),
  ),
});

/**
 * @param few, many what it said of the same code, with `--json`, for fewer and for more iterations
 * @throws UsageError for an answer that is none, or not of the same code
 */
export function betweenRuns(few: string, many: string): McaLimit[] {
  const base = parseTotals(few);
  return parseTotals(many).map((its, index) => {
    const less = base[index];
    if (less === undefined) throw new UsageError('llvm-mca answered for different functions');
    const iterations = its.Iterations - less.Iterations;
    const limit = {
      instructionsPerCall: (its.Instructions - less.Instructions) / iterations,
      microOpsPerCall: (its.TotaluOps - less.TotaluOps) / iterations,
      cyclesPerCall: (its.TotalCycles - less.TotalCycles) / iterations,
    };
    if (iterations > 0 && Object.values(limit).every((each) => each >= 0)) return limit;
    throw new UsageError('llvm-mca says that more iterations of the same code take less');
  });
}

function parseTotals(text: string) {
  const answer = answerSchema.safeParse(parseJson(text));
  if (answer.success) return answer.data.CodeRegions.map(({ SummaryView }) => SummaryView);
  throw new UsageError(
    `cannot read what llvm-mca --json printed: ${excerpt(text)}; expected CodeRegions, each with ` +
      'the totals of its SummaryView; LLVM 14 is known: try another, and report this',
  );
}

/** Undefined, which JSON cannot say, for what is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
