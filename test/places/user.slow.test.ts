import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { packageRoot } from '../../src/package.js';
import { resultSchema } from '../../src/report/result.js';
import { MAIN } from '../built-package.js';
import { skipWithoutAddon } from '../cli/command.js';
import { temporaryFolder } from '../cli/temporary-folder.js';
import {
  asNobody,
  command,
  expectOneLiners,
  LIMIT_MS,
  measured,
  mends,
  mounted,
  skipUnlessPossible,
  TINY,
} from './in-place.js';

vi.setConfig({ testTimeout: LIMIT_MS });
beforeEach(skipWithoutAddon);
const folder = temporaryFolder();
const { PATH } = process.env;

/** Fails where this checkout is in a folder of root's alone. */
const reads = (file: string) => [...asNobody, 'sh', '-ec', `test -r "${file}"; exec "$@"`, 'sh'];

describe('a user without any right, and no way to get one', () => {
  beforeEach((context) => skipUnlessPossible(context, reads(join(packageRoot, 'package.json'))));

  it('is told of nothing that root is not, and measures', async () => {
    expect(await mends(asNobody)).toEqual(await mends([]));
    await measured(asNobody);
  });

  it('has the reason why a file cannot be written in one line, before anything is measured', async () => {
    const file = join(folder, 'result.json');
    expect(await command([...TINY, '--output', file], asNobody)).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^kvm-mmu-bench: cannot write \S+: .*permission.*\n$/),
    });
  });
});

describe('a working directory that cannot be written', () => {
  const place = join(folder, 'read-only');
  const inside = mounted(`mount -t tmpfs -o ro none ${place}; cd ${place}`);
  mkdirSync(place);
  beforeEach((context) => skipUnlessPossible(context, inside));

  it('does not matter to a run that writes no file', async () => {
    await measured(inside);
  });

  it('is refused as a place for the result, in one line', async () => {
    expect(await command([...TINY, '--output', 'results/x.json'], inside)).toEqual({
      code: 2,
      stdout: '',
      stderr: 'kvm-mmu-bench: cannot write results/x.json: the file system is read-only\n',
    });
  });
});

describe('an environment with nothing but PATH', () => {
  const inside = ['env', '-i', `PATH=${PATH}`];

  it('has no HOME and no LANG, and is as good as any', async () => {
    const result = await measured(inside);
    expect(result.fingerprint.environmentBytes).toBeLessThan(`PATH=${PATH}`.length + 300);
  });
});

describe('a terminal that can do little', () => {
  const LITTLE = { TERM: 'dumb', NO_COLOR: '1', COLUMNS: '40', LANG: 'C', LC_ALL: 'C' };

  it('gets no escape sequence, and no line that is too wide', async () => {
    for (const args of [['host'], TINY]) {
      const { code, stdout, stderr } = await command(args, [], { environment: LITTLE });
      expect(code, stderr).toBe(0);
      expectOneLiners(stderr);
      expect(stdout).not.toContain('\x1b');
      expect(widest(stdout)).toBeLessThanOrEqual(80);
    }
  });

  it('a narrow one is kept to', async (context) => {
    const inTerminal = (line: string) =>
      spawnSync('script', ['--quiet', '--return', '--command', line, '/dev/null'], {
        cwd: packageRoot,
        encoding: 'utf8',
        env: { PATH, ...LITTLE },
      });
    const { error } = inTerminal('true');
    context.skip(error !== undefined, `${error}: needs Debian's bsdutils`);
    const { status, stdout } = inTerminal(
      `stty cols 40; exec "${process.execPath}" "${MAIN}" host`,
    );
    expect(status, stdout).toBe(0);
    expect(stdout).not.toContain('\x1b');
    expect(stdout).toContain('caches');
    expect(widest(stdout)).toBeLessThanOrEqual(40);
  });
});

function widest(text: string): number {
  return Math.max(...text.split(/\r?\n/).map((line) => line.length));
}

it('JSON has no news for a terminal in it', async () => {
  const { stdout } = await command([...TINY, '--json'], [], { environment: { FORCE_COLOR: '1' } });
  expect(stdout).not.toContain('\x1b');
  expect(resultSchema.parse(JSON.parse(stdout)).complete).toBe(true);
});
