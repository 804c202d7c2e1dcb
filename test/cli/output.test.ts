import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import {
  exitCodeOf,
  printJson,
  printMessage,
  printText,
  reportError,
  runCommand,
  wantsColour,
} from '../../src/cli/output.js';
import { UsageError } from '../../src/errors.js';

const OUTPUT_MODULE = fileURLToPath(new URL('../../src/cli/output.ts', import.meta.url));

function memory() {
  const stream = new PassThrough();
  return { stream, text: (): string => stream.read()?.toString() ?? '' };
}

function interruption(): unknown {
  return AbortSignal.abort().reason;
}

/** A command in a process of its own, as the shell sees it. */
function commandArguments(body: string): string[] {
  const program = `
    const output = await import(${JSON.stringify(OUTPUT_MODULE)});
    const { UsageError } = await import(${JSON.stringify(OUTPUT_MODULE.replace('cli/output', 'errors'))});
    await output.runCommand(async () => { ${body} })();`;
  return ['--import', 'tsx', '--input-type=module', '--eval', program];
}

afterEach(() => {
  process.exitCode = undefined;
});

describe('printing', () => {
  it('writes one JSON document and nothing else', () => {
    const { stream, text } = memory();
    printJson({ a: [1] }, stream);
    expect(JSON.parse(text())).toEqual({ a: [1] });
  });

  it('ends text with one line break', () => {
    const { stream, text } = memory();
    printText('a', stream);
    printText('b\n', stream);
    expect(text()).toBe('a\nb\n');
  });

  it('keeps a message on one line, under the name of the program', () => {
    const { stream, text } = memory();
    printMessage('first\n  second\u001b[31m\n', stream);
    expect(text()).toBe('kvm-mmu-bench: first second?[31m\n');
  });
});

describe('wantsColour', () => {
  it.each([
    [{ isTTY: true }, {}, true],
    [{ isTTY: true }, { NO_COLOR: '1' }, false],
    [{ isTTY: true }, { NO_COLOR: '' }, true],
    [{ isTTY: true }, { TERM: 'dumb' }, false],
    [{ isTTY: false }, {}, false],
    [{}, {}, false],
  ])('%j with %j: %s', (stream, environment, wanted) => {
    expect(wantsColour(stream, environment)).toBe(wanted);
  });
});

describe('errors', () => {
  it('map to exit codes', () => {
    expect(exitCodeOf(new UsageError('x'))).toBe(2);
    expect(exitCodeOf(interruption())).toBe(130);
    expect(exitCodeOf(new Error('x'))).toBe(1);
    expect(exitCodeOf('thrown text')).toBe(1);
  });

  it('are one line without a stack, unless asked for', () => {
    const { stream, text } = memory();
    const error = new Error('cannot load\n  the addon', { cause: new Error('dlopen') });
    reportError(error, stream, {});
    expect(text()).toBe('kvm-mmu-bench: cannot load the addon\n');
    reportError(error, stream, { KVM_MMU_BENCH_DEBUG: '1' });
    expect(text()).toMatch(
      /^kvm-mmu-bench: cannot load the addon\nError: .*output\.test\.ts.*dlopen/s,
    );
  });

  it('say interrupted instead of what the runtime says', () => {
    const { stream, text } = memory();
    reportError(interruption(), stream, {});
    reportError(new Error(''), stream, {});
    expect(text()).toBe('kvm-mmu-bench: interrupted\nkvm-mmu-bench: unknown error\n');
  });
});

describe('runCommand', () => {
  it('hands over the arguments and sets the exit code that the action returns', async () => {
    const seen: unknown[] = [];
    await runCommand((a: string, b: number) => {
      seen.push(a, b);
      return undefined;
    })('x', 2);
    expect(seen).toEqual(['x', 2]);
    expect(process.exitCode).toBeUndefined();
    await runCommand(async () => 1 as const)();
    expect(process.exitCode).toBe(1);
  });

  it('ends a process with 2, one line on stderr and nothing on stdout after wrong usage', () => {
    const ended = spawnSync(
      process.execPath,
      commandArguments("throw new UsageError('no such x');"),
      {
        encoding: 'utf8',
      },
    );
    expect(ended).toMatchObject({ status: 2, stdout: '', stderr: 'kvm-mmu-bench: no such x\n' });
  });

  it('lets an action finish after the reader of its output has gone', async () => {
    const body = `
      for (let line = 0; line < 20000; line += 1) {
        output.printText('x'.repeat(200));
        if (line % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      output.printMessage('finished');
      return 1;`;
    const child = spawn(process.execPath, commandArguments(body));
    let messages = '';
    child.stderr.on('data', (chunk: Buffer) => {
      messages += chunk.toString();
    });
    child.stdout.once('data', () => child.stdout.destroy());
    const [code] = await once(child, 'close');
    expect(messages).toBe('kvm-mmu-bench: finished\n');
    expect(code).toBe(1);
  });
});
