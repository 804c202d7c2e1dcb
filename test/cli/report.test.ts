import {
  copyFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isMissing } from '../../src/report/html/section.js';
import { SECTIONS } from '../../src/report/html/sections.js';
import { type FIXTURES, fixture, fixtureJson, fixturePath } from '../report/fixtures.js';
import { type Options, once, run } from './command.js';
import { temporaryFolder } from './temporary-folder.js';

const folder = temporaryFolder();
const newFolder = () => mkdtempSync(join(folder, 'report-'));

/** A result in a folder of its own. */
function copied(name: (typeof FIXTURES)[number] = 'full'): string {
  const path = join(newFolder(), `${name}.json`);
  copyFileSync(fixturePath(name), path);
  return path;
}

/** With time for the charts' library, which several processes load at once here. */
function report(args: readonly string[], options: Options = {}) {
  return run(['report', ...args], { limitSeconds: 60, ...options });
}

const SLOW = { timeout: 90_000 };

describe.concurrent('report', SLOW, () => {
  const atHome = once(async () => {
    const file = copied();
    return { file, ...(await report([file])) };
  });

  it('of X.json is X.html beside it, and says so', async () => {
    const { file, code, stdout, stderr } = await atHome();
    const page = file.replace('.json', '.html');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^\S+: [\d.]+ KiB\n$/);
    expect(stdout).toContain(`${page}: `);
    expect(readFileSync(page, 'utf8')).toMatch(/^<!doctype html>\n.*<\/html>\n$/s);
  });

  it('leaves the result as it was, and nothing else behind', async () => {
    const { file } = await atHome();
    expect(readFileSync(file, 'utf8')).toBe(readFileSync(fixturePath('full'), 'utf8'));
    expect(readdirSync(join(file, '..')).sort()).toEqual(['full.html', 'full.json']);
  });

  const several = once(async () => {
    const cwd = newFolder();
    const files = [copied('full'), copied('one-strategy')];
    const ended = await report([...files, fixturePath('older'), fixturePath('older')], { cwd });
    return { files, ...ended, page: readFileSync(join(cwd, 'report.html'), 'utf8') };
  });

  it('of several results is report.html where one stands, with the names of all', async () => {
    const { files, code, stderr, page } = await several();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const file of files) expect(page).toContain(file);
  });

  it('of a result that is given twice has it twice', async () => {
    const { files, page } = await several();
    const times = (file: string) => page.split(file).length - 1;
    expect(times(files[0] ?? '')).toBeGreaterThanOrEqual(SECTIONS.length);
    expect(times(fixturePath('older'))).toBe(2 * times(files[0] ?? ''));
  });

  it('of a result by a name of another kind is report.html too', async () => {
    const cwd = newFolder();
    copyFileSync(fixturePath('one-strategy'), join(cwd, 'result'));
    expect(await report(['result'], { cwd })).toMatchObject({ code: 0 });
    expect(readdirSync(cwd).sort()).toEqual(['report.html', 'result']);
  });

  it.each(['-', '/dev/stdout'])('goes to stdout with --output %s, whole', async (output) => {
    const { code, stdout, stderr } = await report([fixturePath('full'), '-o', output]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^<!doctype html>\n.*<\/html>\n$/s);
  });
});

