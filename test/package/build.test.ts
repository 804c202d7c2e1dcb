/** What `npm run build` leaves in dist/, which is what gets packed. */

import { execFile } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/package.js';
import { temporaryFolder } from '../cli/temporary-folder.js';

const folder = temporaryFolder();

/** A package with this one's way to build and sources of its own. */
function project(name: string, sources: Record<string, string>): string {
  const root = join(folder, name);
  mkdirSync(join(root, 'src'), { recursive: true });
  for (const file of ['package.json', 'tsconfig.json', 'tsconfig.build.json', 'src/build.mjs']) {
    copyFileSync(join(packageRoot, file), join(root, file));
  }
  symlinkSync(join(packageRoot, 'node_modules'), join(root, 'node_modules'));
  for (const [path, text] of Object.entries(sources)) put(root, path, text);
  return root;
}

function put(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function build(root: string): Promise<{ stdout: string; stderr: string }> {
  return promisify(execFile)(process.execPath, [join(root, 'src', 'build.mjs')]);
}

function built(root: string): string[] {
  const entries = readdirSync(join(root, 'dist'), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
}

const GOOD = 'export const value: number = 1;\n';
const BAD = "export const value: number = 'one';\n";

describe('building', () => {
  it('deletes what sources left behind that are gone, with their folders', async () => {
    const root = project('gone', { 'src/kept/here.ts': GOOD });
    put(root, 'dist/gone/file.js', '');
    put(root, 'dist/kept/renamed.d.ts', '');
    const { stdout } = await build(root);
    expect(stdout).toBe('');
    expect(built(root)).toEqual([
      'dist/kept/here.d.ts',
      'dist/kept/here.js',
      'dist/kept/here.js.map',
    ]);
    expect(existsSync(join(root, 'dist', 'gone'))).toBe(false);
  });

  it('leaves nothing beside dist/, and puts source maps on the way to the sources', async () => {
    const root = project('whole', { 'src/below/value.ts': GOOD });
    await build(root);
    expect(readdirSync(root).sort()).toEqual([
      'dist',
      'node_modules',
      'package.json',
      'src',
      'tsconfig.build.json',
      'tsconfig.json',
    ]);
    const map = JSON.parse(readFileSync(join(root, 'dist/below/value.js.map'), 'utf8'));
    expect(map.sources).toEqual(['../../src/below/value.ts']);
  });

  it('replaces files, never rewrites them: who starts meanwhile finds them whole', async () => {
    const root = project('busy', { 'src/value.ts': GOOD });
    await build(root);
    const fileNumber = () => statSync(join(root, 'dist', 'value.js')).ino;
    const before = fileNumber();
    await build(root);
    expect(fileNumber()).not.toBe(before);
  });

  it('says what is wrong and changes nothing when a source does not compile', async () => {
    const root = project('wrong', { 'src/wrong.ts': BAD });
    put(root, 'dist/wrong.js', 'before');
    await expect(build(root)).rejects.toMatchObject({
      code: 2,
      stdout: expect.stringMatching(/^src\/wrong\.ts\(1,14\): error TS2322: [^\n]*\n$/),
    });
    expect(built(root)).toEqual(['dist/wrong.js']);
    expect(readFileSync(join(root, 'dist', 'wrong.js'), 'utf8')).toBe('before');
  });
});
