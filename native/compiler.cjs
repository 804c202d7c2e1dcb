// Which compiler CXX is. Run as a program it prints clang or gcc, for binding.gyp.
const { spawnSync } = require('node:child_process');

const oldest = { gcc: 12, clang: 14 };

/**
 * Asks the preprocessor, because the text of `--version` differs between distributions.
 *
 * @returns {{ cxx: string, kind: 'gcc' | 'clang', name: string, isTooOld: boolean } | null} null: it does not run
 */
function inspectCompiler(cxx = process.env.CXX || 'g++') {
  // CXX may carry arguments or a launcher, such as `ccache g++`.
  const [command, ...args] = cxx.trim().split(/\s+/);
  const result = spawnSync(command, [...args, '-dM', '-E', '-x', 'c++', '/dev/null'], {
    encoding: 'utf8',
  });
  if (result.error !== undefined || result.status !== 0) return null;
  const macro = (name) =>
    Number(result.stdout.match(new RegExp(`^#define ${name} (\\d+)`, 'm'))?.[1] ?? 0);
  const isClang = macro('__clang_major__') > 0;
  const parts = isClang
    ? ['__clang_major__', '__clang_minor__', '__clang_patchlevel__']
    : ['__GNUC__', '__GNUC_MINOR__', '__GNUC_PATCHLEVEL__'];
  const kind = isClang ? 'clang' : 'gcc';
  const version = parts.map(macro);
  return {
    cxx,
    kind,
    name: `${isClang ? 'clang++' : 'g++'} ${version.join('.')}`,
    isTooOld: version[0] < oldest[kind],
  };
}

module.exports = { inspectCompiler, oldest };

// Of one that does not run, build.mjs or make will say so.
if (require.main === module) console.log(inspectCompiler()?.kind ?? 'gcc');
