/** One experiment after the other: in which order, and what an interruption leaves. */

import { describe, expect, it } from 'vitest';
import type { Exit } from '../../../src/explain/between.js';
import { type ExplainPlan, explain, jobsOf } from '../../../src/explain/explain.js';
import { HYPOTHESES } from '../../../src/explain/hypotheses/hypotheses.js';
import type { Hypothesis } from '../../../src/explain/hypotheses/hypothesis.js';
import { controlArms, controlsOf } from '../../../src/explain/lab/controls.js';
import type { Effort } from '../../../src/explain/lab/lab.js';
import { type FakeLabOptions, fakeLab } from './support/fake-lab.js';
import { fakeMeans } from './support/means.js';
import { CORE_HZ } from './support/world.js';

/** One job each. */
function hypothesis(id: string): Hypothesis {
  return {
    id,
    name: `of ${id}`,
    statement: 'Something is.',
    contrast: 'this against that',
    experiment: async (lab) => {
      const found = await lab.measure(controlArms(lab.arm(), CORE_HZ));
      const controls = controlsOf(found, CORE_HZ);
      return { addsNsPerReset: controls.positiveNsPerReset, tooNoisy: false, controls };
    },
  };
}

const EFFORT: Effort = { leastRounds: 24, secondsPerJob: 0.5, footprints: [0, 4096] };

const ALL: ExplainPlan = {
  hypotheses: [hypothesis('A'), hypothesis('B')],
  between: ['cpuid-exit', 'kvm-exit'] satisfies Exit[],
  ledger: true,
};

/** Two hypotheses, two exits, two footprints twice, the ledger. */
const JOBS = 9;

function explained(options: FakeLabOptions = {}, plan = ALL) {
  const fake = fakeLab({ ...options, setting: { effort: EFFORT, ...options.setting } });
  return { ...fake, result: explain(fake.lab, plan) };
}

/** Aborted while a job, by number from 0, is running. */
function interruptedAt(interrupted: number, options: FakeLabOptions = {}) {
  const controller = new AbortController();
  return explained({
    ...options,
    setting: { signal: controller.signal },
    onJob: (job) => {
      if (job !== interrupted) return undefined;
      queueMicrotask(() => controller.abort());
      return 'wait';
    },
  });
}

describe('explain', () => {
  it('makes hypotheses, exits, the sweep and the ledger, in this order', async () => {
    const { result, progress } = explained();
    const { explanation, complete, jobs } = await result;
    expect(complete).toBe(true);
    expect(explanation.hypotheses.map(({ id }) => id)).toEqual(['A', 'B']);
    expect(explanation.between.map(({ between }) => between)).toEqual(['cpuid-exit', 'kvm-exit']);
    expect(explanation.sweep.map(({ access, bytes }) => [access, bytes])).toEqual([
      ['reads', 0],
      ['reads', 4096],
      ['writes', 0],
      ['writes', 4096],
    ]);
    expect(explanation.crossings.map(({ access }) => access)).toEqual(['reads', 'writes']);
    expect(explanation.ledger?.cost.length).toBeGreaterThan(3);
    expect(explanation.conclusion.length).toBeGreaterThan(0);
    expect(jobs).toHaveLength(JOBS);
    expect([...new Set(progress.map(({ label }) => label))]).toEqual([
      ...['A of A', 'B of B', 'between resets: cpuid-exit', 'between resets: kvm-exit'],
      ...["guest's reads", "guest's writes", 'ledger'],
    ]);
  });

  it('reports every job as it ends, once', async () => {
    const { result, progress } = explained();
    await result;
    expect(progress.reduce((done, { finished }) => done + finished, 0)).toBe(JOBS);
    expect(jobsOf(ALL, EFFORT)).toBe(JOBS + 1);
  });

  it('makes nothing of what the plan leaves out', async () => {
    const { result, requests } = explained(
      { setting: { effort: { ...EFFORT, footprints: [] } } },
      { hypotheses: [], between: [], ledger: false },
    );
    expect(await result).toEqual({
      explanation: {
        hypotheses: [],
        between: [],
        sweep: [],
        crossings: [],
        ledger: null,
        conclusion: [],
      },
      complete: true,
      jobs: [],
    });
    expect(requests).toEqual([]);
  });

  it('goes on without what cannot be had', async () => {
    const { result } = explained({ means: fakeMeans({ 'cpuid-exit': 'not in a machine' }) });
    const { explanation, complete } = await result;
    expect(complete).toBe(true);
    expect(explanation.between.map(({ unavailable }) => unavailable)).toEqual([
      'not in a machine',
      null,
    ]);
    expect(explanation.ledger).not.toBeNull();
  });

  it('foresees about as many jobs as all hypotheses need', async () => {
    const plan = { hypotheses: HYPOTHESES, between: [], ledger: true };
    const { result, requests, lab } = explained(
      { setting: { effort: { ...EFFORT, footprints: [] } } },
      plan,
    );
    await result;
    expect(jobsOf(plan, lab.setting.effort)).toBe(requests.length);
  });
});

