/**
 * How fast traces are read, and in how much memory: `tsx bench/trace-import.ts [--megabytes N]`.
 *
 * Makes a QEMU log, plain and gzipped, and a text of perf script, of the fixtures' records: one SMI
 * per thousand interrupts with CPU dumps, as a guest's boot may log. Reading is what `trace import`
 * does, without the writing.
 */

import {
  appendFileSync,
  createReadStream,
  createWriteStream,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { Command } from 'commander';
import { printJson, printText, runCommand, wantsColour } from '../src/cli/output.js';
import { formatNumber } from '../src/format.js';
import { pickInteger } from '../src/plan/options.js';
import { type Column, renderTable } from '../src/report/table.js';
import { textOptions } from '../src/report/tables.js';
import { openInput } from '../src/workload/formats/open.js';
import { readTrace } from '../src/workload/formats/read.js';

const FIXTURES = new URL('../test/fixtures/traces/', import.meta.url);
const INTERRUPTS_PER_SMI = 1000;
const REPETITIONS = 3;

interface Reading {
  input: string;
  entries: number;
  megabytes: number;
  /** Unpacked; the quickest of the repetitions, which others have disturbed least. */
  megabytesPerSecond: number;
  /** Of the process so far: the inputs are read in this order. */
  peakMebibytes: number;
}

const fixture = (name: string) => readFileSync(new URL(name, FIXTURES), 'latin1');

/** One SMI with the interrupts before it. */
function qemuBlock(): string {
  const log = fixture('qemu-interrupts.log');
  const [interrupts = ''] = log.split('SMM: enter');
  const roundTrip = log.slice(
    interrupts.length,
    log.lastIndexOf('\n', log.lastIndexOf(': v=')) + 1,
  );
  return interrupts.repeat(INTERRUPTS_PER_SMI / 2) + roundTrip;
}

function perfBlock(): string {
  const lines = fixture('perf-script.txt').split('\n');
  const [entry, rsm, other] = lines;
  return `${Array(INTERRUPTS_PER_SMI).fill(other).join('\n')}\n${entry}\n${rsm}\n`;
}

function fill(file: string, block: string, bytes: number): string {
  for (let size = 0; size < bytes; size += block.length) appendFileSync(file, block, 'latin1');
  return file;
}

async function measure(input: string, file: string): Promise<Reading> {
  let quickestSeconds = Number.POSITIVE_INFINITY;
  let last = { entries: 0, bytes: 0 };
  for (let repetition = 0; repetition < REPETITIONS; repetition++) {
    const start = performance.now();
    last = await readTrace(await openInput(file), {}, () => {});
    quickestSeconds = Math.min(quickestSeconds, (performance.now() - start) / 1000);
  }
  return {
    input,
    entries: last.entries,
    megabytes: last.bytes / 1e6,
    megabytesPerSecond: last.bytes / 1e6 / quickestSeconds,
    peakMebibytes: process.resourceUsage().maxRSS / 1024,
  };
}

const COLUMNS: readonly Column[] = [
  { head: 'input', align: 'left' },
  { head: 'SMIs', align: 'right' },
  { head: 'MB', align: 'right' },
  { head: 'MB/s', align: 'right' },
  { head: 'peak RSS, MiB', align: 'right' },
];

async function bench({ megabytes, json }: { megabytes: string; json?: true }) {
  const bytes = pickInteger('--megabytes', megabytes, 1, 100_000) * 1e6;
  const folder = mkdtempSync(join(tmpdir(), 'kvm-mmu-bench-traces-'));
  try {
    const log = fill(join(folder, 'qemu.log'), qemuBlock(), bytes);
    const packed = join(folder, 'qemu.log.gz');
    await pipeline(createReadStream(log), createGzip({ level: 1 }), createWriteStream(packed));
    const perf = fill(join(folder, 'perf.txt'), perfBlock(), bytes);
    const share = (100 * statSync(packed).size) / statSync(log).size;
    const readings = [
      await measure('QEMU log', log),
      await measure(`the same, gzip (${formatNumber(share, 1)} %)`, packed),
      await measure('perf script', perf),
    ];
    if (json) return void printJson(readings);
    const rows = readings.map(({ input, entries, megabytes: size, ...rates }) => [
      ...[input, `${entries}`, formatNumber(size, 0)],
      ...[formatNumber(rates.megabytesPerSecond, 0), formatNumber(rates.peakMebibytes, 0)],
    ]);
    const options = textOptions(process.stdout.columns, wantsColour(process.stdout));
    printText(renderTable(COLUMNS, rows, options));
  } finally {
    rmSync(folder, { recursive: true });
  }
  return undefined;
}

await new Command('tsx bench/trace-import.ts')
  .description('how fast traces are read, and in how much memory')
  .option('--megabytes <n>', 'of each input', '300')
  .option('--json', 'print JSON and nothing else')
  .action(runCommand(bench))
  .parseAsync();
