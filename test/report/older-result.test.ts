/** A result from before scope `init`, recorded states and several vCPUs: the fields that it lacks. */

import { describe, expect, it } from 'vitest';
import { fullReport, shortReport, textOptions } from '../../src/report/tables.js';
import { fixture, fixtureJson } from './fixtures.js';
import { maskNumbers } from './mask.js';

const PLAIN = textOptions(undefined, false);

describe('an older result', () => {
  it('has none of the new fields in its file', () => {
    const text = JSON.stringify(fixtureJson('older'));
    for (const field of ['rules', 'calls', 'lineLevels', 'hazards', 'vcpus', 'threads']) {
      expect(text).not.toContain(`"${field}":`);
    }
  });

  it('is read as what it was: stores of full resets, by the rules of v5.17', () => {
    const { cells, boots, plan } = fixture('older');
    expect(cells.length).toBeGreaterThan(0);
    expect(boots.length).toBeGreaterThan(0);
    for (const cell of [...cells, ...plan.cells]) {
      expect(cell).toMatchObject({ scope: 'writes', rules: 'v5.17', calls: 'full' });
    }
    for (const boot of [...boots, ...plan.boots]) {
      expect(boot).toMatchObject({ scope: 'writes', rules: 'v5.17', vcpus: 1, threads: 1 });
    }
  });

  it('has no line levels, no hazards, and noise floors of its stores', () => {
    const { boots, hazards, noiseFloor } = fixture('older');
    expect(boots.map(({ lineLevels }) => lineLevels)).toEqual(boots.map(() => null));
    expect(hazards).toEqual([]);
    expect(noiseFloor.length).toBeGreaterThan(0);
    for (const { scope } of noiseFloor) expect(scope).toBe('writes');
  });

  it('keeps everything else as it is in the file', () => {
    expect(fixture('older')).toMatchObject(fixtureJson('older'));
  });

  it('reads like a new one of the same cells', async () => {
    const result = fixture('older');
    const text = `${shortReport(result, PLAIN)}=====\n${fullReport(result, PLAIN)}`;
    await expect(maskNumbers(text)).toMatchFileSnapshot('golden/report-one-strategy.txt');
  });
});
