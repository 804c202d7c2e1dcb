import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands/commands.js';
import { EXITS } from '../../src/explain/between.js';
import { HYPOTHESES } from '../../src/explain/hypotheses/hypotheses.js';
import { addonPath, loadAddon } from '../../src/host/addon.js';
import { isRunTimeName } from '../../src/plan/layouts.js';
import { listRules } from '../../src/workload/rules.js';
import { commandTree, whatIsWrong, wordsOf } from './cli-tree.js';
import { allPages, codeLines, codeSpans, type Page, ROOT } from './pages.js';

const pages = allPages();
const program = await commandTree();
const { scripts } = JSON.parse(readFileSync(resolve(ROOT, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

/** A prompt, and what may stand before a program. */
const BEFORE = String.raw`^(?:\$ )?(?:[A-Z_]+=\S+ )*(?:sudo |npx )*`;

/** What is typed after `start`: of every line of code, and of spans that are such a line. */
function typedAfter(page: Page, start: string): string[] {
  const pattern = new RegExp(`${BEFORE}${start}(?=\\s|$)(.*)$`);
  const lines = [...codeLines(page), ...codeSpans(page)].flatMap((line) => line.split(/ && /));
  return lines.flatMap((line) => pattern.exec(line)?.[1] ?? []);
}

describe('the commands', () => {
  it('are all that the program has', () => {
    const names = program.commands.map((command) => command.name());
    expect(names).toEqual(COMMANDS.map(({ name }) => name));
    expect(names).toEqual(expect.arrayContaining(['run', 'boot', 'explain', 'selftest', 'perf']));
  });
});

describe.each(pages)('$path', (page) => {
  it('names commands of kvm-mmu-bench that there are, with options that they have', () => {
    const problems = typedAfter(page, 'kvm-mmu-bench').flatMap((typed) => {
      const wrong = whatIsWrong(program, wordsOf(typed));
      return wrong === null ? [] : [`kvm-mmu-bench${typed}: ${wrong}`];
    });
    expect(problems).toEqual([]);
  });

  it('names commands of kvm-mmu-bench by their own words alone', () => {
    const groups = program.commands.map((command) => command.name());
    const spans = codeSpans(page).filter(
      (span) =>
        groups.includes(span.split(' ')[0] ?? '') &&
        / -?-?[a-z]/.test(span) &&
        !OTHER_PROGRAMS.test(span),
    );
    const problems = spans.flatMap((span) => {
      const wrong = whatIsWrong(program, wordsOf(span));
      // A sentence may speak of an option without giving it a value.
      return wrong === null || wrong.endsWith('needs a value') ? [] : [`${span}: ${wrong}`];
    });
    expect(problems).toEqual([]);
  });

  it('names layouts, strategies, states and the like that there are', ({ skip }) => {
    skip(addonPath() === null, "the native code is missing: 'npm run install' builds it");
    const names = namesByOption();
    const problems = typedAfter(page, 'kvm-mmu-bench').flatMap((typed) =>
      unknownNames(names, wordsOf(typed)),
    );
    // How to add one is shown by adding one: the page has its code.
    expect(problems.filter(([, name]) => !page.text.includes(`"${name}"`))).toEqual([]);
  });

  it('names scripts of package.json, with options that they have', () => {
    const problems = typedAfter(page, 'npm run').flatMap(
      (typed) => wrongScript(wordsOf(typed)) ?? [],
    );
    expect(problems).toEqual([]);
  });
});

/** The perf of Linux has these; ours has not. */
const OTHER_PROGRAMS = /^perf (mem|c2c|list|script|annotate|record|report|stat -)/;

function wrongScript(words: readonly string[]): string | null {
  const [name = '', ...args] = words.filter((word) => word !== '-s' && word !== '--');
  const script = scripts[name];
  if (script === undefined) return `npm run ${name}: no such script`;
  const [, file] = /^tsx (bench\/[\w-]+\.ts)$/.exec(script) ?? [];
  if (file === undefined) return null;
  const options = args.filter((word) => word.startsWith('--'));
  const unknown = options.find((option) => !optionsOf(file).has(option));
  return unknown === undefined ? null : `npm run ${name} has no option ${unknown}`;
}

/** What options take that take names; `all`, and what stands for a name in a usage line, go anywhere. */
function namesByOption(): ReadonlyMap<string, readonly string[]> {
  const registry = loadAddon().registry();
  const names = (items: readonly { name: string }[]) => items.map(({ name }) => name);
  return new Map([
    ['--layout', names(registry.layouts)],
    ['--strategy', names(registry.strategies)],
    ['--state', names(registry.bootStates)],
    ['--retirement', names(registry.retirements)],
    ['--path', names(registry.paths)],
    ['--scope', names(registry.scopes)],
    ['--guest', registry.guestModes],
    ['--rules', listRules().map(({ name }) => name)],
    ['--hypothesis', HYPOTHESES.map(({ id }) => id.toLowerCase())],
    ['--between', [...EXITS, 'none']],
  ]);
}

function unknownNames(
  names: ReadonlyMap<string, readonly string[]>,
  words: readonly string[],
): [option: string, name: string][] {
  return words.flatMap((word, index) => {
    const valid = names.get(word);
    const given = (words[index + 1] ?? '').split(/[,|]/);
    return valid === undefined
      ? []
      : given
          .filter((name) => !valid.includes(name) && name !== 'all' && !/^[A-Z]+$/.test(name))
          .filter((name) => word !== '--layout' || !isRunTimeName(name))
          .map((name): [option: string, name: string] => [word, name]);
  });
}

const known = new Map<string, ReadonlySet<string>>();

/** By its own --help, once. */
function optionsOf(file: string): ReadonlySet<string> {
  const options = known.get(file) ?? askedFor(file);
  known.set(file, options);
  return options;
}

function askedFor(file: string): ReadonlySet<string> {
  const tsx = createRequire(import.meta.url).resolve('tsx');
  const { stdout } = spawnSync(process.execPath, ['--import', tsx, resolve(ROOT, file), '--help'], {
    encoding: 'utf8',
  });
  return new Set(
    [...stdout.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, option = '']) => option),
  );
}

describe('the check itself', () => {
  const wrong = (line: string) => whatIsWrong(program, wordsOf(line));

  it('finds an unknown command, option or argument, and a missing value', () => {
    expect(wrong('rnu')).toBe('kvm-mmu-bench has no command rnu');
    expect(wrong('trace shwo x')).toBe('trace has no command shwo');
    expect(wrong('run --layuot v5.17')).toBe('run has no option --layuot');
    expect(wrong('run v5.17')).toBe('run takes no 1 arguments');
    expect(wrong('run --layout')).toBe('run --layout needs a value');
  });

  it('reads a line as a shell does, and a usage as a reader does', () => {
    expect(wordsOf('boot --workload "a:b=1, c=2" | jq .x')).toEqual([
      'boot',
      '--workload',
      'a:b=1, c=2',
    ]);
    expect(wordsOf('list [--json] > x')).toEqual(['list', '--json']);
    expect(wordsOf('trace list      recorded boots')).toEqual(['trace', 'list']);
    expect(wordsOf('host   # of this machine')).toEqual(['host']);
  });

  it('finds a name that is none', () => {
    const names = new Map([['--state', ['hot', 'dram']]]);
    expect(unknownNames(names, wordsOf('run --state hot,cold'))).toEqual([['--state', 'cold']]);
    expect(unknownNames(names, wordsOf('run [--state NAMES] --state all'))).toEqual([]);
  });

  it('finds a script that is missing, and an option that one lacks', () => {
    expect(wrongScript(['nothing'])).toBe('npm run nothing: no such script');
    expect(wrongScript(['findings', '--', '--form', 'x'])).toBe(
      'npm run findings has no option --form',
    );
    expect(wrongScript(['findings', '--', '--from', 'x'])).toBeNull();
  });

  it('finds commands in blocks and in sentences, behind prompts and continued', () => {
    const text =
      'x `kvm-mmu-bench a`\n\n    $ npx kvm-mmu-bench b \\\n      --c\n\n```\nsudo kvm-mmu-bench d\n```\n';
    expect(typedAfter({ path: 'x.md', text }, 'kvm-mmu-bench')).toEqual([' b  --c', ' d', ' a']);
  });
});
