/** Every way to die: the previous result stays, the new one is whole or a partial one that goes on. */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { readResult } from '../../src/report/read.js';
import { resultSchema } from '../../src/report/result.js';
import { readPartial } from '../../src/run/resume.js';
import { skipWithoutAddon, start } from './command.js';
import { folderWithResult, ONE_CELL, root, textOf } from './dying.js';
import { until } from './until.js';

/** Would measure for an hour. */
const LONG = [...ONE_CELL, '--budget', '3600'];

beforeEach(skipWithoutAddon);

describe('a process that dies at once, after a checkpoint', () => {
  it.each<[NodeJS.Signals, string]>([
    ['SIGKILL', 'as by the kernel, out of memory'],
    ['SIGSEGV', 'as by a crash of the native code'],
    ['SIGABRT', 'as by a failed assertion'],
  ])(
    'by %s, %s',
    async (signal) => {
      const { folder, output, partial, text } = folderWithResult();
      const running = start([...LONG, '--output', output], { limitSeconds: 60 });
      await until(() => existsSync(partial), running);
      running.child.kill(signal);
      expect((await running.ended).code).toBeNull();
      expect(textOf(output)).toBe(text);
      const { complete, unfinished } = readPartial(partial);
      expect({ complete, begun: unfinished?.begun.length }).toEqual({ complete: false, begun: 1 });
      expect(readdirSync(folder).filter((name) => name.startsWith('X'))).toEqual([
        'X.json',
        'X.partial.json',
      ]);
    },
    90_000,
  );
});

describe('a process that is asked to end', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'by %s keeps the last round',
    async (signal) => {
      const { folder, output, partial, text } = folderWithResult();
      const running = start([...LONG, '--json', '--output', output], { limitSeconds: 60 });
      await running.saidOnStderr(/measuring: /);
      running.child.kill(signal);
      const { code, stdout } = await running.ended;
      expect(code).toBe(130);
      expect(textOf(output)).toBe(text);
      expect(readResult(partial)).toEqual(resultSchema.parse(JSON.parse(stdout)));
      expect(readdirSync(folder)).toEqual(['X.json', 'X.partial.json']);
    },
    90_000,
  );

  it('twice by Ctrl-C ends at once', async () => {
    const { output, text } = folderWithResult();
    const running = start([...LONG, '--output', output], { limitSeconds: 60 });
    await running.saidOnStderr(/measuring: /);
    running.child.kill('SIGINT');
    // A signal that comes before the last one was taken would be one with it.
    await new Promise((resolve) => setTimeout(resolve, 20));
    running.child.kill('SIGINT');
    await running.ended;
    expect(running.child.signalCode).toBe('SIGINT');
    expect(textOf(output)).toBe(text);
  }, 90_000);
});

describe('a terminal that is closed', () => {
  const script = spawnSync('script', ['--version']).status === 0;

  it('leaves a partial result with all that was measured', async ({ skip }) => {
    skip(!script, 'script is missing: apt-get install bsdutils');
    const { output, partial, text } = folderWithResult();
    const pidFile = join(output, '..', 'pid');
    // The process itself is the terminal's, with no shell between that forwards signals or does not.
    const shell = `exec script -qfc "echo \\$\\$ > ${pidFile}; exec $*" /dev/null`;
    const terminal = start([...LONG, '--output', output], {
      inside: ['sh', '-c', shell, 'sh'],
      limitSeconds: 60,
    });
    await until(() => existsSync(partial), terminal);
    const checkpoint = readPartial(partial).cells[0]?.rounds ?? 0;
    // The file is there before measuring goes on, and until the next one there are seconds.
    await new Promise((resolve) => setTimeout(resolve, 500));
    terminal.child.kill('SIGKILL');
    await terminal.ended;
    const pid = Number(textOf(pidFile));
    while (isRunning(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(textOf(output)).toBe(text);
    expect(readPartial(partial).cells[0]?.rounds).toBeGreaterThan(checkpoint);
  }, 90_000);
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('a disk that is full', () => {
  const mounts = spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;

  it('keeps the previous result and the last checkpoint, and goes on once there is room', async ({
    skip,
  }) => {
    skip(!mounts, 'no tmpfs can be mounted here: run as root where unshare -m is allowed');
    const { folder, output, partial, text } = folderWithResult();
    const kept = mkdtempSync(join(root, 'kept-'));
    // On a disk of its own, which is full from the first checkpoint on.
    const shell = `
      cp "$OUTPUT" "$KEPT/before"
      mount -t tmpfs -o size=32m none "$FOLDER" && cp "$KEPT/before" "$OUTPUT" || exit 99
      (
        for attempt in $(seq 3000); do [ -e "$PARTIAL" ] && break; sleep 0.02; done
        dd if=/dev/zero of="$FOLDER/filler" bs=4k 2>/dev/null
      ) &
      "$@" ${ONE_CELL.join(' ')} --budget 6 --json --output "$OUTPUT" > "$KEPT/stdout"
      echo $? > "$KEPT/code"
      cp "$OUTPUT" "$PARTIAL" "$KEPT/"
      ls -A "$FOLDER" > "$KEPT/files"
      rm "$FOLDER/filler"
      "$@" run --resume "$PARTIAL" > /dev/null
      echo $? > "$KEPT/resumed"
      cp -r "$FOLDER" "$KEPT/after"
    `;
    const { stderr } = await start([], {
      inside: ['unshare', '-m', 'sh', '-c', shell, 'sh'],
      environment: { OUTPUT: output, PARTIAL: partial, FOLDER: folder, KEPT: kept },
      limitSeconds: 100,
    }).ended;
    expect(textOf(join(kept, 'code')), stderr).toBe('1\n');
    expect(stderr).toMatch(/^kvm-mmu-bench: cannot write .*X\.json: no space left on device$/m);
    expect(stderr).toContain(`measured until the last checkpoint is in ${partial}\n`);
    expect(textOf(join(kept, 'X.json'))).toBe(text);
    expect(readPartial(join(kept, 'X.partial.json')).complete).toBe(false);
    expect(textOf(join(kept, 'files'))).toBe('X.json\nX.partial.json\nfiller\n');
    // What could not be written was printed.
    expect(resultSchema.parse(JSON.parse(textOf(join(kept, 'stdout')))).complete).toBe(true);
    expect(textOf(join(kept, 'resumed')), stderr).toBe('0\n');
    expect(readResult(join(kept, 'after', 'X.json')).complete).toBe(true);
    expect(readdirSync(join(kept, 'after'))).toEqual(['X.json']);
  }, 120_000);
});
