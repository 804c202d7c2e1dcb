import { describe, expect, it } from 'vitest';
import { conclusion } from '../../bench/findings/conclusion.js';
import type { Source } from '../../bench/findings/sources.js';
import { DEFAULT_WORKLOAD } from '../../src/plan/plan.js';
import type { BootResult, CellResult, Result } from '../../src/report/result.js';
import type { Interval } from '../../src/stats/types.js';
import { around, explanation, finding } from '../fixtures/explanation.js';
import { source, wholeResult } from './findings-files.js';

type Finding = Result['hypotheses'][number];

/** Nothing saves anything, however it is measured: each test changes what it is about. */
function quiet(overrides: Partial<Result> = {}): Result {
  const { ledger, cells, boots } = wholeResult();
  const nothing = around(0.5, 0.1);
  return wholeResult({
    cells: cells.map((cell) => ({ ...cell, bootMicroseconds: nothing })),
    boots: boots.map((boot) => ({ ...boot, savingMicrosecondsPerBoot: nothing })),
    hypotheses: [],
    sweep: [],
    between: [],
    ledger: ledger && {
      ...ledger,
      saving: ledger.saving.map((line) => ({ ...line, microsecondsPerBoot: nothing })),
    },
    ...overrides,
  });
}

/** The page's words on one line each, without what only breaks lines. */
function said(...sources: Source[]): string {
  return conclusion(sources, 'figure.svg').join('\n').replace(/\s+/g, ' ');
}

/** What stands below one of the titles. */
function below(title: string, text: string): string {
  const [, after = ''] = text.split(`### ${title} `);
  return after.split(' ### ')[0] ?? '';
}

function withCell(change: Partial<CellResult>, result = quiet()): Result {
  const index = result.cells.findIndex(({ strategy }) => strategy === 'init-flag');
  return {
    ...result,
    cells: result.cells.map((cell, at) => (at === index ? { ...cell, ...change } : cell)),
  };
}

function withBoot(change: Partial<BootResult>, result = quiet()): Result {
  const index = result.boots.findIndex(({ strategy }) => strategy === 'init-flag');
  return {
    ...result,
    boots: result.boots.map((boot, at) => (at === index ? { ...boot, ...change } : boot)),
  };
}

function judged(id: string, verdict: Finding['verdict'], microseconds: Interval | null): Finding {
  const reason = `why ${id} is ${verdict}`;
  return finding({ id, name: `name of ${id}`, verdict, microsecondsPerBoot: microseconds, reason });
}

describe('the headline', () => {
  it('says that the patch does not make it where no interval reaches it', () => {
    expect(said(source(withCell({ bootMicroseconds: around(12, 2) })))).toMatch(
      /\*\*Measured whole, the patch does not save 36 µs a boot on this machine\*\*; the most that was found is 12 \[10, 14\] µs/,
    );
  });

  it('says that it does where an interval begins above it', () => {
    expect(said(source(withCell({ bootMicroseconds: around(44, 2) })))).toContain(
      '**Measured whole, the patch does save 36 µs a boot on this machine**: 44 [42, 46] µs',
    );
  });

  it('says that it is open where an interval reaches it, though another estimate is larger', () => {
    const result = withBoot(
      { savingMicrosecondsPerBoot: around(10, 30) },
      withCell({ bootMicroseconds: around(20, 1) }),
    );
    expect(said(source(result))).toMatch(/neither found nor ruled out.*: 10 \[-20, 40\] µs/);
  });

  it('counts every way of measuring: ledger, footprints, exits', () => {
    const { ledger, sweep, between } = explanation();
    const far = around(50, 1);
    const [point] = sweep;
    const [exit] = between;
    const whole = ledger && {
      ...ledger,
      saving: ledger.saving.map((line) => ({ ...line, microsecondsPerBoot: far })),
    };
    for (const change of [
      { ledger: whole },
      { sweep: point ? [{ ...point, savingMicrosecondsPerBoot: far }] : [] },
      { between: exit ? [{ ...exit, savingMicrosecondsPerBoot: far }] : [] },
    ]) {
      expect(said(source(quiet(change)))).toContain('the patch does save 36 µs');
    }
  });

  it('leaves out what was measured where the lines were not as they should have been', () => {
    const { cells } = quiet();
    const check = cells[0]?.stateCheck;
    if (check === undefined) throw new Error('a fixture without cells');
    const stateCheck = { ...check, reached: false };
    const text = said(source(withCell({ bootMicroseconds: around(99, 1), stateCheck })));
    expect(text).toContain('does not save');
    expect(text).not.toContain('99');
    expect(below('What was not tried', text)).toMatch(/Lines where they should have been/);
  });

  it('speaks of no other boot than the one whose 36 µs are claimed', () => {
    const long = { workload: 'pc-virtioblk-grub', savingMicrosecondsPerBoot: around(77, 1) };
    expect(said(source(withBoot(long)))).toContain('does not save');
    const result = withCell({ bootMicroseconds: around(77, 1) });
    const elsewhere = { ...result, plan: { ...result.plan, workload: 'pc-virtioblk-grub' } };
    expect(said(source(elsewhere))).not.toContain('77');
    expect(DEFAULT_WORKLOAD).toBe('thread-600');
  });

  it('names what would be enough, apart from what may be', () => {
    const hypotheses = [
      judged('H1', 'supported', around(50, 2)),
      judged('H2', 'supported', around(36, 2)),
      judged('H3', 'supported', around(9, 2)),
    ];
    expect(said(source(quiet({ hypotheses })))).toContain(
      'Large enough, if every full reset met it: H1 name of H1. Perhaps large enough: H2 name of H2.',
    );
  });

  it('says so where no mechanism would do', () => {
    expect(
      said(source(quiet({ hypotheses: [judged('H1', 'refuted', around(1, 0.1))] }))),
    ).toContain('No mechanism that was tried would make it');
  });
});

