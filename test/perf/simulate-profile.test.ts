/** Reading callgrind's profiles. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countCalls, perCall } from '../../src/perf/simulate-profile.js';

const HEAD = [
  'version: 1',
  'positions: line',
  'events: Ir Dr Dw I1mr D1mr D1mw ILmr DLmr DLmw',
  'summary: 100 20 30 1 2 3 4 5 6',
  '',
];
const TIMER = 'unsigned long time<0>(int)';
const RESET = 'void reset<A, B>(void*)';

function call(callee: string, calls: number, costs: readonly number[]): string[] {
  return [`cfi=a.hpp`, `cfn=${callee}`, `calls=${calls} 27 `, `27 ${costs.join(' ')}`];
}

const NINE = [36, 14, 22, 9, 1, 2, 9, 3, 4];

describe('the calls of one function by another', () => {
  it('are added over its call sites, event by event', () => {
    const profile = [
      ...HEAD,
      `fn=${TIMER}`,
      '25 6 6',
      ...call(RESET, 2, NINE),
      '26 510 102',
      ...call(RESET, 3, NINE),
    ];
    expect(countCalls(profile.join('\n'), 'time<', 'reset<A,')).toEqual({
      calls: 5,
      counts: {
        ...{ instructions: 72, dataReads: 28, dataWrites: 44 },
        ...{ d1ReadMisses: 2, d1WriteMisses: 4, llReadMisses: 6, llWriteMisses: 8 },
      },
    });
  });

  it('are not those by others, of others, or what the function does itself', () => {
    const profile = [
      ...HEAD,
      `fn=${RESET}`,
      '27 999 999 999',
      `fn=${TIMER}`,
      ...call('void reset<C, B>(void*)', 7, NINE),
      'fn=main',
      ...call(RESET, 7, NINE),
    ];
    const { calls, counts } = countCalls(profile.join('\n'), 'time<', 'reset<A,');
    expect({ calls, instructions: counts.instructions }).toEqual({ calls: 0, instructions: 0 });
  });

  it('have zeros for the events that a line leaves out, whatever the order of events', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1e9), { minLength: 1, maxLength: 9 }), (costs) => {
        const profile = [...HEAD, `fn=${TIMER}`, ...call(RESET, 1, costs)].join('\n');
        const { counts } = countCalls(profile, 'time<', 'reset<');
        expect(counts.instructions).toBe(costs[0]);
        expect(counts.dataWrites).toBe(costs[2] ?? 0);
        expect(counts.d1WriteMisses).toBe(costs[5] ?? 0);
        expect(counts.llWriteMisses).toBe(costs[8] ?? 0);
      }),
    );
  });

  it('per call are the totals divided', () => {
    const profile = [...HEAD, `fn=${TIMER}`, ...call(RESET, 4, [144, 56, 88])].join('\n');
    expect(perCall(countCalls(profile, 'time<', 'reset<'))).toMatchObject({
      instructions: 36,
      dataReads: 14,
      dataWrites: 22,
      llWriteMisses: 0,
    });
  });
});
