/** Real VM exits between resets, as the setting kvm-exit makes them. */

import { readdirSync, readlinkSync } from 'node:fs';
import { describe, expect, it, type TestContext } from 'vitest';
import { addon } from './support/addon.js';
import {
  askFor,
  during,
  labRequest,
  measure,
  needsOption,
  RETRY,
  settingNamed,
} from './support/lab.js';
import { ignore, tscHz } from './support/requests.js';

const kvmExit = settingNamed('kvm-exit');
const needsKvm = (context: TestContext) => needsOption(context, kvmExit);

/** Files of KVM that this process has open: the device, VMs, vCPUs. */
function kvmFiles(): string[] {
  return readdirSync('/proc/self/fd')
    .map((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`);
      } catch {
        // The one that readdir had open.
        return '';
      }
    })
    .filter((target) => /^(\/dev\/kvm$|anon_inode:\[?kvm-)/.test(target))
    .sort();
}

describe('a guest', () => {
  it(
    'runs between resets: exits take longer than those of single instructions',
    RETRY,
    async (context) => {
      needsKvm(context);
      const other = settingNamed('cpuid-exit').unavailable === null ? 'cpuid-exit' : 'hot';
      const arms = [{ setting: 'kvm-exit' }, { setting: other }].map((arm) => ({
        ...arm,
        vcpus: 1,
      }));
      const { samples } = await measure(arms, 40, { tscHz: tscHz() });
      const [kvm = 0, single = 0] = samples.arms.map(({ settingNs }) => settingNs);
      expect(kvm / single).toBeGreaterThan(1.5);
    },
  );

  it('disturbs: a reset after it costs more than after nothing', RETRY, async (context) => {
    needsKvm(context);
    const [hot = 0, exit = 0] = (await measure([{ setting: 'hot' }, { setting: 'kvm-exit' }], 60))
      .ticksPerReset;
    expect(exit / hot).toBeGreaterThan(1.1);
  });

  it('exits before every repetition, over a thousand times', async (context) => {
    needsKvm(context);
    const request = labRequest([{ setting: 'kvm-exit', vcpus: 1, repeats: 500 }]);
    const { rounds, arms } = await addon.startLab(request, ignore).samples;
    expect(rounds).toBe(3);
    expect(arms[0]?.resets).toBe(500);
  });

  it('is one of its job: device, VM and vCPU are open while it runs, and closed after', async (context) => {
    needsKvm(context);
    expect(kvmFiles()).toEqual([]);
    const open = await during([{ setting: 'kvm-exit' }], kvmFiles);
    expect(open).toEqual([
      '/dev/kvm',
      expect.stringContaining('kvm-vcpu'),
      expect.stringContaining('kvm-vm'),
    ]);
    expect(kvmFiles()).toEqual([]);
  });

  it('has ten instructions a turn, of which KVM interprets all, some or none', async (context) => {
    needsKvm(context);
    const { samples } = await measure([{}, { setting: 'kvm-exit', repeats: 10 }], 6);
    const { interpretedPerExit } = samples;
    context.skip(interpretedPerExit === null, 'KVM_GET_STATS_FD: needs Linux 5.14 or newer');
    expect(interpretedPerExit).toBeGreaterThanOrEqual(0);
    expect(interpretedPerExit).toBeLessThanOrEqual(10);
  });

  it('may run beside another', async (context) => {
    needsKvm(context);
    const jobs = [1, 2].map((seed) =>
      addon.startLab(labRequest([{ setting: 'kvm-exit' }], { seed, rounds: 100 }), ignore),
    );
    const rounds = (await Promise.all(jobs.map(({ samples }) => samples))).map(
      (each) => each.rounds,
    );
    expect(rounds).toEqual([100, 100]);
  });
});

describe('no guest', () => {
  it('for arms with other settings', async () => {
    expect(await during([{}], kvmFiles)).toEqual([]);
    expect((await measure([{}], 2)).samples.interpretedPerExit).toBeNull();
  });

  it('is left by looking for one', () => {
    for (let i = 0; i < 20; i++) addon.labMeans();
    expect(kvmFiles()).toEqual([]);
  });
});

/** Of a process that may open so many files more. */
const withFilesLeft = (count: number) =>
  askFor(
    'kvm-exit',
    ['sh', '-c', 'ulimit -n 64; exec "$@"', 'sh'],
    `
    const { closeSync, openSync } = require('node:fs');
    const files = [];
    try {
      for (;;) files.push(openSync('/dev/null'));
    } catch {}
    for (let i = 0; i < ${count}; i++) closeSync(files.pop());`,
  );

describe('where there can be no guest, the cause and what to do are told', () => {
  const told = (what: string) =>
    `${what}: Too many open files: raise the limit of open files (ulimit -n)`;

  it('no file can be opened', () => {
    const message = told('open /dev/kvm');
    expect(withFilesLeft(0)).toEqual({ found: message, rejected: message });
  });

  it.for([
    [1, 'KVM_CREATE_VM'],
    [2, 'KVM_CREATE_VCPU'],
  ] as const)('%i files, and %s makes one more', ([left, request], context) => {
    needsKvm(context);
    expect(withFilesLeft(left)).toEqual({ found: told(request), rejected: told(request) });
  });

  it('enough files', (context) => {
    needsKvm(context);
    expect(withFilesLeft(16)).toEqual({ found: null, rejected: null });
  });
});
