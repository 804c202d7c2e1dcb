/** Measuring by the library, on this machine: what comes back, one at a time, and its end. */

import { beforeEach, describe, expect, it } from 'vitest';
import { explain, measure, repeat } from '../../src/api/measure.js';
import type { CellOptions } from '../../src/api/options.js';
import { resultSchema } from '../../src/report/result.js';
import { skipWithoutAddon } from '../cli/command.js';
import { rejection } from '../workload/rejection.js';

/** The shortest that measures something. */
const SHORT = {
  layouts: 'v5.17',
  states: 'hot',
  retirements: 'drained',
  strategies: ['init-flag'],
  counters: 'none',
  rounds: 24,
  budgetSeconds: 0.2,
} satisfies CellOptions;

/** Would measure for an hour: no interval gets this narrow. */
const LONG = { ...SHORT, rounds: 1_000_000, budgetSeconds: 3600, targetCiNs: 0.001 };

beforeEach(skipWithoutAddon);

describe('measure', () => {
  it('yields what was asked for, as a result file holds it', async () => {
    const seen: [number, string][] = [];
    const onProgress = (done: number, label: string) => void seen.push([done, label]);
    const result = await measure({ ...SHORT, phases: [0, 16], seed: 7, onProgress });
    expect(resultSchema.parse(result)).toEqual(result);
    expect(result).toMatchObject({ complete: true, boots: [], plan: { seed: 7 } });
    expect(result.cells.map(({ phase, strategy }) => [phase, strategy])).toEqual([
      [0, 'field-by-field'],
      [0, 'init-flag'],
      [16, 'field-by-field'],
      [16, 'init-flag'],
    ]);
    expect(result.command).toBe(
      `measure(${JSON.stringify({ ...SHORT, phases: [0, 16], seed: 7 })})`,
    );
    const shares = seen.map(([done]) => done);
    expect(shares).toEqual(shares.toSorted((one, other) => one - other));
    expect(seen.at(-1)).toEqual([1, 'done']);
  });

  it('replays boots, in the states that are recorded for them', async () => {
    const { counters: _, states: __, ...where } = SHORT;
    const { cells, boots } = await measure({ ...where, kind: 'boots', workloads: 'pc-kernel' });
    expect(cells).toEqual([]);
    expect(new Set(boots.map(({ state }) => state))).toEqual(
      new Set(['hot', 'l1-evicted', 'dram', 'recorded']),
    );
  });

  it.each<[object, string]>([
    [{ layouts: 'v5.71' }, 'unknown layout "v5.71": did you mean v5.17 or v5.16?'],
    [{ cpu: 8000 }, 'cpu 8000 is not allowed for this process: it may use '],
    [{ budgetSeconds: 0 }, 'budgetSeconds must be a number from 0.1 to 86400, not "0"'],
    [{ targetCiNs: Number.NaN }, 'targetCiNs must be a number from 0.001 to 10000, not "NaN"'],
    [{ phases: [0, 7] }, 'phases must be a multiple of 8, not 7'],
    [{ calls: 'early' }, 'calls early needs scopes init'],
    [{ layout: 'v5.17' }, 'measure() of cells has no option "layout"'],
    [{ kind: 'boots', states: 'recorded' }, 'states recorded needs a workload whose guest'],
    [{ kind: 'boot' }, `kind must be cells or boots, not "'boot'"`],
  ])('refuses %j', async (options, message) => {
    expect(await rejection(measure(options))).toContain(message);
  });

  it.each(['null', '"v5.17"'])('refuses options that are %s', async (json) => {
    expect(await rejection(measure(JSON.parse(json)))).toContain(
      'measure() takes an object of options, not ',
    );
  });
});

describe('repeat', () => {
  it('carries out the same plan', async () => {
    const first = await measure({ ...SHORT, seed: 11 });
    const again = await repeat(first);
    expect(again.plan).toEqual(first.plan);
    expect(again.cells.map(({ strategy }) => strategy)).toEqual(['field-by-field', 'init-flag']);
    expect(again.date).not.toBe(first.date);
  });

  it('refuses a plan that is not for this build', async () => {
    const { plan } = await measure(SHORT);
    const cells = plan.cells.map((cell) => ({ ...cell, layout: 'v9.9' }));
    expect(await rejection(repeat({ plan: { ...plan, cells } }))).toContain(
      'unknown layout "v9.9"',
    );
    expect(await rejection(repeat({ plan: { ...plan, cells: [] } }))).toContain(
      'nothing to measure',
    );
  });
});

describe('explain', () => {
  it('yields the hypotheses that were asked for, and no ledger unless all were', async () => {
    const options = { hypotheses: ['H1'], between: 'none', sweep: 'none', quick: true } as const;
    const result = await explain(options);
    expect(resultSchema.parse(result)).toEqual(result);
    expect(result.hypotheses.map(({ id }) => id)).toEqual(['H1']);
    expect(result).toMatchObject({ complete: true, ledger: null, cells: [], sweep: [] });
    expect(result.command).toBe(`explain(${JSON.stringify(options)})`);
  });

  it('refuses what there is none of', async () => {
    expect(await rejection(explain({ hypotheses: 'H11' }))).toContain('unknown hypothesis "H11"');
    const nothing = { hypotheses: 'none', between: 'none', sweep: 'none' } as const;
    expect(await rejection(explain(nothing))).toBe(
      'nothing to measure: not all of hypotheses, between, sweep can be none',
    );
  });
});

describe('measurements at the same time', () => {
  it('are made one after the other, explanations too', async () => {
    const order: string[] = [];
    const watch = (name: string) => ({
      onProgress: () => {
        if (order.at(-1) !== name) order.push(name);
      },
    });
    const h1 = { hypotheses: 'H1', between: 'none', sweep: 'none', quick: true } as const;
    await Promise.all([
      measure({ ...SHORT, ...watch('first') }),
      explain({ ...h1, ...watch('second') }),
      measure({ ...SHORT, ...watch('third') }),
    ]);
    expect(order).toEqual(['first', 'second', 'third']);
  });

  it('that wait can be given up: they have no result', async () => {
    const controller = new AbortController();
    const first = measure(SHORT);
    const second = measure({ ...SHORT, signal: controller.signal });
    controller.abort(new Error('changed my mind'));
    await expect(second).rejects.toThrow('changed my mind');
    expect((await first).complete).toBe(true);
  });
});

describe('an aborted measurement', () => {
  it('yields what was measured until then', async () => {
    const controller = new AbortController();
    let abortedMs = 0;
    const result = await measure({
      ...LONG,
      signal: controller.signal,
      onProgress: () => {
        setTimeout(() => {
          abortedMs ||= performance.now();
          controller.abort();
        }, 200);
      },
    });
    expect(performance.now() - abortedMs).toBeLessThan(3000);
    expect(resultSchema.parse(result).complete).toBe(false);
    expect(
      result.cells.every(({ stopped, rounds }) => stopped === 'interrupted' && rounds > 0),
    ).toBe(true);
  });

  it('has none if it was before it began', async () => {
    const signal = AbortSignal.abort();
    await expect(measure({ ...LONG, signal })).rejects.toMatchObject({ name: 'AbortError' });
    await expect(explain({ signal })).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('is one whose progress nobody could bear', async () => {
    const onProgress = () => {
      throw new RangeError('too far');
    };
    await expect(measure({ ...LONG, onProgress })).rejects.toThrow(new RangeError('too far'));
    expect((await measure(SHORT)).complete).toBe(true);
  });
});
