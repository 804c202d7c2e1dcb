import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it, type TestContext } from 'vitest';
import { placeOf } from '../../src/perf/host-commands.js';
import { inspectHost } from '../../src/perf/host-facts.js';
import { judgeWays } from '../../src/perf/host-record.js';
import { doSteps } from '../../src/perf/host-steps.js';
import { run, start } from './command.js';
import { temporaryFolder } from './temporary-folder.js';

const folder = temporaryFolder();
const TRACEFS = '/sys/kernel/tracing';
/** Far longer than the test, and of nobody else's `sleep`. */
const SECONDS = '613.25';
const SETTINGS = ['current_tracer', 'tracing_on', 'set_event', 'dynamic_events', 'trace_clock'];

interface Recorded {
  chosen: string;
  recorded: { way: string; seconds: number; entries: number; rsms: number; file: string };
}

/** As far as this kernel has them; instances and probes of ours would be among them. */
function settings(): string[] {
  const values = SETTINGS.map((name) => {
    const path = join(TRACEFS, name);
    return existsSync(path) ? readFileSync(path, 'utf8') : `no ${name}`;
  });
  const event = readFileSync(join(TRACEFS, 'events/kvm/kvm_smm_transition/enable'), 'utf8');
  return [...values, event, ...readdirSync(join(TRACEFS, 'instances'))];
}

/** Recorders' own files; other processes of this machine may have some. */
const leftovers = () =>
  readdirSync(tmpdir()).filter((name) => name.startsWith('kvm-mmu-bench-host-'));

function possibleWays() {
  return judgeWays(inspectHost(), 1).filter(({ reasons }) => reasons.length === 0);
}

function skipWithoutTracing({ skip }: TestContext): void {
  const last = judgeWays(inspectHost(), 1).find(({ way }) => way.id === 'tracepoint-tracefs');
  skip(possibleWays().length === 0, `nothing can be recorded: ${last?.reasons.join('; ')}`);
}

describe('on a kernel that lets us trace KVM', () => {
  beforeEach(skipWithoutTracing);

  it('--run records by the best way, writes the file, and leaves the kernel as it was', async () => {
    const before = { settings: settings(), files: leftovers() };
    const file = join(folder, 'new', 'trace.txt');
    const args = ['perf', 'host', '--run', '--seconds', '1', '--output', file, '--json'];
    const { code, stdout, stderr } = await run(args, { limitSeconds: 60 });
    expect(code, stderr).toBe(0);
    const { recorded } = JSON.parse(stdout) as Recorded;
    expect(recorded).toMatchObject({ seconds: 1, file });
    const text = readFileSync(file, 'utf8');
    expect(text.match(/entering SMM/g)?.length ?? 0).toBe(recorded.entries);
    expect(text.match(/leaving SMM/g)?.length ?? 0).toBe(recorded.rsms);
    expect({ settings: settings(), files: leftovers() }).toEqual(before);
  });

  it('every way that is said to be possible is, and takes back what it sets', async () => {
    const before = settings();
    const facts = inspectHost();
    for (const { way } of possibleWays()) {
      const own = join(folder, way.id);
      mkdirSync(own);
      const steps = way.steps(placeOf(facts, 0.5, own));
      const { text } = await doSteps(steps, new AbortController().signal);
      way.callsOf?.(text);
      expect(settings(), way.id).toEqual(before);
    }
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s ends it with 130, keeps what was recorded, and restores',
    async (name) => {
      const before = { settings: settings(), files: leftovers() };
      const file = join(folder, `${name}.txt`);
      const args = ['perf', 'host', '--run', '--seconds', SECONDS, '--output', file, '--json'];
      const running = start(args, { limitSeconds: 60 });
      await running.saidOnStderr(/recording: /);
      running.child.kill(name);
      // A second one must not cut the restoring short.
      await sleep(20);
      running.child.kill(name);
      const { code, stdout, stderr } = await running.ended;
      expect(code, stderr).toBe(130);
      expect(stderr).toContain('interrupted: the recording has what came before\n');
      expect((JSON.parse(stdout) as Recorded).recorded.seconds).toBeLessThan(60);
      expect(existsSync(file)).toBe(true);
      expect({ settings: settings(), files: leftovers() }).toEqual(before);
      expect(childrenThatSleep()).toEqual([]);
    },
  );

  it('a folder as output is a mistake before anything is recorded', async () => {
    const args = ['perf', 'host', '--run', '--seconds', '600', '--output', folder];
    const { code, stderr } = await run(args);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `kvm-mmu-bench: cannot write ${folder}: it is a folder\n`,
    });
  });
});

/** The recorder's own child. */
function childrenThatSleep(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => commandOf(pid).split('\0')[1] === SECONDS);
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
