import { describe, expect, it } from 'vitest';
import { selfTestReport } from '../../src/report/selftest-tables.js';
import { textOptions } from '../../src/report/tables.js';
import { displayWidth } from '../../src/report/text.js';
import type { SelfTest } from '../../src/selftest/types.js';
import { failedSelfTest, passedSelfTest } from '../selftest/results.js';

const PLAIN = textOptions(undefined, false);

const OUTCOMES: [string, () => SelfTest][] = [
  ['passed', passedSelfTest],
  ['failed', failedSelfTest],
];

describe.each(OUTCOMES)('a self-test that %s', (name, outcome) => {
  it('reads like this', async () => {
    const text = `${selfTestReport(outcome(), PLAIN)}\n`;
    await expect(text).toMatchFileSnapshot(`golden/selftest-${name}.txt`);
  });

  it('has 80 columns at most, no control character and no trailing space', () => {
    const text = selfTestReport(outcome(), PLAIN);
    for (const line of text.split('\n')) expect(displayWidth(line), line).toBeLessThanOrEqual(80);
    expect(text).not.toMatch(/(?!\n)\p{Cc}|\p{Cf}| $/mu);
  });

  it('says the same with and without colour', () => {
    const coloured = selfTestReport(outcome(), { ...PLAIN, colour: true });
    const painted = new RegExp(`${String.fromCodePoint(27)}\\[\\d+m`, 'g');
    expect(coloured).toMatch(painted);
    expect(coloured.replaceAll(painted, '').replace(/ +$/gm, '')).toBe(
      selfTestReport(outcome(), PLAIN),
    );
  });
});

describe('the report of a self-test', () => {
  it('says every failure in full, and that it failed', () => {
    const text = selfTestReport(failedSelfTest(), PLAIN).replace(/\s+/g, ' ');
    for (const failure of failedSelfTest().failures.slice(0, 2)) expect(text).toContain(failure);
    expect(text).toContain('FAILED in 21 s');
    expect(text.match(/MISSED/g)).toHaveLength(5 + 3);
  });

  it('of one that passed has no such words', () => {
    const text = selfTestReport(passedSelfTest(), PLAIN);
    expect(text).toContain('Passed in 21 s');
    expect(text).not.toMatch(/MISSED|FAILED/);
  });

  it('marks the states that were not reached', () => {
    const text = selfTestReport(passedSelfTest(), PLAIN);
    expect(text).toMatch(/^l2-evicted! /m);
    expect(text).not.toMatch(/^(hot|dram|l1-evicted)!/m);
  });

  it('shows what is no number as such', () => {
    const test = passedSelfTest();
    test.aa.noiseFloorNs = {};
    test.resolution = [];
    const text = selfTestReport(test, PLAIN);
    expect(text).toContain('n/a');
    expect(text).not.toMatch(/NaN|Infinity|undefined/);
  });
});
