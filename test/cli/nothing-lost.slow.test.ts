/** Every way to die: the previous result stays, the new one is whole or a partial one that goes on. */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { readResult } from '../../src/report/read.js';
import { resultSchema } from '../../src/report/result.js';
import { removeLeftovers } from '../../src/report/temporary.js';
import { writeResult } from '../../src/report/write.js';
import { readPartial } from '../../src/run/resume.js';
import { seededRandom } from '../../src/stats/random.js';
import { fixture } from '../report/fixtures.js';
import { run, skipWithoutAddon, start } from './command.js';
import { temporaryFolder } from './temporary-folder.js';
import { until } from './until.js';

const root = temporaryFolder();

const ONE_CELL = [
  ...['run', '--layout', 'v5.17', '--state', 'hot', '--retirement', 'drained'],
  ...['--strategy', 'init-flag', '--rounds', '60000', '--target-ci', '0.001'],
];
/** Would measure for an hour. */
const LONG = [...ONE_CELL, '--budget', '3600'];

beforeEach(skipWithoutAddon);

/** A folder with a result of an earlier run in it. */
function folderWithResult() {
  const folder = mkdtempSync(join(root, 'run-'));
  const output = join(folder, 'X.json');
  writeResult(output, fixture('one-strategy'));
  return { folder, output, partial: join(folder, 'X.partial.json'), text: textOf(output) };
}

const textOf = (path: string) => readFileSync(path, 'utf8');

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
      mount -t tmpfs -o size=2m none "$FOLDER" && cp "$KEPT/before" "$OUTPUT" || exit 99
      (
        for attempt in $(seq 3000); do [ -e "$PARTIAL" ] && break; sleep 0.02; done
        dd if=/dev/zero of="$FOLDER/filler" bs=4k 2>/dev/null
      ) &
      "$@" ${ONE_CELL.join(' ')} --budget 6 --json --output "$OUTPUT" > "$KEPT/stdout"
      echo $? > "$KEPT/code"
      cp "$OUTPUT" "$PARTIAL" "$KEPT/"
      ls -A "$FOLDER" > "$KEPT/files"
      rm "$FOLDER/filler"
      "$@" run --resume "$PARTIAL"
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
    expect(readResult(join(kept, 'after', 'X.json')).complete).toBe(true);
    expect(readdirSync(join(kept, 'after'))).toEqual(['X.json']);
  }, 120_000);
});

describe('200 kills at random moments', () => {
  const KILLS = 200;
  const LANES = 2;
  const ASKED = [...ONE_CELL, '--budget', '2.5'];

  /** How long one takes that nobody kills, ms, two at a time. */
  async function wholeRunMs(): Promise<number> {
    const startMs = performance.now();
    const runs = Array.from({ length: LANES }, () =>
      run([...ASKED, '--output', folderWithResult().output], { limitSeconds: 60 }),
    );
    await Promise.all(runs);
    return performance.now() - startMs;
  }

  async function lane(number: number, wholeMs: number) {
    const { folder, output, partial, text } = folderWithResult();
    const random = seededRandom(2600 + number);
    const found = { kills: 0, complete: 0, partial: 0, temporary: 0, earlier: 0 };
    const seen = new Set<string>();
    let standing = text;
    let usualMs = wholeMs;
    while (found.kills < KILLS / LANES) {
      const startMs = performance.now();
      const running = start([...ASKED, '--output', output], { limitSeconds: 120 });
      const timer = setTimeout(() => running.child.kill('SIGKILL'), random.uniform() * usualMs);
      const { code, stderr } = await running.ended;
      clearTimeout(timer);
      const isKilled = running.child.signalCode === 'SIGKILL';
      expect(isKilled || code === 0, stderr).toBe(true);
      found.kills += isKilled ? 1 : 0;
      // The machine gets slower and faster meanwhile; kills shall fall all over a run.
      usualMs = isKilled ? usualMs * 1.02 : performance.now() - startMs;
      const now = textOf(output);
      if (now !== standing) {
        expect(readResult(output).complete).toBe(true);
        found.complete += 1;
      }
      standing = now;
      if (existsSync(partial)) {
        const { complete, unfinished } = readPartial(partial);
        expect({ complete, begun: unfinished?.begun.length }).toEqual({
          complete: false,
          begun: 1,
        });
        found.partial += 1;
      }
      const others = readdirSync(folder).filter((name) => !/^X(\.partial)?\.json$/.test(name));
      const temporary = others.filter((name) => /^\.kvm-mmu-bench-.*\.tmp$/.test(name));
      const earlier = others.filter((name) => /^X\.previous(-\d+)?\.partial\.json$/.test(name));
      expect([...temporary, ...earlier].sort()).toEqual(others.sort());
      found.temporary += temporary.length;
      for (const name of earlier.filter((each) => !seen.has(each))) {
        expect(readResult(join(folder, name)).complete).toBe(false);
        seen.add(name);
      }
      found.earlier = seen.size;
    }
    return { folder, found };
  }

  it('leave whole results only, partial ones that can be read, and nothing that stays', async () => {
    const wholeMs = await wholeRunMs();
    const lanes = await Promise.all(
      Array.from({ length: LANES }, (_, number) => lane(number, wholeMs)),
    );
    for (const { folder, found } of lanes) {
      // Else the kills have missed what they are for.
      expect(found.complete).toBeGreaterThan(0);
      expect(found.partial + found.earlier).toBeGreaterThan(0);
      removeLeftovers(folder);
      expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    }
    console.info('what was found after them, by lane:', ...lanes.map(({ found }) => found));
  }, 1_200_000);
});