describe('an interruption', () => {
  it.each([
    [0, { hypotheses: 0, between: 0, sweep: 0, crossings: 0 }],
    [1, { hypotheses: 1, between: 0, sweep: 0, crossings: 0 }],
    [3, { hypotheses: 2, between: 1, sweep: 0, crossings: 0 }],
    [5, { hypotheses: 2, between: 2, sweep: 1, crossings: 1 }],
    [7, { hypotheses: 2, between: 2, sweep: 3, crossings: 2 }],
    [8, { hypotheses: 2, between: 2, sweep: 4, crossings: 2 }],
  ])('in job %i keeps what was found until then, and starts no other', async (job, kept) => {
    const { result, requests } = interruptedAt(job);
    const { explanation, complete } = await result;
    const { hypotheses, between, sweep, crossings, ledger } = explanation;
    expect(complete).toBe(false);
    expect(ledger).toBeNull();
    expect({
      hypotheses: hypotheses.length,
      between: between.length,
      sweep: sweep.length,
      crossings: crossings.length,
    }).toEqual(kept);
    expect(requests).toHaveLength(job + 1);
  });

  it('begins nothing after it, not even what would need no job', async () => {
    const means = fakeMeans({ 'cpuid-exit': 'not in a machine' });
    const { result, progress } = interruptedAt(1, { means });
    expect((await result).explanation.between).toEqual([]);
    expect(progress.at(-1)?.label).toBe('B of B');
  });

  it('of a sweep leaves crossings of what it reached', async () => {
    const { explanation } = await interruptedAt(5).result;
    expect(explanation.crossings).toMatchObject([{ access: 'reads', mostBytes: 0 }]);
  });

  it('leaves a conclusion of what was found, and no more', async () => {
    const none = await interruptedAt(0).result;
    expect(none.explanation.conclusion).toEqual([]);
    const some = await interruptedAt(1).result;
    expect(some.explanation.conclusion.join()).toMatch(/A of A/);
    expect(some.explanation.conclusion.join()).not.toMatch(/B of B|footprint|exits/);
  });

  it('before the first job measures nothing', async () => {
    const { result, requests } = explained({ setting: { signal: AbortSignal.abort() } });
    expect(await result).toMatchObject({ complete: false, explanation: { hypotheses: [] } });
    expect(requests).toEqual([]);
  });
});

describe('an error', () => {
  it.each([0, 4, 8])('of the native side in job %i is not kept back', async (failing) => {
    const { result, requests } = explained({
      onJob: (job) => (job === failing ? new Error('mmap: cannot allocate memory') : undefined),
    });
    await expect(result).rejects.toThrow('mmap: cannot allocate memory');
    expect(requests).toHaveLength(failing + 1);
  });

  it('of an experiment is not kept back', async () => {
    const broken = {
      ...hypothesis('A'),
      experiment: () => Promise.reject(new RangeError('no arm')),
    };
    await expect(explained({}, { ...ALL, hypotheses: [broken] }).result).rejects.toThrow('no arm');
  });
});
