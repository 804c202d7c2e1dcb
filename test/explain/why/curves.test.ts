/** What the other experiments find besides their verdict: a store's time, the knee, the crossing. */

import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/explain/explanation.js';
import { H1 } from '../../../src/explain/hypotheses/h01-issue.js';
import { H4 } from '../../../src/explain/hypotheses/h04-store-buffer.js';
import { H7 } from '../../../src/explain/hypotheses/h07-memcpy.js';
import { H9 } from '../../../src/explain/hypotheses/h09-remote.js';
import { find, type Hypothesis } from '../../../src/explain/hypotheses/hypothesis.js';
import type { CopyArm } from '../../../src/host/native-lab.js';
import { fakeLab } from './support/fake-lab.js';
import {
  CORE_HZ,
  fullBuffer,
  HARNESS_NS,
  issue,
  remote,
  type World,
  worldOf,
} from './support/world.js';

function findingIn(hypothesis: Hypothesis, world: World): Promise<Finding> {
  return find(hypothesis, fakeLab({ world }).lab);
}

function curve({ curves }: Finding, name: string): Map<number, number> {
  const found = curves.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no curve ${name}`);
  return new Map(found.points.map(({ x, nsPerReset }) => [x, nsPerReset.estimate]));
}

describe('H1', () => {
  it.each([0.25, 0.5, 3])('finds %d ns a store, whatever a run has besides them', async (ns) => {
    const perRun = 17;
    const world = worldOf(issue(ns), ({ stores }) => (stores === undefined ? 0 : perRun));
    const { measurements, notes } = await findingIn(H1, world);
    const [whole, perStore] = measurements;
    expect(perStore?.nsPerReset.estimate).toBeCloseTo(ns, 8);
    expect(whole?.nsPerReset.estimate).toBeCloseTo(22 * ns, 8);
    const perCycle = 1e9 / CORE_HZ / ns;
    expect(notes[0]).toContain(`${perCycle.toFixed(2)} stores a cycle`);
    expect(notes[0]).toMatch(/the 22 of a reset need/);
  });

  it('adds the eight stores that the patch removes', async () => {
    const { microsecondsPerBoot } = await findingIn(H1, worldOf(issue(2)));
    expect(microsecondsPerBoot?.estimate).toBeCloseTo((8 * 2 * 400) / 1000, 8);
  });
});

describe('H4', () => {
  // 22 stores of the reset: they fit behind 34 others.
  const ENTRIES = 56;

  it('finds the knee where a reset begins to wait, and the buffer’s size from it', async () => {
    const finding = await findingIn(H4, worldOf(fullBuffer(ENTRIES, 20)));
    const cost = curve(finding, 'cost');
    expect(cost.get(32)).toBeCloseTo(0, 8);
    expect(cost.get(36)).toBeCloseTo(2 * 20, 8);
    expect(finding.notes.join('\n')).toMatch(
      /begins to wait with 36 queued: .* 22 stores .*about 58 entries/,
    );
  });

  it('finds no knee where the reset never waits', async () => {
    const { notes } = await findingIn(H4, worldOf(fullBuffer(4096, 8)));
    expect(notes.join('\n')).toMatch(/with up to 128 queued the reset never waits/);
  });

  it('takes no wait for one that is too short to be sure of', async () => {
    const { notes } = await findingIn(H4, worldOf(fullBuffer(ENTRIES, 10 / 22)));
    expect(notes.join('\n')).toMatch(/never waits/);
  });

  it('adds what the fullest buffer does: eight stores fewer that wait', async () => {
    const finding = await findingIn(H4, worldOf(fullBuffer(ENTRIES, 5)));
    expect(finding.microsecondsPerBoot?.estimate).toBeCloseTo((8 * 5 * 400) / 1000, 8);
    expect(curve(finding, 'saving').get(128)).toBeCloseTo(40, 8);
    expect(finding.needs).toMatch(/missed stores queued/);
  });

  it('shows that nothing is left of it for who waits until the buffer is empty', async () => {
    const { measurements } = await findingIn(H4, worldOf(fullBuffer(ENTRIES, 5)));
    const drained = measurements.filter(({ name }) => name.endsWith('drained'));
    expect(drained).toHaveLength(3);
    for (const { nsPerReset } of drained) expect(nsPerReset.estimate).toBeCloseTo(0, 8);
  });
});

describe('H7', () => {
  /** Starts slowly and then copies fast, or the other way round. */
  const copies =
    (startNs: Readonly<Record<string, number>>, bytesPerNs: Readonly<Record<string, number>>) =>
    ({ routine, bytes }: CopyArm): number =>
      routine === null
        ? HARNESS_NS
        : HARNESS_NS + (startNs[routine] ?? 1) + bytes / (bytesPerNs[routine] ?? 16);

  const findingOf = (copyNs: World['copyNs']) => findingIn(H7, { ...worldOf(), copyNs });

  it('has a curve of each routine, aligned and not, net of a call that copies nothing', async () => {
    const finding = await findingOf(copies({}, { libc: 32 }));
    expect(finding.curves.map(({ name }) => name)).toEqual(
      ['rep-movsb', 'mov64', 'libc', 'avx512'].flatMap((routine) => [
        `copy, ${routine}, aligned`,
        `copy, ${routine}, unaligned`,
      ]),
    );
    const sizes = [...curve(finding, 'copy, libc, aligned')];
    expect(sizes[0]).toEqual([8, expect.closeTo(1 + 8 / 32, 8)]);
    expect(sizes.at(-1)).toEqual([4096, expect.closeTo(1 + 4096 / 32, 8)]);
  });

  it('finds from which size on the string copy pays', async () => {
    // 29.5 + bytes / 64 against bytes / 16: even at 629 bytes.
    const { notes } = await findingOf(
      copies({ 'rep-movsb': 29.5, mov64: 0, libc: 0 }, { 'rep-movsb': 64, libc: 65 }),
    );
    expect(notes).toContain('from 640 bytes on rep-movsb does not take longer than mov64');
    expect(notes).toContain('rep-movsb takes longer than libc at 4096 bytes still');
  });

  it('finds that it pays from the first size on where it is never slower', async () => {
    const { notes } = await findingOf(copies({ mov64: 5 }, {}));
    expect(notes).toContain('from 8 bytes on rep-movsb does not take longer than mov64');
    expect(notes).toContain('from 8 bytes on rep-movsb does not take longer than libc');
  });

  it('does not count a size at which it pays by chance below those at which it does not', async () => {
    const slow = copies({ 'rep-movsb': 40 }, {});
    const { notes } = await findingOf((arm) => {
      const lucky = arm.routine === 'rep-movsb' && (arm.bytes === 64 || arm.bytes >= 2048);
      return lucky ? HARNESS_NS : slow(arm);
    });
    expect(notes).toContain('from 2048 bytes on rep-movsb does not take longer than mov64');
  });
});

describe('H9', () => {
  const REMOTE = worldOf(remote(60));
  const latencies = (remoteNs: number, secondLevelNs: number): World => ({
    ...REMOTE,
    loadLatencyNs: ({ setting }) =>
      setting === 'remote' ? remoteNs : setting === 'l1-evicted' ? secondLevelNs : 1,
  });

  it('adds a line that another core would have had to send', async () => {
    const { microsecondsPerBoot, notes } = await findingIn(H9, latencies(65, 4));
    expect(microsecondsPerBoot?.estimate).toBeCloseTo((60 * 400) / 1000, 8);
    expect(notes.join()).toMatch(/65\.0 ns.*4\.00 ns/);
  });

  it.each([
    [6.1, 'supported'],
    [5.9, 'unresolved'],
    [1, 'unresolved'],
    [Number.NaN, 'unresolved'],
  ])('with loads of %d ns against 4 ns of the second level is %s', async (ns, verdict) => {
    const finding = await findingIn(H9, latencies(ns, 4));
    expect(finding.verdict).toBe(verdict);
    if (verdict === 'unresolved') expect(finding.reason).toMatch(/no line in another core/);
  });
});
