// Checks the format of native/ with clang-format, or mends it with --write.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const write = process.argv.includes('--write');

function nativeFiles() {
  const git = spawnSync('git', ['ls-files', '-co', '--exclude-standard', '--', 'native'], {
    cwd: root,
    encoding: 'utf8',
  });
  // A copy without git, such as an unpacked archive, is checked as well.
  const names =
    git.status === 0
      ? git.stdout.split('\n')
      : readdirSync(join(root, 'native'), { recursive: true }).map((name) => join('native', name));
  // Git also lists files deleted since the last commit.
  return names.filter((name) => /\.(cc|hpp)$/.test(name) && existsSync(join(root, name)));
}

function lint() {
  const version = spawnSync('clang-format', ['--version'], { encoding: 'utf8' });
  if (version.status !== 0) {
    console.error(
      `clang-format: does not run, native/ was NOT ${write ? 'formatted' : 'checked'}: install the Debian package clang-format`,
    );
    return process.env.CI ? 1 : 0;
  }
  const files = nativeFiles();
  if (files.length === 0) {
    console.log('clang-format: no .cc or .hpp files in native/');
    return 0;
  }
  const mode = write ? ['-i'] : ['--dry-run', '--Werror'];
  const { status } = spawnSync('clang-format', [...mode, ...files], {
    cwd: root,
    stdio: 'inherit',
  });
  const used = version.stdout.match(/version (\S+)/)?.[1] ?? 'of unknown version';
  if (status === 0) {
    console.log(`clang-format ${used}: ${files.length} files ${write ? 'formatted' : 'checked'}`);
    return 0;
  }
  console.error(`clang-format ${used}: native/ is not formatted: run 'npm run format'`);
  return 1;
}

process.exitCode = lint();
