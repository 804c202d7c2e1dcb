/** Full resets and early returns, stores and whole calls, chosen and recorded states: each by itself. */

import { describe, expect, it } from 'vitest';
import { estimatesOf } from './estimated.js';
import { bootSamples, cellSamples } from './samples.js';

const truth = { strategies: { 'init-flag': 90 } };

describe('the estimate of a cell', () => {
  it('multiplies a saving by the resets of its kind, which its own rules count', () => {
    const layouts = ['v5.17', 'v6.1'];
    const places = layouts.flatMap((version) =>
      (['full', 'early'] as const).map((calls) => ({ layout: version, rules: version, calls })),
    );
    const { cells } = estimatesOf({ cells: places.map((place) => cellSamples(truth, place)) });
    const patches = cells.filter(({ strategy }) => strategy === 'init-flag');
    const found = patches.map(({ layout, calls, bootMicroseconds }) => [
      `${layout} ${calls}`,
      bootMicroseconds?.estimate,
    ]);
    // 10 ns saved, over 400 + 200 resets by the rules of v5.17 and 300 + 500 by those of v6.1.
    expect(found).toEqual([
      ['v5.17 full', 4],
      ['v5.17 early', 2],
      ['v6.1 full', 3],
      ['v6.1 early', 5],
    ]);
  });

  it('of an early return has the bytes and lines of an early return', () => {
    const early = cellSamples(truth, { scope: 'init', calls: 'early' });
    const { cells } = estimatesOf({ cells: [early] });
    expect(cells.length).toBeGreaterThan(0);
    for (const each of cells) {
      expect(each).toMatchObject({ calls: 'early', bytesWritten: 2, linesDirtied: 1 });
    }
  });
});

describe('the noise floor', () => {
  it('of the stores is not raised by whole calls, nor the other way round', () => {
    const saving = { strategies: { 'init-flag': 95 } };
    const resolvedWith = (noisy: 'writes' | 'init') => {
      const { cells, noiseFloor } = estimatesOf({
        cells: (['writes', 'init'] as const).map((scope) =>
          cellSamples({ ...saving, sameCodeNs: scope === noisy ? 6 : 0 }, { scope }),
        ),
      });
      expect(noiseFloor.map(({ scope, nsPerReset }) => [scope, nsPerReset])).toEqual([
        ['writes', noisy === 'writes' ? 6 : 0],
        ['init', noisy === 'init' ? 6 : 0],
      ]);
      return cells.flatMap(({ scope, resolved }) => (resolved ? [scope] : []));
    };
    expect(resolvedWith('init')).toEqual(['writes']);
    expect(resolvedWith('writes')).toEqual(['init']);
  });
});

describe('the estimate of a boot', () => {
  it('of a recorded guest keeps where its lines were found, for every strategy', () => {
    const lineLevels = {
      levels: ['l1', 'memory'],
      apart: [true],
      misreadShares: [0.01],
      enter: [30, 10],
      rsm: [39, 1],
      passes: 4,
      codeRan: true,
    };
    const job = { ...bootSamples({}, { state: 'recorded' }), lineLevels };
    const recorded = estimatesOf({ boots: [job, bootSamples()] }).boots;
    expect(recorded.map((boot) => [boot.state, boot.strategy, boot.lineLevels])).toEqual([
      ['recorded', 'field-by-field', lineLevels],
      ['recorded', 'init-flag', lineLevels],
      ['hot', 'field-by-field', null],
      ['hot', 'init-flag', null],
    ]);
  });
});
