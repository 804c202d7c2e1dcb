import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { displayWidth } from '../../src/report/text.js';
import { once, run } from './command.js';

const COMMANDS = [
  ...['run', 'boot', 'explain', 'selftest', 'hazard', 'trace', 'perf', 'list', 'host'],
  ...['report', 'compare', 'export', 'layout'],
];

describe.concurrent('help', () => {
  it('goes to stdout, within 80 columns, and names every command', async () => {
    const { code, stdout, stderr } = await run(['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^ {2}${command} `, 'm'));
    expect(Math.max(...stdout.split('\n').map(displayWidth))).toBeLessThanOrEqual(80);
  });

  it('instead of a command is a mistake: it goes to stderr', async () => {
    const { code, stdout, stderr } = await run([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('Usage: kvm-mmu-bench');
  });
});

describe.concurrent('the version', () => {
  it('is that of the package, and nothing else', async () => {
    const manifest = JSON.parse(
      readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
    ) as { version: string };
    expect(await run(['--version'])).toEqual({
      code: 0,
      stdout: `${manifest.version}\n`,
      stderr: '',
    });
  });
});

describe.concurrent('what does not exist', () => {
  const unknownOption = once(() => run(['run', '--quik']));

  it('as a command exits with 2, and is answered with what is near', async () => {
    const { code, stdout, stderr } = await run(['hots']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain("unknown command 'hots'");
    expect(stderr).toContain('host');
  });

  it('as an option exits with 2, and is answered with what is near', async () => {
    const { code, stdout, stderr } = await unknownOption();
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain("unknown option '--quik'");
    expect(stderr).toContain('--quick');
  });

  it('is told in one line under the name of the program, as all mistakes are', async () => {
    const { stderr } = await unknownOption();
    expect(stderr).toMatch(/^kvm-mmu-bench: [^\n]*--quick[^\n]*\n$/);
  });
});
