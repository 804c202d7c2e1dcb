import { once } from 'node:events';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { readResult } from '../../src/report/read.js';
import { ONE_CELL, skipWithoutAddon, start } from './command.js';
import { temporaryFolder } from './temporary-folder.js';

const folder = temporaryFolder();

beforeEach(skipWithoutAddon);

describe('a reader that goes away after the first line, as head does', () => {
  it('is no error, and the file is written whole', async () => {
    const file = join(folder, 'unread.json');
    const { child, ended } = start([...ONE_CELL, '--json', '--output', file]);
    await once(child.stdout, 'data');
    child.stdout.destroy();
    const { code, stderr } = await ended;
    expect(code).toBe(0);
    // A busy machine needs more than the second after which progress shows.
    expect(stderr.replace(/^measuring: .*\n/gm, '')).toBe(
      `kvm-mmu-bench: result written to ${file}\n`,
    );
    expect(readResult(file).complete).toBe(true);
  });
});
