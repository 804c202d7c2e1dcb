/** What lies in the tarball. Its dist/ is looked at after a build: install.nightly.test.ts. */

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/package.js';
import { manifestOf, NPM_TIMEOUT_MS, type Packed, pack } from './npm.js';

const MB = 1e6;

let packed: Packed;

beforeAll(async () => {
  packed = await pack('--dry-run', '--ignore-scripts');
}, NPM_TIMEOUT_MS);

/** Paths without what follows the first slash. */
function topLevel(): string[] {
  return [...new Set(packed.files.map(({ path }) => path.replace(/\/.*/, '')))];
}

describe('the tarball', () => {
  it('holds what runs, what it is made from, and what explains it; no tests, no results', () => {
    const allowed = ['LICENSE', 'README.md', 'package.json', 'binding.gyp'];
    const folders = ['data', 'dist', 'docs', 'examples', 'native', 'src'];
    expect(topLevel().filter((name) => ![...allowed, ...folders].includes(name))).toEqual([]);
    const paths = packed.files.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining([...allowed, 'native/build.mjs']));
    const others = /(^|\/)(results|test|fixtures|node_modules|build|coverage)\/|\.(test\.\w+|tgz)$/;
    expect(paths.filter((path) => others.test(path))).toEqual([]);
  });

  it('holds all that the addon is compiled from', () => {
    const folder = join(packageRoot, 'native');
    const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => !statSync(join(folder, path)).isDirectory())
      .map((path) => `native/${path}`);
    const paths = packed.files.map(({ path }) => path);
    expect(paths.filter((path) => path.startsWith('native/')).sort()).toEqual(sources.sort());
    expect(Object.keys(manifestOf().dependencies)).toEqual(
      expect.arrayContaining(['node-addon-api', 'node-gyp']),
    );
  });

  it('holds the recorded boots, each below 1 MB', () => {
    const data = packed.files.filter(({ path }) => path.startsWith('data/'));
    const outside = data.filter(({ path }) => !path.startsWith('data/traces/'));
    expect(outside).toEqual([]);
    expect(data.length).toBeGreaterThan(5);
    expect(data.filter(({ size }) => size > MB)).toEqual([]);
  });

  it('holds no file above 100 kB and fits into 2 MB', () => {
    expect(packed.files.filter(({ size }) => size > 0.1 * MB)).toEqual([]);
    expect(packed.size).toBeLessThan(2 * MB);
  });

  it('holds no settings, logs or keys', () => {
    const names = /(^|\/)(\.npmrc|\.env.*|\.git.*|.*\.(pem|key|log|orig|swp))$/;
    expect(packed.files.filter(({ path }) => names.test(path))).toEqual([]);
  });
});
