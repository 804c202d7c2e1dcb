import { hostname, release } from 'node:os';
import { describe, expect, it } from 'vitest';
import { describeHost, hostWarnings } from '../../src/host/host.js';
import type { NativeHost } from '../../src/host/native.js';
import type { Place } from '../../src/host/place.js';
import { nativeHost } from './native-host.js';

/** Nothing is hidden, nothing is limited. */
const OPEN: Place = { unreadable: [], memoryLimitBytes: null };
const MIB = 1024 ** 2;

function warningsOf(changes: Partial<NativeHost>, place: Partial<Place> = {}): string[] {
  return hostWarnings(describeHost(nativeHost(changes), { ...OPEN, ...place }));
}

const without = (feature: string) => ({
  features: nativeHost().features.filter((each) => each !== feature),
});

interface Trouble {
  host: Partial<NativeHost>;
  /** How the warning names it. */
  named: RegExp;
  /** What it tells the user to do, or what is done instead. */
  remedy: RegExp;
}

const TROUBLES = {
  'one CPU': { host: { allowedCpus: [3] }, named: /one CPU/, remedy: /allow a second CPU/ },
  'no pinning': {
    host: { pinningUnavailable: 'EPERM' },
    named: /pinned \(EPERM\)/,
    remedy: /allow sched_setaffinity/,
  },
  'no huge pages': {
    host: { hugePagesUnavailable: 'madvise is off' },
    named: /no huge pages \(madvise is off\)/,
    remedy: /transparent_hugepage/,
  },
  'no constant TSC': {
    host: without('constant_tsc'),
    named: /TSC/,
    remedy: /(fix|pin|set) the (clock )?frequency/,
  },
  'no clflushopt': { host: without('clflushopt'), named: /clflushopt/, remedy: /with clflush,/ },
} satisfies Record<string, Trouble>;

describe('a host as results record it', () => {
  it('has the clock in ns instead of ticks', () => {
    const host = describeHost(nativeHost());
    expect(host.tscStepNs).toBeCloseTo(10, 9);
    expect(host.timerOverheadNs).toBeCloseTo(20, 9);
    expect(host).not.toHaveProperty('tscStepTicks');
    expect(host).not.toHaveProperty('timerOverheadTicks');
  });

  it('says what the operating system calls it', () => {
    const host = describeHost(nativeHost());
    expect(host).toMatchObject({
      hostname: hostname(),
      kernel: release(),
      node: process.versions.node,
    });
    expect(host.cpus).toBeGreaterThan(0);
    expect(host.memoryBytes).toBeGreaterThan(0);
  });

  it('keeps everything else as the native code found it', () => {
    const native = nativeHost({ hypervisor: 'KVMKVMKVM', allowedCpus: [1] });
    expect(describeHost(native)).toMatchObject({
      cpuModel: 'A CPU',
      family: 26,
      hypervisor: 'KVMKVMKVM',
      allowedCpus: [1],
      tscHz: 2.6e9,
      coreHz: 3.7e9,
    });
  });

  it('has no fewer CPUs than it may use, even where the system lists none', () => {
    const allowedCpus = Array.from({ length: 5000 }, (_, cpu) => cpu);
    expect(describeHost(nativeHost({ allowedCpus })).cpus).toBe(5000);
  });

  it('that hides /sys may have huge pages: the kernel is not said to lack them', () => {
    const native = nativeHost({ hugePagesUnavailable: 'the kernel has none' });
    const hidden = describeHost(native, { ...OPEN, unreadable: ['/sys'] });
    expect(hidden.hugePagesUnavailable).toBe('/sys cannot be read');
    expect(describeHost(native, OPEN).hugePagesUnavailable).toBe('the kernel has none');
  });

  it('says which huge pages the measured memory has', () => {
    expect(describeHost(nativeHost()).hugePages).toBe('transparent, 2048 KiB, by madvise');
    const none = describeHost(nativeHost({ hugePagesUnavailable: 'never' }));
    expect(none).toMatchObject({ hugePages: 'none', hugePagesUnavailable: 'never' });
  });
});

describe('warnings about a host', () => {
  it('are none where nothing is wrong', () => {
    expect(warningsOf({})).toEqual([]);
  });

  it('are none for lacking hardware counters: measuring does without', () => {
    expect(warningsOf({ hardwareCountersUnavailable: 'ENOENT' })).toEqual([]);
  });

  it.each(Object.entries(TROUBLES))('%s gives one line that names it', (_, { host, named }) => {
    const warnings = warningsOf(host);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(named);
    expect(warnings[0]).not.toMatch(/[\n\r]/);
  });

  it.each(['one CPU', 'no pinning', 'no clflushopt'] as const)(
    '%s says what to do, or what is done instead',
    (trouble) => {
      const { host, remedy } = TROUBLES[trouble];
      expect(warningsOf(host)[0]).toMatch(remedy);
    },
  );

  it.each(['no huge pages', 'no constant TSC'] as const)('%s says what to do', (trouble) => {
    const { host, remedy } = TROUBLES[trouble];
    expect(warningsOf(host)[0]).toMatch(remedy);
  });

  it('name what of the kernel cannot be read, once each', () => {
    const [proc, sys, ...others] = warningsOf(
      { hugePagesUnavailable: 'no such file' },
      { unreadable: ['/proc', '/sys'] },
    );
    expect(proc).toMatch(/^\/proc cannot be read: time stolen .* mount -t proc proc \/proc$/);
    expect(sys).toMatch(/^\/sys cannot be read: caches .* huge pages are not used.* \/sys$/);
    expect(others).toEqual([]);
  });

  it('name a memory limit that may not suffice, and no other', () => {
    expect(warningsOf({}, { memoryLimitBytes: 100 * MIB })).toEqual([
      'the cgroup allows 100 MiB of memory, explain takes up to 352 MiB and leaves out what takes ' +
        'more, run and boot take 110 MiB, with less the kernel kills them without a message; allow 384 MiB',
    ]);
    expect(warningsOf({}, { memoryLimitBytes: 384 * MIB })).toEqual([]);
  });

  it('of a result from before places were recorded are those of its host', () => {
    const { unreadable: _, memoryLimitBytes: __, ...older } = describeHost(nativeHost());
    expect(hostWarnings(older)).toEqual([]);
  });

  it('come all together where everything is wrong', () => {
    const troubles = Object.values(TROUBLES).map(({ host }): Partial<NativeHost> => host);
    const everything: Partial<NativeHost> = {
      ...TROUBLES['one CPU'].host,
      ...TROUBLES['no pinning'].host,
      ...TROUBLES['no huge pages'].host,
      features: [],
    };
    expect(warningsOf(everything)).toEqual(troubles.flatMap((host) => warningsOf(host)));
  });
});
