import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/package.js';
import { run, skipWithoutAddon } from './command.js';
import { temporaryFolder } from './temporary-folder.js';

const folder = temporaryFolder();
const file = join(folder, 'a-file');
writeFileSync(file, 'untouched');

const inputs = temporaryFolder();
for (const [name, from] of [
  ['v5.16-reordered.json', 'examples/layouts/v5.16-reordered.json'],
  ['boot.jsonl.gz', 'data/traces/pc-kernel.work.jsonl.gz'],
] as const) {
  copyFileSync(join(packageRoot, from), join(inputs, name));
}

/** Would measure for an hour, if it began. */
const LONG = ['run', '--rounds', '1000000', '--budget', '3600'];

beforeEach(skipWithoutAddon);

describe.concurrent('an --output that cannot be written', () => {
  it.each([
    ['a folder', folder, 'it is a folder'],
    ['below a file', join(file, 'x.json'), 'a part of the path is a file, not a folder'],
  ])('%s fails before anything is measured, and leaves nothing behind', async (_, path, cause) => {
    const { code, stdout, stderr } = await run([...LONG, '--json', '--output', path]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(`kvm-mmu-bench: cannot write ${path}: ${cause}\n`);
    expect(readdirSync(folder)).toEqual(['a-file']);
  });

  it.each([
    ['run', '--layout', 'v5.16-reordered.json'],
    ['boot', '--workload', 'boot.jsonl.gz'],
  ])('%s with %s: the input stays', async (command, option, name) => {
    const input = join(inputs, name);
    const before = readFileSync(input);
    const { code, stdout, stderr } = await run([command, option, input, '--output', input]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(
      `kvm-mmu-bench: cannot write ${input}: it is the input ${input}; give another --output\n`,
    );
    expect(readFileSync(input).equals(before)).toBe(true);
  });

  it('in a folder that cannot be made fails too, and does not hang', async () => {
    const { code } = await run([...LONG, '--output', '/proc/x/y.json'], { limitSeconds: 10 });
    expect(code).toBe(2);
  });
});
