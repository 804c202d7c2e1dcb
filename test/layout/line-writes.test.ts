import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rangesOf } from '../../src/layout/lines/line-map.js';
import { linesByStrategy, writesAny } from '../../src/layout/lines/line-writes.js';
import { linesOf } from '../../src/layout/lines/writes.js';
import { bytesWritten, type LAYOUTS } from '../explain/why/support/structs.js';

const BASELINE = 'field-by-field';
const STRATEGIES = [BASELINE, 'init-flag', 'memcpy-mov64', 'empty'];
const SIZE = 400;

const written = fc
  .uniqueArray(fc.nat(SIZE - 1), { maxLength: 120 })
  .map((offsets) => offsets.sort((one, other) => one - other));
const phases = fc.nat(63);

function linesAt(layout: keyof typeof LAYOUTS, phase: number) {
  const strategies = STRATEGIES.map((strategy) => {
    return { strategy, ranges: rangesOf(bytesWritten(layout, strategy)) };
  });
  const lines = linesByStrategy({ phase, sizeBytes: SIZE, strategies }, BASELINE);
  return new Map(lines.map((each) => [each.strategy, each]));
}

describe('the lines of each strategy', () => {
  it.each([
    ['v5.16', 40, [0, 1, 2, 3, 4], [0]],
    ['v5.16', 0, [0, 1, 3, 4], []],
    ['v5.17', 16, [0, 1, 3, 4], []],
    ['v5.17', 0, [0, 1, 2, 3, 4], []],
  ] as const)('of %s at phase %i: the patch spares those that the facts name', (...row) => {
    const [layout, phase, base, spared] = row;
    const lines = linesAt(layout, phase);
    expect(lines.get(BASELINE)).toMatchObject({ lines: base, compared: null });
    expect(lines.get('init-flag')).toMatchObject({ bytes: 105, compared: { spared, added: [] } });
    expect(lines.get('empty')).toMatchObject({ bytes: 0, lines: [], compared: { spared: base } });
  });

  it('and its bytes are those that were written', () => {
    fc.assert(
      fc.property(written, written, phases, (base, other, phase) => {
        const strategies = [
          { strategy: 'other', ranges: rangesOf(other) },
          { strategy: BASELINE, ranges: rangesOf(base) },
        ];
        const [compared, baseline] = linesByStrategy(
          { phase, sizeBytes: SIZE, strategies },
          BASELINE,
        );
        expect(compared?.bytes).toBe(other.length);
        expect(compared?.lines).toEqual([...linesOf(other, phase)].sort((a, b) => a - b));
        const { spared = [], added = [] } = compared?.compared ?? {};
        const kept = baseline?.lines.filter((line) => !spared.includes(line)) ?? [];
        expect([...kept, ...added].sort((a, b) => a - b)).toEqual(compared?.lines);
        for (const line of spared) expect(compared?.lines).not.toContain(line);
        for (const line of added) expect(baseline?.lines).not.toContain(line);
      }),
    );
  });

  it('are compared with nothing where the baseline was not observed', () => {
    const strategies = [{ strategy: 'init-flag', ranges: [[0, 8] as [number, number]] }];
    const [only] = linesByStrategy({ phase: 0, sizeBytes: SIZE, strategies }, BASELINE);
    expect(only).toMatchObject({ lines: [0], compared: null });
  });

  it('are the struct’s only, whatever a file says', () => {
    const ranges: [number, number][] = [
      [-8, 16],
      [390, 1e15],
      [500, 8],
    ];
    const strategies = [{ strategy: BASELINE, ranges }];
    const [only] = linesByStrategy({ phase: 0, sizeBytes: SIZE, strategies }, BASELINE);
    expect(only).toMatchObject({
      ranges: [
        [0, 8],
        [390, 10],
      ],
      bytes: 18,
      lines: [0, 6],
    });
  });
});

describe('whether any of some bytes is written', () => {
  it('is told byte by byte', () => {
    const somewhere = fc.record({
      offset: fc.nat(SIZE),
      sizeBytes: fc.integer({ min: 1, max: 90 }),
    });
    fc.assert(
      fc.property(written, somewhere, (offsets, { offset, sizeBytes }) => {
        const any = offsets.some((at) => at >= offset && at < offset + sizeBytes);
        expect(writesAny(rangesOf(offsets), { offset, sizeBytes })).toBe(any);
      }),
    );
  });
});
