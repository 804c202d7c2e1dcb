import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Arrangement, Arrangements, compareScores } from '../../src/search/arrangements.js';
import { descend } from '../../src/search/descend.js';
import { goHome } from '../../src/search/go-home.js';
import { modelOf } from '../../src/search/model.js';
import { blockStructs } from './block-structs.js';
import { registry, STORES, structOf } from './structs.js';

const BOTH = { descend, goHome };

const arrangementsOf = (layout: ReturnType<typeof structOf>) =>
  new Arrangements(
    modelOf(
      {
        ...{ layout, groups: [], objective: 'lines', phases: [layout.phase] },
        ...{ strategy: STORES, baseline: STORES },
      },
      registry,
    ),
  );

function run(part: Generator<number, Arrangement, void>) {
  const told: number[] = [];
  for (;;) {
    const { done, value } = part.next();
    if (done) return { told, end: value };
    told.push(value);
  }
}

const starts = blockStructs(7, 2).chain((layout) => {
  const arrangements = arrangementsOf(layout);
  const items = [...arrangements.model.items.keys()];
  return fc
    .shuffledSubarray(items, { minLength: items.length })
    .map((order) => ({ arrangements, start: arrangements.judge(order, layout.phase) }));
});

describe.each(Object.entries(BOTH))('%s', (_, shorten) => {
  it('never ends at what is worse than its start, and tells of obedient ones only', () => {
    fc.assert(
      fc.property(starts, ({ arrangements, start }) => {
        fc.pre(start.excess === 0);
        const visited: Arrangement[] = [];
        const { end } = run(shorten(arrangements, start, (each) => visited.push(each)));
        expect(compareScores(end.score, start.score)).toBeLessThanOrEqual(0);
        expect(end === start || visited.includes(end)).toBe(true);
        expect(visited.every(({ excess }) => excess === 0)).toBe(true);
      }),
    );
  });

  it('takes back a move that is good for nothing', () => {
    const arrangements = arrangementsOf(
      structOf(['untouched', 'root', 'metadata'].map(() => ({ sizeBytes: 8, role: 'untouched' }))),
    );
    const { end } = run(shorten(arrangements, arrangements.judge([1, 2, 0], 0), () => {}));
    expect(end.order).toEqual([0, 1, 2]);
  });

  it('pauses within a step, each time farther than before', () => {
    const many = Array.from({ length: 300 }, () => ({ sizeBytes: 8, role: 'constant' as const }));
    const arrangements = arrangementsOf(structOf(many));
    const part = shorten(arrangements, arrangements.original(), () => {});
    const told = [1, 2, 3].map(() => part.next().value);
    if (shorten === goHome) expect(told[0]).toBe(0);
    expect(told.slice(0, 2).every((share) => typeof share === 'number' && share < 1)).toBe(true);
    expect(told[1]).toBeGreaterThan(Number(told[0]));
  });
});
