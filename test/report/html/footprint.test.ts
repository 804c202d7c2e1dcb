import { describe, expect, it } from 'vitest';
import type { Crossing, SweepPoint } from '../../../src/explain/explanation.js';
import { FOOTPRINT } from '../../../src/report/html/sections/footprint.js';
import type { HostReport } from '../../../src/report/result.js';
import { around, exitFinding, sweepPoint } from '../../fixtures/explanation.js';
import {
  drawnTexts,
  expectHarmless,
  explained,
  missing,
  NASTY,
  rowsOf,
  shown,
} from './explained.js';

const NOWHERE: Crossing = {
  access: 'reads',
  bytes: null,
  lowBytes: null,
  highBytes: null,
  mostBytes: 2 ** 20,
};

function reads(...savings: SweepPoint['savingNsPerCall'][]): SweepPoint[] {
  return savings.map((saving, index) => sweepPoint('reads', 2 ** (12 + index), saving));
}

function withCrossing(some: Partial<Crossing>): string {
  const sweep = reads(around(1, 0.1), around(40, 5), around(70, 20));
  return shown(FOOTPRINT, explained({ sweep, crossings: [{ ...NOWHERE, ...some }], between: [] }));
}

describe('the section of the footprint', () => {
  const page = shown(FOOTPRINT, explained());

  it('has cost, saving, load latency and what the guest takes for every point', () => {
    expect(rowsOf(page)).toContainEqual([
      'reads',
      '64 MiB',
      '3355 µs',
      '105',
      '287 [286, 288]',
      '71 [65, 77]',
      '43 [39, 46]',
    ]);
    expect(rowsOf(page).filter(([guest]) => guest === 'reads' || guest === 'writes')).toHaveLength(
      12 + 2,
    );
  });

  it('marks savings that may be zero, and shows losses as such', () => {
    const savings = rowsOf(page).map((row) => row[5]);
    expect(savings).toContain('4 [-7, 15]?');
    expect(savings).toContain('-7 [-9, -4]');
    expect(page).toContain('? not resolved: 0 is within the 95 % interval');
  });

  it('draws both accesses over one axis, with the claim and the host’s data caches', () => {
    const texts = drawnTexts(page);
    expect(texts).toContain('cost, ns per call');
    expect(texts).toContain('saving, ns per call');
    expect(texts).toContain('the thread: 60 ns a call');
    const { caches } = explained().host;
    const sizes = caches.filter(({ type }) => type !== 'instruction');
    expect(texts.filter((text) => /^L\d/.test(text))).toHaveLength(sizes.length);
    expect(texts.filter((text) => text === '64 MiB')).toHaveLength(1);
  });

  it('has no mark for a cache that is larger than all footprints, nor for one of instructions', () => {
    const result = explained({ sweep: reads(around(1, 0.1), around(2, 0.1)), crossings: [] });
    const cache = (some: Partial<HostReport['caches'][number]>): HostReport['caches'][number] => {
      return { level: 1, type: 'data', sizeBytes: 4096, ways: 8, sets: 8, lineBytes: 64, ...some };
    };
    const caches = [
      cache({}),
      cache({ type: 'instruction' }),
      cache({ level: 2, type: 'unified', sizeBytes: 2 ** 20 }),
    ];
    const marks = drawnTexts(shown(FOOTPRINT, { ...result, host: { ...result.host, caches } }));
    expect(marks.filter((text) => /^L\d/.test(text))).toEqual(['L1d 4 KiB']);
  });

  it('has a place for no footprint at all', () => {
    const sweep = [
      sweepPoint('reads', 0, around(1, 0.1)),
      ...reads(around(2, 0.1), around(3, 0.1)),
    ];
    const page = shown(FOOTPRINT, explained({ sweep, crossings: [] }));
    expect(drawnTexts(page)).toContain('0 B');
    expect(rowsOf(page).map(([, bytes]) => bytes)).toContain('0 B');
  });

  it('is the same whatever the order of measuring', () => {
    const { sweep } = explained();
    const shuffled = [...sweep].sort((one, other) => (one.bytes % 7) - (other.bytes % 7));
    const ordered = [...shuffled].sort((one, other) => (one.access < other.access ? -1 : 1));
    expect(shown(FOOTPRINT, explained({ sweep: ordered }))).toBe(page);
  });

  it('bears the largest numbers and names of others', () => {
    const most = Number.MAX_VALUE;
    const huge = { estimate: most, low: -most, high: most };
    const sweep = [
      ...reads(huge, { estimate: -most, low: -most, high: -most }),
      sweepPoint('writes', Number.MAX_SAFE_INTEGER, huge, {
        costNsPerCall: huge,
        loadLatencyNs: most,
      }),
    ];
    const between = [exitFinding({ between: NASTY, notes: [NASTY], savingNsPerCall: huge })];
    expectHarmless(shown(FOOTPRINT, explained({ sweep, between })));
  });
});

