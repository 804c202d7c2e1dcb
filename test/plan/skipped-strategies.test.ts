import { describe, expect, it } from 'vitest';
import { pickStrategies } from '../../src/plan/options.js';
import { planBoots, planCells } from '../../src/plan/plan.js';
import { fakeMeans, fakeRegistry, withoutFeature } from './registry.js';
import { usageError } from './usage-error.js';

describe('strategies on a CPU that has all they need', () => {
  it('are all of the registry but the control, in its order', () => {
    expect(pickStrategies('all', fakeRegistry())).toEqual({
      groups: [['field-by-field', 'init-flag', 'memcpy-rep-movsb', 'memcpy-avx2']],
      skipped: [],
    });
  });

  it('are those asked for', () => {
    expect(pickStrategies('memcpy-avx2, init-flag', fakeRegistry()).groups).toEqual([
      ['init-flag', 'memcpy-avx2'],
    ]);
  });
});

describe('a strategy that the CPU cannot run', () => {
  const registry = withoutFeature('avx2');
  const skipped = [{ strategy: 'memcpy-avx2', reason: 'the CPU lacks avx2' }];

  it('is skipped with the reason where all were asked for', () => {
    const picked = pickStrategies('all', registry);
    expect(picked.groups).toEqual([['field-by-field', 'init-flag', 'memcpy-rep-movsb']]);
    expect(picked.skipped).toEqual(skipped);
  });

  it('is skipped with the reason where it was asked for by name, and is no unknown name', () => {
    expect(pickStrategies('init-flag,memcpy-avx2', registry)).toEqual({
      groups: [['init-flag']],
      skipped,
    });
  });

  it('is not mentioned where nobody asked for it', () => {
    expect(pickStrategies('init-flag', registry).skipped).toEqual([]);
  });

  it('is named in the plan of cells and of boots, and planned in neither', () => {
    const means = fakeMeans({ registry });
    for (const plan of [planCells({}, means), planBoots({}, means)]) {
      expect(plan.skipped).toEqual(skipped);
      for (const { strategies } of [...plan.cells, ...plan.boots]) {
        expect(strategies).toEqual(['field-by-field', 'init-flag', 'memcpy-rep-movsb']);
      }
    }
  });
});

describe('a strategy that is none', () => {
  it('is answered with the nearest', () => {
    expect(usageError(() => pickStrategies('memcpy-avx', fakeRegistry()))).toContain(
      'unknown strategy "memcpy-avx": did you mean memcpy-avx2?',
    );
  });

  it('includes the control, which is measured anyway and proposes nothing', () => {
    expect(usageError(() => pickStrategies('empty', fakeRegistry()))).toContain(
      'unknown strategy "empty"',
    );
  });
});
