import { availableParallelism } from 'node:os';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { loadAddon } from '../../src/host/addon.js';
import { resultSchema } from '../../src/report/result.js';
import { skipWithoutAddon } from '../cli/command.js';
import {
  command,
  inControlGroup,
  LIMIT_MS,
  measured,
  mends,
  skipUnlessPossible,
  TINY,
} from './in-place.js';

vi.setConfig({ testTimeout: LIMIT_MS });
beforeEach(skipWithoutAddon);

const MIB = 1024 ** 2;
const ONE_CPU = /^one CPU only: everything else runs between the rounds; /;

describe('where no memory may be locked', () => {
  it('nothing is missing: nothing is locked', async (context) => {
    const inside = ['prlimit', '--memlock=0:0'];
    skipUnlessPossible(context, inside);
    const usual = await mends([]);
    expect(await mends(inside)).toEqual(usual);
    await measured(inside);
  });
});

describe('where one CPU is allowed', () => {
  const [cpu = 0] = loadAddon().inspectHost().allowedCpus;

  it('by affinity, it is named, and a run measures there', async (context) => {
    const inside = ['taskset', '--cpu-list', String(cpu)];
    skipUnlessPossible(context, inside);
    const result = await measured(inside);
    expect(result.host.allowedCpus).toEqual([cpu]);
    expect(result.warnings).toContainEqual(expect.stringMatching(ONE_CPU));
  });

  it('by a control group, so too; another CPU is refused in one line', async (context) => {
    context.skip(availableParallelism() < 2, 'one CPU: there is no other to ask for');
    const settings = { 'cpuset.cpus': String(cpu), 'cpuset.mems': '0' };
    await inControlGroup(context, 'cpuset', settings, async (inside) => {
      expect(await mends(inside)).toContainEqual(expect.stringMatching(ONE_CPU));
      expect(await command([...TINY, '--cpu', String(cpu + 1)], inside)).toEqual({
        code: 2,
        stdout: '',
        stderr: `kvm-mmu-bench: --cpu ${cpu + 1} is not allowed for this process: it may use ${cpu}\n`,
      });
    });
  });
});

describe('where memory is limited by a control group', () => {
  const limitedTo = (bytes: number) => ({ 'memory.limit_in_bytes': String(bytes) });

  it('to 256 MiB, a run measures, and its result names the limit', async (context) => {
    await inControlGroup(context, 'memory', limitedTo(256 * MIB), async (inside) => {
      const { host, warnings } = await measured(inside);
      expect(host.memoryLimitBytes).toBe(256 * MIB);
      expect(warnings).toContainEqual(
        expect.stringMatching(/^the cgroup allows 256 MiB of memory/),
      );
    });
  });

  it('to 256 MiB, an explanation leaves out what takes more, and says so', async (context) => {
    await inControlGroup(context, 'memory', limitedTo(256 * MIB), async (inside) => {
      const args = ['explain', '--quick', '--hypothesis', 'H1,H3,H4', '--sweep', 'none', '--json'];
      const { code, stdout, stderr } = await command(args, inside);
      expect(code, stderr).toBe(0);
      const { hypotheses } = resultSchema.parse(JSON.parse(stdout));
      const reasons = hypotheses.map(({ id, microsecondsPerBoot, reason }) => [
        id,
        microsecondsPerBoot === null ? reason : 'measured',
      ]);
      expect(reasons).toEqual([
        ['H1', 'measured'],
        ['H3', expect.stringMatching(/^it takes 352 MiB of memory, the cgroup allows 256 MiB$/)],
        ['H4', expect.stringMatching(/^it takes 288 MiB of memory, the cgroup allows 256 MiB$/)],
      ]);
    });
  });

  it('to enough for everything, nothing is said', async (context) => {
    await inControlGroup(context, 'memory', limitedTo(384 * MIB), async (inside) => {
      expect((await mends(inside)).join('\n')).not.toContain('cgroup');
    });
  });
});
