/** The library's options against the command line's. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BootOptions, CellOptions, ExplainOptions } from '../../src/api/options.js';
import { BOOT_SPELLING, CELL_SPELLING, EXPLAIN_SPELLING } from '../../src/api/spelling.js';
import { UsageError } from '../../src/errors.js';
import { usageError } from '../plan/usage-error.js';
import { rejection } from '../workload/rejection.js';

describe('options are written as they would be typed:', () => {
  it('all of cells', () => {
    const options: Required<CellOptions> = {
      kind: 'cells',
      layouts: ['v5.16', 'v5.17'],
      phases: [0, 40],
      paths: ['tdp', 'shadow'],
      scopes: 'all',
      rules: 'v6.1',
      strategies: 'init-flag',
      rounds: 400,
      budgetSeconds: 0.5,
      targetCiNs: 0.25,
      cpu: 1,
      seed: 7,
      quick: true,
      states: ['hot'],
      retirements: 'drained',
      guests: ['unpaged', 'pae'],
      calls: ['full', 'early'],
      workload: 'seabios:call32=50,yields=1',
      counters: 'none',
      signal: new AbortController().signal,
      onProgress: () => {},
    };
    expect(CELL_SPELLING.asTyped(options)).toEqual({
      layout: 'v5.16,v5.17',
      phase: '0,40',
      path: 'tdp,shadow',
      scope: 'all',
      rules: 'v6.1',
      strategy: 'init-flag',
      rounds: '400',
      budget: '0.5',
      targetCi: '0.25',
      cpu: '1',
      seed: '7',
      quick: true,
      state: 'hot',
      retirement: 'drained',
      guest: 'unpaged,pae',
      calls: 'full,early',
      workload: 'seabios:call32=50,yields=1',
      counters: 'none',
    });
  });

  it('those that only boots have', () => {
    const options: BootOptions = {
      kind: 'boots',
      workloads: ['pc-kernel', 'boot.jsonl'],
      vcpus: 4,
      threads: 2,
    };
    const typed = { workload: 'pc-kernel,boot.jsonl', vcpus: '4', threads: '2' };
    expect(BOOT_SPELLING.asTyped(options)).toEqual(typed);
  });

  it('all of explanations', () => {
    const options: Required<ExplainOptions> = {
      hypotheses: ['H1', 'H2'],
      between: 'none',
      sweep: { fromBytes: 0, toBytes: 65_536 },
      layout: 'v6.1',
      phase: 8,
      cpu: 0,
      seed: 1,
      quick: false,
      signal: new AbortController().signal,
      onProgress: () => {},
    };
    expect(EXPLAIN_SPELLING.asTyped(options)).toEqual({
      hypothesis: 'H1,H2',
      between: 'none',
      sweep: '0..65536',
      layout: 'v6.1',
      phase: '8',
      cpu: '0',
      seed: '1',
      quick: false,
    });
    expect(EXPLAIN_SPELLING.asTyped({ sweep: 'none' })).toEqual({ sweep: 'none' });
  });

  it('none of those that are absent', () => {
    expect(CELL_SPELLING.asTyped({ layouts: undefined, cpu: undefined })).toEqual({});
  });
});

describe('a mistake in them is named:', () => {
  it('an option that does not exist, with those that do', () => {
    expect(usageError(() => CELL_SPELLING.asTyped({ layout: 'v5.16' }))).toMatch(
      /^measure\(\) of cells has no option "layout"; it has layouts, phases, .*counters$/,
    );
    expect(usageError(() => BOOT_SPELLING.asTyped({ calls: 'early' }))).toContain(
      'of boots has no',
    );
    expect(usageError(() => EXPLAIN_SPELLING.asTyped({ layouts: 'v5.16' }))).toContain('explain()');
  });

  it('one that only every object has', () => {
    const options = JSON.parse('{"__proto__": "v5.16", "toString": "v5.16"}');
    expect(usageError(() => CELL_SPELLING.asTyped(options))).toContain('no option "__proto__"');
  });

  it.each([
    [{ layouts: [] }, 'layouts must be a name or a list of names, not "[]"'],
    [
      { layouts: ['v5.16', 17] },
      `layouts must be a name or a list of names, not "[ 'v5.16', 17 ]"`,
    ],
    [{ states: '' }, `states must be a name or a list of names, not "''"`],
    [{ states: null }, 'states must be a name or a list of names, not "null"'],
    [{ phases: '40' }, `phases must be a number or a list of numbers, not "'40'"`],
    [{ seed: '7' }, `seed must be a number, not "'7'"`],
    [{ quick: 1 }, 'quick must be true or false, not "1"'],
    [{ workload: ['thread-600'] }, 'workload must be a name, not '],
  ])('%j', (options, message) => {
    expect(usageError(() => CELL_SPELLING.asTyped(options))).toContain(message);
  });

  it.each(['0..1K', {}, { fromBytes: 0 }, { fromBytes: '0', toBytes: 1 }, 5])(
    'sweep %j',
    (sweep) => {
      expect(usageError(() => EXPLAIN_SPELLING.asTyped({ sweep }))).toContain(
        "sweep must be { fromBytes, toBytes } or 'none', not ",
      );
    },
  );

  it('whatever it is, in one line', () => {
    fc.assert(
      fc.property(fc.string(), fc.anything(), (option, value) => {
        try {
          CELL_SPELLING.asTyped({ [option]: value });
        } catch (error) {
          usageError(() => {
            throw error;
          });
        }
      }),
    );
  });
});

describe('a mistake that the plan finds is told in the words of the library', () => {
  const told = (message: string) =>
    rejection(CELL_SPELLING.inItsWords(() => Promise.reject(new UsageError(message))));

  it.each([
    ['--target-ci must be a number', 'targetCiNs must be a number'],
    ['--calls early needs --scope init', 'calls early needs scopes init'],
    ['leave --rules out', 'leave rules out'],
  ])('%s', async (message, told_) => {
    expect(await told(message)).toBe(told_);
  });

  it.each([
    'unknown layout "--layout"',
    'unknown layout "\\"--layout"',
    'state recorded is for boots: kvm-mmu-bench boot --state recorded',
    'no --such option',
  ])('but not what was typed, nor commands: %s', async (message) => {
    expect(await told(message)).toBe(message);
  });

  it('and keeps its cause; other errors stay as they are', async () => {
    const error = new UsageError('--seed is odd');
    await expect(CELL_SPELLING.inItsWords(() => Promise.reject(error))).rejects.toMatchObject({
      name: 'UsageError',
      message: 'seed is odd',
      cause: error,
    });
    const defect = new TypeError('--seed');
    await expect(CELL_SPELLING.inItsWords(() => Promise.reject(defect))).rejects.toBe(defect);
  });
});