describe('the crossing', () => {
  it('is named in the drawing, with its interval', () => {
    const page = withCrossing({ bytes: 2 ** 14, lowBytes: 2 ** 13, highBytes: 2 ** 15 });
    expect(drawnTexts(page)).toContain('reads: 60 ns reached at 16 KiB');
    expect(drawnTexts(page)).toContain('reads reach 60 ns');
    expect(rowsOf(page)).toContainEqual(['reads', 'at 8 KiB', 'at 16 KiB', 'at 32 KiB', '1 MiB']);
  });

  it('that only the interval reaches is no crossing', () => {
    const page = withCrossing({ lowBytes: 2 ** 14 });
    expect(drawnTexts(page)).toContain(
      'reads: 60 ns not reached up to 1 MiB, but within the interval at 16 KiB',
    );
    expect(rowsOf(page)).toContainEqual(['reads', 'at 16 KiB', 'nowhere', 'nowhere', '1 MiB']);
  });

  it('that is not there says how far was looked', () => {
    const page = withCrossing({});
    expect(drawnTexts(page)).toContain('reads: 60 ns not reached up to 1 MiB');
    expect(drawnTexts(page)).not.toContain('reads reach 60 ns');
    expect(rowsOf(page)).toContainEqual(['reads', 'nowhere', 'nowhere', 'nowhere', '1 MiB']);
  });
});

describe('real exits', () => {
  it('stand beside the footprint, with those that could not be made', () => {
    const page = shown(FOOTPRINT, explained());
    expect(rowsOf(page)).toContainEqual([
      'KVM port I/O exit',
      '9130 ns',
      '61 [57, 65]',
      '2 [-3, 7]?',
      '1 [-2, 4]?',
    ]);
    expect(page).toContain(
      '<li>SMM entry and RSM: not measured: KVM_CAP_X86_SMM is 0 on this host</li>',
    );
    expect(page).toContain(
      '<li>KVM port I/O exit: a small real-mode guest, one port write an exit</li>',
    );
  });

  it('have no table where none could be made', () => {
    const between = [exitFinding({ unavailable: 'no /dev/kvm', exitNs: null })];
    const page = shown(FOOTPRINT, explained({ between, sweep: [], crossings: [] }));
    expect(rowsOf(page)).toEqual([]);
    expect(page).toContain('not measured: no /dev/kvm');
  });
});

describe('what is missing', () => {
  it('is said for the footprints and the exits each', () => {
    const exitsOnly = shown(FOOTPRINT, explained({ sweep: [], crossings: [] }));
    expect(exitsOnly).toContain('<code>kvm-mmu-bench explain --sweep 0..64M --output FILE</code>');
    const sweepOnly = shown(FOOTPRINT, explained({ between: [] }));
    expect(sweepOnly).toContain('<code>kvm-mmu-bench explain --between all --output FILE</code>');
  });

  it('is said once where there is neither', () => {
    const none = explained({ sweep: [], crossings: [], between: [] });
    expect(missing(FOOTPRINT, none)).toContain('`kvm-mmu-bench explain --output FILE`');
  });
});
