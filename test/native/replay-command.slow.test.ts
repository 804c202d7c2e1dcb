import { describe, expect, it } from 'vitest';
import { PATHS, registry, runnable, wholeCalls } from './support/addon.js';
import { replay } from './support/command.js';
import { replayProgram } from './support/disassembly.js';

const FEW = ['--resets', '256'];
const LINE =
  /^(\S+) (\S+) (\S+) (\S+) (\S+): (\d+) resets, (\d+\.\d\d) ns each, state (NOT )?reached\n$/;

function measured(...options: string[]) {
  const { end, stdout, stderr } = replay([...FEW, ...options]);
  expect(stderr).toBe('');
  expect(end).toBe(0);
  expect(stdout).toMatch(LINE);
  const [, layout, strategy, state, retirement, guest, resets, ns] = LINE.exec(stdout) ?? [];
  return { layout, strategy, state, retirement, guest, resets: Number(resets), ns: Number(ns) };
}

function refused(...options: string[]): string {
  const { end, stdout, stderr } = replay(options);
  expect(stdout).toBe('');
  expect(end).toBe(2);
  expect(stderr).toMatch(/^kvm-mmu-replay: .*\n$/);
  return stderr.slice('kvm-mmu-replay: '.length, -1);
}

describe('prints one line', () => {
  it('of the defaults, with a time above zero', () => {
    const line = measured();
    expect(line.ns).toBeGreaterThan(0);
    expect(line).toMatchObject({
      layout: 'v5.17',
      strategy: registry.baseline,
      state: 'hot',
      retirement: 'overlapped',
      guest: 'unpaged',
      resets: 256,
    });
  });

  it.each(registry.layouts)('layout $name', ({ name }) => {
    expect(measured('--layout', name).layout).toBe(name);
  });

  it.each(runnable)('strategy $name', ({ name }) => {
    expect(measured('--strategy', name).strategy).toBe(name);
  });

  it.each(registry.states)('state $name', ({ name }) => {
    expect(measured('--state', name).state).toBe(name);
  });

  it.each(registry.retirements)('retirement $name', ({ name }) => {
    expect(measured('--retirement', name).retirement).toBe(name);
  });

  it.each(registry.guestModes)('guest %s', (guest) => {
    expect(measured('--guest', guest).guest).toBe(guest);
  });

  it.each(PATHS)('path %s', (path) => {
    expect(measured('--path', path).ns).toBeGreaterThan(0);
  });

  it.each(wholeCalls.map(({ layout, path, rules }) => [layout.name, path, rules]))(
    'whole calls of %s, %s, rules %s: full and early',
    (layout, path, rules) => {
      const call = ['--layout', layout, '--path', path, '--rules', rules, '--scope', 'init'];
      expect(measured(...call, '--calls', 'full').resets).toBe(256);
      expect(measured(...call, '--calls', 'early').resets).toBe(256);
    },
  );

  it('at any phase, on any CPU', () => {
    measured('--phase', '0', '--cpu', '-1');
    measured('--phase', '56', '--cpu', '0');
  });

  it('the last of repeated options counts', () => {
    expect(measured('--layout', 'v5.16', '--layout', 'hot-first').layout).toBe('hot-first');
  });

  it('resets are rounded up to whole regions', () => {
    expect(measured('--resets', '1').resets).toBe(256);
    expect(measured('--resets', '257').resets).toBe(512);
    expect(measured('--resets', '1', '--state', 'dram').resets).toBe(64);
  });
});

describe('--help', () => {
  it('shows every option, and succeeds', () => {
    const { end, stdout, stderr } = replay(['--help']);
    expect(end).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^usage: kvm-mmu-replay /);
    const options = [
      ...['layout', 'strategy', 'state', 'retirement', 'guest', 'phase'],
      ...['path', 'scope', 'rules', 'calls', 'resets', 'cpu'],
    ];
    for (const option of options) expect(stdout).toContain(`[--${option} `);
    expect(stdout.split('\n').every((line) => line.length <= 100)).toBe(true);
  });

  it('wins over options after it', () => {
    expect(replay(['--help', '--nonsense']).end).toBe(0);
  });
});

describe('refuses with exit code 2 and one line that says what is wrong', () => {
  it.each([
    [['--nonsense'], 'unknown option --nonsense; --help shows all'],
    [['v5.17'], 'unknown option v5.17; --help shows all'],
    [[''], 'unknown option ; --help shows all'],
    [['--layout'], '--layout needs a value'],
    [['--layout', 'v9.9'], 'unknown layout v9.9'],
    [['--strategy', 'memcpy'], 'unknown strategy memcpy'],
    [['--state', 'HOT'], 'unknown state HOT'],
    [['--retirement', 'x'], 'unknown retirement x'],
    [['--guest', '64-bit'], 'unknown guest mode 64-bit'],
    [['--path', 'ept'], 'unknown path ept'],
    [['--scope', 'all'], 'unknown scope all'],
    [['--rules', 'v6.18'], 'unknown rules v6.18'],
    [['--rules', 'v6.1'], 'v5.17 has no room for the roles of v6.1'],
    [['--layout', 'v6.1', '--rules', 'v5.17'], 'v6.1 has no room for the roles of v5.17'],
    [['--scope', 'init', '--calls', 'none'], 'unknown calls none'],
    [['--calls', 'early'], '--calls early is for --scope init'],
    [['--phase', '64'], '--phase must be a whole number from 0 to 56, not 64'],
    [['--phase', '-8'], '--phase must be a whole number from 0 to 56, not -8'],
    [['--phase', '12'], '--phase must be a multiple of 8, not 12'],
    [['--cpu', '8192'], '--cpu must be a whole number from -1 to 8191, not 8192'],
    [['--cpu', 'x'], '--cpu must be a whole number from -1 to 8191, not x'],
  ])('%j', (options, message) => {
    expect(refused(...options)).toBe(message);
  });

  it.each(['0', '-1', '1.5', '1e6', '', '99999999999999999999'])('--resets "%s"', (resets) => {
    expect(refused('--resets', resets)).toBe(
      `--resets must be a whole number from 1 to 1000000000000, not ${resets}`,
    );
  });

  it.each(registry.strategies.filter(({ unavailable }) => unavailable !== null))(
    '$name, which this CPU cannot run',
    ({ name }) => {
      expect(refused('--strategy', name)).toMatch(/ needs .*, which this CPU lacks$/);
    },
  );
});

describe('memory that it cannot get', () => {
  it('is an error with a line of its own, not a crash', () => {
    // Of address space, so that the machine's memory stays out of it: too little for the arenas.
    const limited = ['sh', '-c', 'ulimit -v 20000; exec "$0" "$@"'];
    const { end, stderr } = replay(['--resets', '1000'], limited);
    expect(end).toBe(1);
    expect(stderr).toMatch(/^kvm-mmu-replay: cannot measure: .*\n$/);
  });
});

it('needs no addon and no Node: a plain executable', () => {
  expect(replayProgram).toMatch(/kvm-mmu-replay$/);
  const { end } = replay(FEW, ['env', '-i']);
  expect(end).toBe(0);
});
