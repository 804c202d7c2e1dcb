/** Which sentences the conclusion has, and what is in them. */

import { describe, expect, it } from 'vitest';
import { conclude } from '../../../src/explain/conclusion.js';
import type { Crossing, Explanation, Finding, Verdict } from '../../../src/explain/explanation.js';
import type { Interval } from '../../../src/stats/types.js';
import {
  around,
  emptyExplanation,
  exitFinding,
  explanation,
  finding,
} from '../../fixtures/explanation.js';

function sentences(some: Partial<Explanation>): string[] {
  return conclude({ ...emptyExplanation(), ...some });
}

function judged(verdict: Verdict, microseconds: Interval | null, some: Partial<Finding> = {}) {
  return finding({ verdict, microsecondsPerBoot: microseconds, ...some });
}

const MIB = 2 ** 20;

function crossing(some: Partial<Crossing> = {}): Crossing {
  return {
    access: 'reads',
    bytes: null,
    lowBytes: null,
    highBytes: null,
    mostBytes: 64 * MIB,
    ...some,
  };
}

describe('the conclusion', () => {
  it('of nothing measured is nothing', () => {
    expect(sentences({})).toEqual([]);
  });

  it('of exits that cannot be had is nothing', () => {
    const missing = exitFinding({ unavailable: 'no', exitNs: null, savingNsPerCall: null });
    expect(sentences({ between: [missing] })).toEqual([]);
  });

  it('of everything begins with the whole, and ends with the exits', () => {
    const all = sentences(explanation());
    expect(all[0]).toMatch(/^With every line in memory the patch saves/);
    expect(all.at(-1)).toMatch(/^Between real exits/);
    expect(all.findIndex((each) => each.startsWith('For 36 µs'))).toBeGreaterThan(
      all.findLastIndex((each) => each.startsWith('Not to be told here')),
    );
  });
});

describe('the whole saving', () => {
  it('is beside its cost, and a share of the thread’s', () => {
    const { ledger } = explanation();
    // 43 ns of each full reset, 263 ns of which it is a part.
    expect(sentences({ ledger })).toEqual([
      expect.stringMatching(
        /saves 17 \[14, 20\] µs of the 105 \[100, 110\] µs that the 600 calls cost here: 47\.8 % of the thread's 36 µs\.$/,
      ),
    ]);
  });

  it('is not there without a line that is the whole', () => {
    const { ledger } = explanation();
    if (ledger === null) throw new Error('no ledger');
    const parts = ledger.saving.filter(({ kind }) => kind !== 'whole');
    expect(sentences({ ledger: { ...ledger, saving: parts } })).toEqual([]);
  });
});

describe('the verdicts', () => {
  const named = (verdict: Verdict, id: string) =>
    judged(verdict, verdict === 'unresolved' ? null : around(0, 0), { id, name: id.toLowerCase() });

  it.each<[Verdict, RegExp]>([
    ['supported', /^A tenth of the claim or more here: H1 h1, H2 h2\.$/],
    ['refuted', /^Less than .*each: H1 h1, H2 h2\.$/],
    ['unresolved', /^Not to be told here: H1 h1, H2 h2\.$/],
  ])('that are %s are one sentence', (verdict, expected) => {
    const [first, ...more] = sentences({
      hypotheses: [named(verdict, 'H1'), named(verdict, 'H2')],
    });
    expect(first).toMatch(expected);
    expect(more.join()).not.toMatch(/Less than|Not to be told/);
  });

  it('have each hypothesis in exactly one of them', () => {
    const { hypotheses } = explanation();
    const said = sentences({ hypotheses }).filter((each) => !each.startsWith('For 36'));
    expect(said).toHaveLength(3);
    for (const { id, name, verdict } of hypotheses) {
      const holding = said.filter((each) => new RegExp(`\\b${id} ${name}[,.]`).test(each));
      expect(holding).toHaveLength(1);
      const start = { supported: 'A tenth', refuted: 'Less', unresolved: 'Not' }[verdict];
      expect(holding[0]?.startsWith(start)).toBe(true);
    }
  });
});

