import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { WAYS } from '../../src/perf/host-ways.js';
import { run } from './command.js';

const host = (...args: string[]) => run(['perf', 'host', ...args]);

/** Where there is no tracefs there is nothing that could have been changed. */
function tracingState(): string[] {
  const files = ['current_tracer', 'tracing_on', 'events/kvm/enable', 'dynamic_events'];
  return files.map((name) => {
    try {
      return readFileSync(`/sys/kernel/tracing/${name}`, 'utf8');
    } catch (error) {
      return String(error);
    }
  });
}

describe('perf host', () => {
  it('shows every way with its command, marks at most one, and changes nothing', async () => {
    const before = tracingState();
    const { code, stdout, stderr } = await host();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(tracingState()).toEqual(before);
    for (const { id } of WAYS) expect(stdout).toMatch(new RegExp(`^${id}$`, 'm'));
    expect(stdout.match(/yes, the best/g)?.length ?? 0).toBeLessThan(2);
    expect(stdout).toMatch(/^(?:Best possible here: [\w-]+\.|Nothing can be recorded here\.)/m);
    // Only commands, which are there to be copied, are wider.
    const prose = stdout.split('\n').filter((line) => !line.startsWith('    '));
    expect(prose.filter((line) => line.length > 80)).toEqual([]);
  });

  it('--json is one document: a way is possible or has a reason', async () => {
    const { code, stdout, stderr } = await host('--json', '--seconds', '2.5');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { ways, chosen, recorded } = JSON.parse(stdout) as {
      ways: { id: string; command: string[]; possible: boolean; reason: string | null }[];
      chosen: string | null;
      recorded: null;
    };
    expect(recorded).toBeNull();
    expect(ways.map(({ id }) => id)).toEqual(WAYS.map(({ id }) => id));
    for (const { possible, reason } of ways) expect(reason === null).toBe(possible);
    expect(chosen).toBe(ways.find(({ possible }) => possible)?.id ?? null);
    const perf = ways.find(({ id }) => id === 'tracepoint-perf');
    expect(perf?.command[0]).toMatch(/^perf record .* -- sleep 2\.5$/);
  });

  it.each([
    [['--output', 'x.txt'], '--output is for recordings: give --run too, or leave it out'],
    [
      ['--allow-system-changes'],
      '--allow-system-changes is for recordings: give --run too, or leave it out',
    ],
    [['--seconds', '0'], '--seconds must be a number from 0.1 to 86400, not "0"'],
  ])('%j is a mistake', async (args, message) => {
    expect(await host(...args)).toEqual({
      code: 2,
      stdout: '',
      stderr: `kvm-mmu-bench: ${message}\n`,
    });
  });
});
