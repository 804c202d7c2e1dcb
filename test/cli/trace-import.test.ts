import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { loadWorkload } from '../../src/workload/workloads.js';
import { run } from './command.js';
import { temporaryFolder } from './temporary-folder.js';
import { runWithStdin } from './with-stdin.js';

const folder = temporaryFolder();
const fixture = (name: string) =>
  fileURLToPath(new URL(`../fixtures/traces/${name}`, import.meta.url));
const NO_DISK = fixture('qemu-no-disk.log');

const importing = (...args: string[]) => run(['trace', 'import', ...args]);

describe.concurrent('trace import', () => {
  it('makes a file that replays as the log does, and says what it assumed', async () => {
    const output = join(folder, 'boot.jsonl');
    const { code, stdout, stderr } = await importing(NO_DISK, '-o', output);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = readFileSync(NO_DISK, 'utf8').split('\n').length - 1;
    expect(stdout).toContain(`${output}: 3 SMM entries, 3 RSMs\n`);
    expect(stdout).toContain(`read: a QEMU log (-d int), ${lines} lines, 8.059 KiB\n`);
    expect(stdout).toMatch(/^note: what the SMI handler writes is not recorded: flat/m);
    expect((await loadWorkload(output)).counts).toEqual((await loadWorkload(NO_DISK)).counts);
  });

  it('leaves out what is not known, and marks the handler as assumed', async () => {
    const output = join(folder, 'fields.jsonl');
    await importing(NO_DISK, '-o', output);
    const [first] = readFileSync(output, 'utf8').split('\n');
    expect(JSON.parse(first ?? '')).toEqual({
      ...{ t: 'enter', cr0: '00000011', cr3: '00000000', cr4: '00000000' },
      ...{ efer: '0000000000000000', cs: '0008', csb: '00000000', eip: '000eaced' },
      ...{ fl: '00000002', m: 'pm32', h: 'flat' },
    });
  });

  it('packs and unpacks by the name, and keeps what a recording has', async () => {
    const source = fixture('seabios-two-smis.jsonl');
    const packed = join(folder, 'packed.jsonl.gz');
    const plain = join(folder, 'plain.jsonl');
    await importing(source, '-o', packed);
    const { code, stdout } = await importing(packed, '-o', plain);
    expect(code).toBe(0);
    expect(stdout).not.toContain('note:');
    const objects = (text: string) =>
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
    const recorded = objects(readFileSync(source, 'utf8'));
    expect(objects(gunzipSync(readFileSync(packed)).toString())).toEqual(recorded);
    expect(objects(readFileSync(plain, 'utf8'))).toEqual(recorded);
  });

  it('keeps the handler and the guest that it was told', async () => {
    const output = join(folder, 'told.jsonl');
    const told = ['--guest', 'four-level', '--handler', 'flat'];
    await importing(fixture('trace-cmd.txt'), '-o', output, ...told);
    // Long mode with NX, flat handler: 6 = 4 + 2 for each of two SMIs.
    expect((await loadWorkload(output)).counts).toMatchObject({ calls: 12, full: 8, early: 4 });
  });

  it('--json prints the counts as one document', async () => {
    const output = join(folder, 'counts.jsonl');
    const file = join(folder, 'packed.log.gz');
    writeFileSync(file, gzipSync(readFileSync(fixture('qemu-cut.log'))));
    const { code, stdout, stderr } = await importing(file, '-o', output, '--lenient', '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      ...{ output, format: 'qemu-log', entries: 3, rsms: 3, bytes: 5340, lines: 120 },
      notes: [expect.stringContaining('flat, as SeaBIOS')],
      ...{ skipped: 1, skippedReasons: { 'cut dump': 1 } },
    });
  });

  it('reads standard input and writes into a device', async () => {
    const input = readFileSync(NO_DISK);
    const args = ['trace', 'import', '-', '-o', '/dev/null'];
    const { code, stdout, stderr } = await runWithStdin(args, input);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('/dev/null: 3 SMM entries');
  });
});

describe.concurrent('an output that is there already', () => {
  it('is kept without --force, and replaced with it', async () => {
    const output = join(folder, 'precious.jsonl');
    writeFileSync(output, 'precious');
    const refused = await importing(NO_DISK, '-o', output);
    expect(refused).toEqual({
      code: 2,
      stdout: '',
      stderr: `kvm-mmu-bench: ${output} exists: give --force to replace it, or another name\n`,
    });
    expect(readFileSync(output, 'utf8')).toBe('precious');
    expect((await importing(NO_DISK, '-o', output, '--force')).code).toBe(0);
    expect(readFileSync(output, 'utf8')).toMatch(/^\{"t":"enter"/);
  });

  it('is kept where the trace turns out to be broken, and nothing is left beside it', async () => {
    const own = temporaryFolderWithin('broken');
    const output = join(own, 'precious.jsonl');
    writeFileSync(output, 'precious');
    const { code, stderr } = await importing(fixture('qemu-cut.log'), '-o', output, '--force');
    expect(code).toBe(2);
    expect(stderr).toContain('qemu-cut.log:115: found the end of the log');
    expect(readFileSync(output, 'utf8')).toBe('precious');
    expect(readdirSync(own)).toEqual(['precious.jsonl']);
  });
});

/** A folder that no other test writes to. */
function temporaryFolderWithin(name: string): string {
  const own = join(folder, name);
  mkdirSync(own);
  return own;
}

describe.concurrent('a mistake', () => {
  it.each([
    [[NO_DISK], "required option '-o, --output <file>' not specified"],
    [['absent.log', '-o', join(folder, 'x.jsonl')], 'cannot read trace absent.log: no such file'],
    [[NO_DISK, '-o', folder], 'it is a folder'],
  ])('%j exits with 2 and one line', async (args, message) => {
    const { code, stdout, stderr } = await importing(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^kvm-mmu-bench: [^\n]+\n$/);
    expect(stderr).toContain(message);
    expect(existsSync(join(folder, 'x.jsonl'))).toBe(false);
  });
});
