/** `npm run bench:native` leaves a page beside its result. */

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { SECTIONS } from '../../src/report/html/sections.js';
import { readResult } from '../../src/report/read.js';
import { skipWithoutAddon } from './command.js';
import { temporaryFolder } from './temporary-folder.js';

const SCRIPT = fileURLToPath(new URL('../../bench/native.ts', import.meta.url));
const TSX = createRequire(import.meta.url).resolve('tsx');

const folder = temporaryFolder();

beforeEach(skipWithoutAddon);

async function benchNative(args: readonly string[]) {
  const child = spawn(process.execPath, ['--import', TSX, SCRIPT, '--quick', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await closed, stdout, stderr };
}

describe('the main job', () => {
  it('writes the result and its page, and says so', async () => {
    const json = join(folder, 'latest.json');
    const html = join(folder, 'latest.html');
    const { code, stdout, stderr } = await benchNative(['--output', json, '--json']);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain(`results go to ${json} and ${html}; `);
    expect(stderr).toContain(`result written to ${json}\n`);
    expect(stderr).toContain(`report written to ${html}\n`);
    expect(JSON.parse(stdout)).toEqual(readResult(json));
    const page = readFileSync(html, 'utf8');
    for (const { id } of SECTIONS) expect(page).toContain(` id="${id}"`);
    expect(page).toContain(json);
  }, 60_000);

  it('writes no page beside what is not named as a result is', async () => {
    const own = mkdtempSync(join(folder, 'own-'));
    const { code, stderr } = await benchNative(['--output', join(own, 'result')]);
    expect({ code, files: readdirSync(own) }, stderr).toEqual({ code: 0, files: ['result'] });
  }, 60_000);

  it('refuses a page that it could not write before it measures anything', async () => {
    const html = join(folder, 'folder.html');
    mkdirSync(html);
    const { code, stdout, stderr } = await benchNative(['--output', join(folder, 'folder.json')]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(`kvm-mmu-bench: cannot write ${html}: it is a folder\n`);
  });
});