describe('what it would take', () => {
  const conditionsOf = (some: Partial<Explanation>) =>
    sentences(some)
      .filter((each) => each.startsWith('For 36 µs'))
      .join();

  it('is 90 ns of each of the 400 full resets', () => {
    expect(conditionsOf({ crossings: [crossing()] })).toMatch(
      /^For 36 µs each of the 400 full resets would have to become 90\.0 ns shorter\. /,
    );
  });

  it.each<[Verdict, Interval | null]>([
    ['refuted', around(1, 1)],
    ['refuted', around(-90, 1)],
    ['unresolved', around(90, 1)],
    ['unresolved', null],
  ])('is not asked of what is %s (%j)', (verdict, microseconds) => {
    expect(conditionsOf({ hypotheses: [judged(verdict, microseconds)] })).toBe('');
  });

  it.each([
    [around(50, 14), /H2 \(misses\) would be enough, with 50 \[36, 64\] µs, if every reset met/],
    [around(50, 14.1), /H2 \(misses\) may be enough by itself\./],
    [around(30, 6), /H2 \(misses\) may be enough by itself\./],
    [around(29.9, 6), /H2 \(misses\) .* adds 99\.7 % of the claim at most\./],
    [around(9, 0), /H2 \(misses\) .* adds 25\.0 % of the claim at most\./],
  ])('of a supported one depends on where %j lies to 36 µs', (microseconds, expected) => {
    const said = conditionsOf({ hypotheses: [judged('supported', microseconds)] });
    expect(said).toMatch(expected);
    expect(said.match(/H2/g)).toHaveLength(1);
  });

  it('says what every reset would have to meet', () => {
    const enough = judged('supported', around(50, 1), { needs: 'a full moon' });
    expect(conditionsOf({ hypotheses: [enough] })).toMatch(/if every reset met a full moon\.$/);
  });

  it.each([
    [
      crossing(),
      "No footprint of a guest's reads between two resets, up to 64 MiB, brings the saving to 60.0 ns a call.",
    ],
    [
      crossing({ access: 'writes', lowBytes: 32 * MIB }),
      "With a guest's writes the saving may reach 60.0 ns a call, from 32 MiB on at the earliest.",
    ],
    [
      crossing({ lowBytes: 16 * MIB, bytes: 32 * MIB }),
      "With a guest's reads the saving reaches 60.0 ns a call at 32 MiB, from 16 MiB on at the earliest, but no interval lies above it.",
    ],
    [
      crossing({ lowBytes: 1024, bytes: 2048, highBytes: 4096 }),
      "With a guest's reads the saving reaches 60.0 ns a call at 2 KiB, from 1 KiB on at the earliest, surely at 4 KiB.",
    ],
  ])('of footprints: %#', (each, expected) => {
    expect(conditionsOf({ crossings: [each] })).toContain(expected);
  });

  it('of each kind of access is a sentence of its own, before the hypotheses', () => {
    const said = conditionsOf({
      crossings: [crossing(), crossing({ access: 'writes' })],
      hypotheses: [judged('supported', around(50, 1))],
    });
    expect(said).toMatch(/guest's reads .*guest's writes .*H2 \(misses\)/);
  });
});

describe('after exits', () => {
  it('the saving of a call is a share of the exit', () => {
    const measured = exitFinding({
      between: 'kvm-exit',
      exitNs: 9000,
      savingNsPerCall: around(18, 3),
    });
    expect(sentences({ between: [measured] })).toEqual([
      'Between real exits (kvm-exit, 9000 ns each) the patch saves 18 [15, 21] ns a call: 0.2 % of the exit.',
    ]);
  });

  it('a loss is a loss', () => {
    const lost = exitFinding({ exitNs: 1000, savingNsPerCall: around(-20, 1) });
    expect(sentences({ between: [lost] })[0]).toMatch(/saves -20\.\d .* ns a call: -2\.0 % of/);
  });
});
