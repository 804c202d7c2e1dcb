/** `explain` as far as it measures nothing: mistakes, results read back, help. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { addExplain } from '../../src/cli/commands/explain.js';
import { displayWidth } from '../../src/report/text.js';
import { writeResult } from '../../src/report/write.js';
import { explanation } from '../fixtures/explanation.js';
import { fixture, fixturePath } from '../report/fixtures.js';
import { type Ended, run, skipWithoutAddon } from './command.js';
import { temporaryFolder } from './temporary-folder.js';

const folder = temporaryFolder();
/** Numbers that nobody has measured: what prints them has not measured either. */
const invented = { ...fixture('full'), ...explanation() };
const file = join(folder, 'explained.json');
writeResult(file, invented);

afterEach(() => {
  process.exitCode = undefined;
  vi.restoreAllMocks();
});

/** `explain` with these arguments in this process: to start one takes longer than all that it does. */
async function explain(...args: string[]): Promise<Ended> {
  const streams = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      streams[name] += String(text);
      return true;
    });
  }
  const program = new Command();
  addExplain(program);
  await program.parseAsync(['explain', ...args], { from: 'user' });
  return { code: Number(process.exitCode ?? 0), ...streams };
}

/** The only line of stderr, without the program's name. */
async function mistake(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await explain(...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  const [, message = ''] = /^kvm-mmu-bench: ([^\n]+)\n$/.exec(stderr) ?? [];
  expect(message, stderr).not.toBe('');
  return message;
}

describe('a mistake is told in one line before anything is measured:', () => {
  beforeEach(skipWithoutAddon);

  it.each([
    ['--hypothesis H11', 'unknown hypothesis "H11": did you mean H1 or H10?'],
    ['--hypothesis h1,h0', 'unknown hypothesis "h0": did you mean '],
    ['--between kvm', 'unknown exit "kvm": did you mean kvm-exit?'],
    ['--between none,kvm-exit', 'unknown exit "none"'],
    ['--sweep 64M..0', '--sweep bounds are reversed: "64M..0"'],
    ['--sweep 0..1024G', '--sweep ends at 1 TiB, more than the '],
    ['--sweep 0..1T', '--sweep: "1T" is no size: give bytes, or as 64K, 4M, 1G'],
    ['--sweep abc', '--sweep: "abc" is no size'],
    ['--sweep -1..1K', '--sweep: "-1" is no size'],
    ['--sweep 1..2', '--sweep "1..2" holds no footprint: they are 0 and powers of two from 1 KiB'],
    ['--sweep 64K', '--sweep must be bounds as 0..64M, or none, not "64K"'],
    ['--sweep 0..1K..2K', '--sweep must be bounds as 0..64M, or none, not "0..1K..2K"'],
    ['--layout v5.71', 'unknown layout "v5.71": did you mean v5.17 or v5.16?'],
    ['--layout all', '--layout takes one layout here, not "all"'],
    ['--layout v5.16,v5.17', '--layout takes one layout here, not "v5.16,v5.17"'],
    ['--phase 7', '--phase must be a multiple of 8, not 7'],
    ['--phase 64', '--phase must be a whole number from 0 to 56, not "64"'],
    ['--cpu 8000', '--cpu 8000 is not allowed for this process: it may use '],
    ['--seed x', '--seed must be a whole number from 0 to '],
    [`--output ${folder}`, `cannot write ${folder}: it is a folder`],
  ])('%s', async (line, message) => {
    expect(await mistake(...line.split(' '))).toContain(message);
  });
});

describe('explain FILE', () => {
  it('prints the explanation that the file holds, within 80 columns and without escapes', async () => {
    const { code, stdout, stderr } = await explain(file);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const { id, name, verdict } of invented.hypotheses) {
      expect(stdout).toMatch(new RegExp(`^${id} ${name}: ${verdict}$`, 'm'));
    }
    expect(stdout).toMatch(/^64 MiB .* \|#+.* 71±6$/m);
    expect(stdout).toMatch(/^Ledger, what the patch saves: /m);
    for (const sentence of invented.conclusion) {
      expect(stdout.replace(/\s+/g, ' ')).toContain(sentence);
    }
    for (const line of stdout.trimEnd().split('\n')) {
      expect(displayWidth(line), line).toBeLessThanOrEqual(80);
      expect(line).not.toMatch(/\p{Cc}/u);
    }
  });

  it('prints the file itself with --json, to the byte', async () => {
    const text = readFileSync(file, 'utf8');
    expect(await explain(file, '--json')).toEqual({ code: 0, stdout: text, stderr: '' });
  });

  it('is a mistake where the result holds none, and the way to one is told', async () => {
    const other = fixturePath('full');
    expect(await mistake(other)).toBe(
      `${other} holds no explanation: make one with kvm-mmu-bench explain --output FILE`,
    );
  });

  it('is a mistake where there is no file', async () => {
    const missing = join(folder, 'missing.json');
    expect(await mistake(missing)).toBe(`cannot read ${missing}: no such file`);
  });

  it.each([
    ['text.json', 'H1 is true', 'is not JSON: unexpected text at line 1, column 1'],
    ['half.json', readFileSync(file, 'utf8').slice(0, 5000), 'is truncated: its JSON ends at byte'],
    ['other.json', '{"hypotheses": []}', 'is not a result: it has no schema name'],
  ])('is a mistake where it is none: %s', async (name, text, message) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    expect(await mistake(path)).toContain(`${path} ${message}`);
  });
});

describe.concurrent('explain in a process of its own', () => {
  it('ends with 2 after a mistake', async (context) => {
    skipWithoutAddon(context);
    const { code, stdout, stderr } = await run(['explain', '--phase', '7', '--json']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe('kvm-mmu-bench: --phase must be a multiple of 8, not 7\n');
  });

  it('names every option with --help, within 80 columns', async () => {
    const { code, stdout, stderr } = await run(['explain', '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const options = 'hypothesis between sweep layout phase cpu seed output quick json'.split(' ');
    for (const option of options) expect(stdout).toMatch(new RegExp(`^ {2}--${option} `, 'm'));
    expect(stdout).toMatch(/^ {2}file /m);
    expect(Math.max(...stdout.split('\n').map(displayWidth))).toBeLessThanOrEqual(80);
  });
});