describe('a hypothesis', () => {
  const sorted = (...findings: Finding[][]) => {
    const text = said(
      ...findings.map((hypotheses, index) => source(quiet({ hypotheses }), `run${index}`)),
    );
    const places = { makes: 'What would make 36 µs here', cannot: 'What cannot' };
    return {
      makes: below(places.makes, text),
      cannot: below(places.cannot, text),
      open: below('What is unresolved', text),
    };
  };

  it('stands by its verdict', () => {
    const { makes, cannot, open } = sorted([
      judged('H1', 'supported', around(50, 2)),
      judged('H2', 'supported', around(30, 2)),
      judged('H3', 'refuted', around(1, 0.1)),
      judged('H4', 'unresolved', null),
    ]);
    expect(makes).toContain('**H1 name of H1**, enough by itself: 50 [48, 52] µs (run0)');
    expect(makes).toContain('**H2 name of H2**, not enough by itself: 30 [28, 32] µs (run0)');
    expect(cannot).toContain('**H3 name of H3**: 1.00 [0.90, 1.10] µs (run0)');
    expect(open).toContain('**H4 name of H4**: unresolved in run0 (why H4 is unresolved)');
  });

  it('on which two files disagree is unresolved, with the reasons of both', () => {
    const { makes, cannot, open } = sorted(
      [judged('H1', 'supported', around(50, 2))],
      [judged('H1', 'refuted', around(1, 0.1))],
    );
    expect(makes).toBe('Nothing that was tried.');
    expect(cannot).toBe('Nothing that was tried.');
    expect(open).toContain(
      'supported in run0 (why H1 is supported); refuted in run1 (why H1 is refuted)',
    );
  });

  it('is enough only if both files say so', () => {
    const { makes } = sorted(
      [judged('H1', 'supported', around(50, 2))],
      [judged('H1', 'supported', around(37, 2))],
    );
    expect(makes).toContain(
      'perhaps enough by itself: 50 [48, 52] µs (run0), 37 [35, 39] µs (run1)',
    );
  });
});

describe('what was not tried', () => {
  const untold = (overrides: Partial<Result>) =>
    below('What was not tried', said(source(quiet(overrides))));

  it('is named from the files: strategies, events, exits, hypotheses, with the reasons', () => {
    const { plan, host } = quiet();
    const text = untold({
      plan: {
        ...plan,
        skipped: [{ strategy: 'memcpy-avx512', reason: 'this CPU has no AVX-512' }],
        uncounted: [{ event: 'cycles', reason: 'no PMU' }],
      },
      host: { ...host, hardwareCountersUnavailable: 'no PMU here' },
      between: explanation().between,
      hypotheses: [judged('H9', 'unresolved', null)],
    });
    expect(text).toContain('memcpy-avx512: this CPU has no AVX-512.');
    expect(text).toContain('Counting cycles. no PMU here.');
    expect(text).toContain('SMM entry and RSM: KVM_CAP_X86_SMM is 0 on this host.');
    expect(text).toContain('H9 name of H9: why H9 is unresolved.');
  });

  it('names everything that was, so that the rest is known', () => {
    const text = untold({});
    const layouts = quiet().cells.map(({ layout, phase }) => `${layout}@${phase}`);
    for (const layout of layouts) expect(text).toContain(layout);
    expect(text).toContain('boots thread-600');
  });

  it('has footprints and exits where no file holds any', () => {
    const text = untold({});
    for (const what of ['Real exits', 'footprint']) {
      expect(text).toMatch(new RegExp(`${what}[^*]*no file holds[^*]*kvm-mmu-bench explain`));
    }
    const { sweep, between } = explanation();
    expect(untold({ sweep, between })).not.toContain('no file holds');
  });
});