describe.concurrent('report --json', SLOW, () => {
  it('is one document about the file of --output, whose folder it makes', async () => {
    const files = [fixturePath('full'), fixturePath('no-cells')];
    const file = join(newFolder(), 'new', 'both.html');
    const { code, stdout, stderr } = await report([...files, '-o', file, '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const results = [fixture('full'), fixture('no-cells')];
    const parts = ({ render }: (typeof SECTIONS)[number]) =>
      results.map((result, index) => ({ file: files[index], rendered: render(result) }));
    expect(JSON.parse(stdout)).toEqual({
      file,
      bytes: readFileSync(file).length,
      sections: SECTIONS.map((section) => ({
        id: section.id,
        title: section.title,
        shown: parts(section).flatMap(({ file, rendered }) => (isMissing(rendered) ? [] : [file])),
        missing: parts(section).flatMap(({ file, rendered }) =>
          isMissing(rendered) ? [{ file, why: rendered.missing }] : [],
        ),
      })),
    });
  });
});

/** The only line of stderr, without the program's name. */
async function mistake(args: readonly string[], cwd = folder): Promise<string> {
  const { code, stdout, stderr } = await report([...args], { cwd });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  const [, message = ''] = /^kvm-mmu-bench: ([^\n]+)\n$/.exec(stderr) ?? [];
  expect(message, stderr).not.toBe('');
  return message;
}

describe.concurrent('what is no result', SLOW, () => {
  it('is named, and no page is written', async () => {
    const own = newFolder();
    const file = join(own, 'cut.json');
    writeFileSync(file, readFileSync(fixturePath('one-strategy'), 'utf8').slice(0, 5000));
    expect(await mistake([file])).toBe(`${file} is truncated: its JSON ends at byte 5000`);
    expect(readdirSync(own)).toEqual(['cut.json']);
  });

  it('is named among good ones too', async () => {
    const bad = join(newFolder(), 'bad.json');
    const profile = { ...fixtureJson('one-strategy'), schema: 'kvm-mmu-bench/profile/1' };
    writeFileSync(bad, JSON.stringify(profile));
    expect(await mistake([fixturePath('full'), bad])).toBe(
      `${bad} is "kvm-mmu-bench/profile/1"; expected kvm-mmu-bench/result/1`,
    );
  });

  it.each([
    [folder, 'it is a folder'],
    ['absent.json', 'no such file'],
  ])('%s cannot be read', async (path, message) => {
    expect(await mistake([path])).toBe(`cannot read ${path}: ${message}`);
  });

  it('is missing', async () => {
    expect(await mistake([])).toBe("missing required argument 'files'");
  });
});

describe.concurrent('an --output that would do harm', SLOW, () => {
  it.each([
    ['the result itself', (file: string) => file],
    [
      'a symbolic link to it',
      (file: string) => {
        const link = file.replace('.json', '.html');
        symlinkSync(file, link);
        return link;
      },
    ],
    [
      'another name of it',
      (file: string) => {
        const link = file.replace('.json', '-too.html');
        linkSync(file, link);
        return link;
      },
    ],
  ])('%s is refused', async (_, outputOf) => {
    const file = copied();
    const output = outputOf(file);
    expect(await mistake([file, '-o', output])).toBe(
      `cannot write ${output}: it is the input ${file}; give another --output`,
    );
    expect(readFileSync(file, 'utf8')).toBe(readFileSync(fixturePath('full'), 'utf8'));
  });

  it('the default too, where it is the second result', async () => {
    const cwd = newFolder();
    copyFileSync(fixturePath('full'), join(cwd, 'report.html'));
    const message = await mistake([fixturePath('full'), 'report.html'], cwd);
    expect(message).toContain('cannot write report.html: it is the input report.html');
  });

  it('another result, forgotten to be shown', async () => {
    const other = copied('one-strategy');
    expect(await mistake([fixturePath('full'), '-o', other])).toContain('.json is for results');
    expect(readFileSync(other, 'utf8')).toBe(readFileSync(fixturePath('one-strategy'), 'utf8'));
  });

  it('stdout, where --json wants to be alone', async () => {
    const message = await mistake([fixturePath('full'), '--json', '-o', '-']);
    expect(message).toContain('--json prints one document');
  });

  it('what cannot be written', async () => {
    const own = newFolder();
    mkdirSync(join(own, 'x.html'));
    for (const [path, cause] of [
      [join(own, 'x.html'), 'it is a folder'],
      ['/proc/x/y.html', 'no file can be made there'],
    ] as const) {
      const message = await mistake([fixturePath('full'), '-o', path]);
      expect(message).toBe(`cannot write ${path}: ${cause}`);
    }
  });
});
