import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnsOf, schedule } from '../../src/measure/columns.js';
import { CELL, measured, plan } from './bench.js';
import { fakeAddon } from './fake-addon.js';

const CONTROLS = { baseline: 'field-by-field', control: 'empty' };

describe('the columns of a job', () => {
  it('have the baseline twice and the control beside the strategies', () => {
    expect(columnsOf(['init-flag', 'memcpy-mov64'], CONTROLS)).toEqual([
      { strategy: 'field-by-field', purpose: 'baseline' },
      { strategy: 'init-flag', purpose: 'strategy' },
      { strategy: 'memcpy-mov64', purpose: 'strategy' },
      { strategy: 'field-by-field', purpose: 'again' },
      { strategy: 'empty', purpose: 'control' },
    ]);
  });

  it('do not have the baseline a third time where it was asked for', () => {
    expect(columnsOf(['init-flag', 'field-by-field'], CONTROLS)).toEqual(
      columnsOf(['init-flag'], CONTROLS),
    );
  });

  it('are enough for the noise floor even if nothing was asked for', () => {
    expect(columnsOf([], CONTROLS).map(({ purpose }) => purpose)).toEqual([
      'baseline',
      'again',
      'control',
    ]);
  });

  it('follow the names of the registry', () => {
    const strategies = columnsOf(['a'], { baseline: 'b', control: 'c' });
    expect(strategies.map(({ strategy }) => strategy)).toEqual(['b', 'a', 'b', 'c']);
  });
});

describe('the order in which columns run', () => {
  const columns = columnsOf(['init-flag', 'constant-once', 'memcpy-mov64'], CONTROLS);

  /** [round][position] */
  function rowsOf(order: Uint16Array, width: number): number[][] {
    return Array.from({ length: order.length / width }, (_, round) => [
      ...order.subarray(round * width, (round + 1) * width),
    ]);
  }

  function expectLatin(rows: readonly number[][], width: number): void {
    const everyColumn = Array.from({ length: width }, (_, column) => column);
    for (const row of rows) expect([...row].sort((a, b) => a - b)).toEqual(everyColumn);
    for (let first = 0; first + width <= rows.length; first += width) {
      const square = rows.slice(first, first + width);
      for (const position of everyColumn) {
        expect(new Set(square.map((row) => row[position])).size).toBe(width);
      }
    }
  }

  it('is a Latin square after the other, whatever the seed and the rounds', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 40), fc.integer({ min: 1, max: 40 }), (seed, rounds) => {
        const { order } = schedule(columns, rounds, seed);
        expect(order).toHaveLength(rounds * columns.length);
        expectLatin(rowsOf(order, columns.length), columns.length);
      }),
      { numRuns: 50 },
    );
  });

  it('is what reaches the native job, with the columns it counts', async () => {
    const addon = fakeAddon();
    await measured(plan(), addon);
    const [request] = addon.requests;
    const names = ['field-by-field', 'init-flag', 'constant-once', 'field-by-field', 'empty'];
    expect(request?.columns).toEqual(names);
    expect(request?.order).toBeInstanceOf(Uint16Array);
    expect(request?.order).toHaveLength(CELL.rounds * names.length);
    expectLatin(rowsOf(request?.order ?? new Uint16Array(), names.length), names.length);
  });

  it('is the same for the same seed and another for the next cell', async () => {
    const cells = [CELL, { ...CELL, state: 'dram' }];
    const twice = fakeAddon();
    await measured(plan({ cells }), twice);
    const again = fakeAddon();
    await measured(plan({ cells }), again);
    const [first, second] = twice.requests;
    expect(again.requests.map(({ order }) => order)).toEqual([first?.order, second?.order]);
    expect(first?.order).not.toEqual(second?.order);
  });
});
