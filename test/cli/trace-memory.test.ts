import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { start } from './command.js';
import { temporaryFolder } from './temporary-folder.js';

const folder = temporaryFolder();
const PATIENCE = 90_000;
/** More than the process may use in all, so that it cannot hold the log. */
const LOG_BYTES = 256 * 1024 * 1024;
const MOST_MEBIBYTES = 200;
const SAMPLE_EVERY_MS = 25;

beforeEach(({ skip }) => {
  skip(!existsSync('/proc/self/status'), '/proc is missing: the memory of a process is read there');
});

/** 0 when the process has gone. */
function peakMebibytes(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

describe('trace import of a log that is larger than the memory it may use', () => {
  it('stays below 200 MiB', { timeout: PATIENCE }, async () => {
    const log = join(folder, 'large.log');
    const fixture = new URL('../fixtures/traces/qemu-interrupts.log', import.meta.url);
    const text = readFileSync(fixture, 'utf8');
    const [interrupts = ''] = text.split('SMM: enter');
    const block = interrupts.repeat(1000) + text;
    const blocks = Math.ceil(LOG_BYTES / block.length);
    for (let written = 0; written < blocks; written++) appendFileSync(log, block);
    const args = ['trace', 'import', log, '-o', join(folder, 'large.jsonl.gz'), '--json'];
    const { child, ended } = start(args, { limitSeconds: 60 });
    let peak = 0;
    const sampling = setInterval(() => {
      peak = Math.max(peak, peakMebibytes(child.pid));
    }, SAMPLE_EVERY_MS);
    const { code, stdout, stderr } = await ended.finally(() => clearInterval(sampling));
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ entries: blocks, bytes: blocks * block.length });
    expect(peak).toBeGreaterThan(0);
    expect(peak).toBeLessThan(MOST_MEBIBYTES);
  });
});
