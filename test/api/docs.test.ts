/** docs/api.md names what there is; test/api/types.test.ts compiles its programs. */

import { describe, expect, it } from 'vitest';
import { CELL_SPELLING } from '../../src/api/spelling.js';
import * as library from '../../src/index.js';
import { explanation } from '../fixtures/explanation.js';
import { usageError } from '../plan/usage-error.js';
import { fixture } from '../report/fixtures.js';
import { functionsNamed, namesBelow } from './api-docs.js';

const result = { ...fixture('full'), ...explanation() };

/** The value at `cells[].nsPerReset`, of the first of each list. */
function at(path: string): unknown {
  return path.split('.').reduce((value: unknown, step) => {
    const list: unknown = Reflect.get(Object(value), step.replace('[]', ''));
    return step.endsWith('[]') && Array.isArray(list) ? list[0] : list;
  }, result);
}

describe('docs/api.md', () => {
  it('has fields of results that results have', () => {
    const fields = namesBelow('Results');
    expect(fields.length).toBeGreaterThan(20);
    expect(fields.filter((field) => at(field) === undefined)).toEqual([]);
    expect(at('cells[].nsPerMile')).toBeUndefined();
  });

  it('has the options of cells, all of them', () => {
    const known = usageError(() => CELL_SPELLING.asTyped({ no: 1 })).replace(/.*it has /, '');
    const watch = ['signal', 'onProgress'];
    const ofCells = ['guests', 'calls', 'workload', 'counters'];
    expect(new Set([...namesBelow('Options'), ...ofCells])).toEqual(
      new Set([...known.split(', '), ...watch]),
    );
  });

  it('has the functions that there are, all of them', () => {
    const functions = Object.entries(library).filter(([name]) => /^[a-z]/.test(name));
    expect(functionsNamed().toSorted()).toEqual(functions.map(([name]) => name).toSorted());
  });
});
