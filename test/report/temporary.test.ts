import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryBeside } from '../../src/report/temporary.js';
import { checkWritable } from '../../src/report/write.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'temporary-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const output = () => join(folder, 'X.json');

/** A temporary file as another process would have named it. */
function left(change: (name: string) => string): string {
  const path = join(folder, change(basename(temporaryBeside(output()))));
  writeFileSync(path, 'half of a res');
  return basename(path);
}

const byProcess = (pid: number) => (name: string) => name.replace(`-${process.pid}-`, `-${pid}-`);

describe('before a result is measured', () => {
  it('what a process has left that was killed while it wrote is removed', () => {
    left(byProcess(spawnSync('true').pid));
    checkWritable(output());
    expect(readdirSync(folder)).toEqual([]);
  });

  it('what a running process writes stays, be it root of the machine', () => {
    const names = [process.pid, 1].map((pid) => left(byProcess(pid)));
    checkWritable(output());
    expect(readdirSync(folder).sort()).toEqual(names.sort());
  });

  it("what another machine's process writes into the same folder stays", () => {
    const dead = byProcess(spawnSync('true').pid);
    const name = left((own) => dead(own).replace(/bench-[0-9a-f]{8}-/, 'bench-00000000-'));
    checkWritable(output());
    expect(readdirSync(folder)).toEqual([name]);
  });

  it('what only looks like it stays', () => {
    const dead = byProcess(spawnSync('true').pid);
    const names = [
      left((own) => dead(own).replace('.tmp', '.json')),
      left((own) => dead(own).slice(1)),
      left((own) => `${dead(own)}~`),
    ];
    checkWritable(output());
    expect(readdirSync(folder).sort()).toEqual(names.sort());
  });
});
