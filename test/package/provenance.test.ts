/** Where data comes from is said beside it, and that it is still what was recorded. */

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/package.js';
import { read } from './npm.js';

const DATA = join(packageRoot, 'data');

function filesOf(folder: string): string[] {
  return readdirSync(join(DATA, folder)).filter((name) => name !== 'README.md');
}

/** Lines as sha256sum prints them. */
function hashesNamed(page: string): Map<string, string> {
  const lines = page.matchAll(/^ *([0-9a-f]{64}) {2}(\S+)$/gm);
  return new Map([...lines].map(([, hash = '', name = '']) => [name, hash]));
}

describe.each(readdirSync(DATA))('data/%s', (folder) => {
  it('has a README.md that names every file', () => {
    const page = read(`data/${folder}/README.md`);
    expect(filesOf(folder).filter((name) => !page.includes(name))).toEqual([]);
  });
});

describe('data/traces', () => {
  const page = read('data/traces/README.md');

  it('holds what was recorded: each file with its hash, each hash with its file', () => {
    const actual = filesOf('traces').map((name): [string, string] => {
      const bytes = readFileSync(join(DATA, 'traces', name));
      return [name, createHash('sha256').update(bytes).digest('hex')];
    });
    expect(actual.length).toBeGreaterThan(0);
    expect(hashesNamed(page)).toEqual(new Map(actual));
  });

  it('says of each file what booted', () => {
    const described = [...page.matchAll(/^\| ([\w-]+) \| [^|]{20,} \| [\d,]+ \|$/gm)];
    const names = filesOf('traces').map((name) => name.replace(/\..*/, ''));
    expect(described.map(([, name]) => name).sort()).toEqual(names.sort());
  });
});
