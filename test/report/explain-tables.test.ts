/** The explanation as a whole, its short form, and what is left out where there is nothing. */

import { describe, expect, it } from 'vitest';
import type { Explanation, Ledger } from '../../src/explain/explanation.js';
import { explanationReport, explanationShort } from '../../src/report/explain-tables.js';
import { textOptions } from '../../src/report/tables.js';
import { displayWidth } from '../../src/report/text.js';
import {
  around,
  emptyExplanation,
  exitFinding,
  explanation,
  finding,
} from '../fixtures/explanation.js';
import { maskNumbers } from './mask.js';

const PLAIN = textOptions(undefined, false);
const RENDERERS = [
  ['report', explanationReport],
  ['short form', explanationShort],
] as const;

/** The ledger of the fixture, which has one. */
function ledger(): Ledger {
  const { ledger: found } = explanation();
  if (found === null) throw new Error('the fixture has a ledger');
  return found;
}

function only(some: Partial<Explanation>): Explanation {
  return { ...emptyExplanation(), ...some };
}

describe('an explanation', () => {
  it.each([80, 40])('in full has these lines in %d columns', async (columns) => {
    const text = maskNumbers(explanationReport(explanation(), textOptions(columns, false)));
    await expect(`${text}\n`).toMatchFileSnapshot(`golden/explain-report-${columns}.txt`);
  });

  it('in short reads like this, to the letter', async () => {
    const text = explanationShort(explanation(), PLAIN);
    await expect(`${text}\n`).toMatchFileSnapshot('golden/explain-short.txt');
  });

  it('in short is one screen: a line for each hypothesis, the saving, the conclusion', () => {
    const lines = explanationShort(explanation(), PLAIN).split('\n');
    expect(lines.length).toBeLessThanOrEqual(45);
    for (const { id } of explanation().hypotheses) {
      expect(lines.filter((line) => line.startsWith(`${id} `))).toHaveLength(1);
    }
    const text = lines.join('\n');
    expect(text).toContain('what the patch saves');
    expect(text).not.toContain('what the calls cost');
  });

  it.each(RENDERERS)('ends with the conclusion: %s', (_, render) => {
    const text = render(explanation(), PLAIN).replace(/\n {2}/g, ' ');
    expect(text.endsWith(explanation().conclusion.join('\n'))).toBe(true);
  });

  it.each(RENDERERS)('says the same with and without colour: %s', (_, render) => {
    const escapes = new RegExp(`${String.fromCodePoint(27)}\\[\\d+m`, 'g');
    const coloured = render(explanation(), { ...PLAIN, colour: true });
    expect(coloured).toMatch(escapes);
    expect(coloured.replaceAll(escapes, '').replace(/ +$/gm, '')).toBe(
      render(explanation(), PLAIN),
    );
  });

  it.each(RENDERERS)('of nothing is one line: %s', (_, render) => {
    expect(render(emptyExplanation(), PLAIN)).toBe('Explanation: none');
  });
});

describe('sections without content', () => {
  const TITLES = ['Hypotheses', 'Saving per call', 'Resets between', 'Ledger', 'Conclusion'];
  const whole = explanation();

  it.each([
    ['Hypotheses', only({ hypotheses: whole.hypotheses })],
    ['Saving per call', only({ sweep: whole.sweep, crossings: whole.crossings })],
    ['Resets between', only({ between: whole.between })],
    ['Ledger', only({ ledger: whole.ledger })],
    ['Conclusion', only({ conclusion: whole.conclusion })],
  ])('are left out around the section %s', (title, some) => {
    const text = explanationReport(some, PLAIN);
    expect(TITLES.filter((each) => new RegExp(`^${each}`, 'm').test(text))).toEqual([title]);
    expect(text).not.toMatch(/\n{3}|\n$/);
  });

  it('are one line where a reason is known', () => {
    const unavailable = 'no /dev/kvm: modprobe kvm';
    const text = explanationReport(only({ between: [exitFinding({ unavailable })] }), PLAIN);
    expect(text).toBe(
      `Resets between real exits\ncpuid of this guest: not measured: ${unavailable}`,
    );
  });
});

describe('the table of hypotheses', () => {
  const row = (some: Partial<Parameters<typeof finding>[0]>) =>
    explanationReport(only({ hypotheses: [finding(some)] }), PLAIN).split('\n')[3];

  it('has name, ns per call, µs per boot and verdict', () => {
    expect(row({})).toMatch(/^H2 misses +26\S* +15\.6±0\.9 supported$/);
  });

  it('has n/a for what could not be measured', () => {
    const nothing = { resultNsPerCall: null, microsecondsPerBoot: null };
    expect(row({ ...nothing, verdict: 'unresolved' })).toMatch(
      /^H2 misses +n\/a +n\/a unresolved$/,
    );
  });
});

describe('the ledger', () => {
  const rowsOf = (some: Partial<Ledger>, side: 'cost' | 'saving' = 'saving') => {
    const whole = { ...ledger(), cost: [], saving: [], [side]: ledger()[side], ...some };
    return explanationReport(only({ ledger: whole }), PLAIN).split('\n');
  };

  it('shows a rest of nearly nothing', () => {
    expect(rowsOf({}).filter((line) => /^rest .*±/.test(line))).toHaveLength(1);
  });

  it('has signs where terms add up, and none where they are added up', () => {
    const rows = rowsOf({}, 'cost');
    const valuesOf = (start: string) => rows.find((line) => line.startsWith(`${start} `)) ?? '';
    expect(valuesOf('issue').match(/\+\d/g)).toHaveLength(3);
    expect(valuesOf('rest').match(/\+\d/g)).toHaveLength(3);
    expect(valuesOf('whole')).not.toContain('+');
    const [part] = ledger().saving;
    if (part === undefined) throw new Error('the fixture has a part');
    const rest = { ...part, kind: 'rest' as const, nsPerCall: around(-3, 2) };
    expect(rowsOf({ saving: [rest] }).find((line) => line.startsWith('rest'))).toMatch(/ -3±2 /);
  });

  it('names the kind of what is no part, but not twice', () => {
    const [part] = ledger().saving;
    if (part === undefined) throw new Error('the fixture has a part');
    const names = ['sum', 'sum of the parts', 'in all'].map((name) => {
      const rows = rowsOf({ saving: [{ ...part, kind: 'sum', name }] });
      return rows.find((line) => line.includes('±'))?.split(/ {2,}|(?= \d)/)[0];
    });
    expect(names).toEqual(['sum', 'sum of the parts', 'sum: in all']);
  });

  it('has n/a per full reset for what only early returns have', () => {
    const line = rowsOf({}, 'cost').find((each) => each.startsWith('early returns '));
    expect(line).toMatch(/^early returns +n\/a +\+0\.37±/);
  });

  it('stands beside what the thread reports, also in short', () => {
    const claim = '\nthe thread: 90 ns per full reset, 60 ns per call, 36 µs per boot\n';
    for (const [, render] of RENDERERS) expect(render(explanation(), PLAIN)).toContain(claim);
  });
});

describe('resets between exits', () => {
  const textOf = (some: Parameters<typeof exitFinding>[0]) =>
    explanationReport(only({ between: [exitFinding(some)] }), PLAIN);

  it('have a mark where nothing is resolved, which is explained', () => {
    const text = textOf({ savingNsPerCall: around(1, 5) });
    expect(text).toMatch(/ 1±5\? /);
    expect(text).toContain('? not resolved');
    expect(textOf({})).not.toContain('?');
  });

  it('have n/a for what is missing', () => {
    const nothing = { exitNs: null, costNsPerCall: null, savingNsPerCall: null };
    expect(textOf(nothing)).toMatch(/^cpuid of this guest( +n\/a){3} +8/m);
  });

  it('have their notes, with what they are notes of', () => {
    expect(textOf({ notes: ['one write an exit'] })).toContain(
      '\ncpuid of this guest: one write an exit',
    );
  });
});

describe('texts of others', () => {
  const evil = 'a\u001b[31mb\u0007\u202ec\r\nd \u4e2d'.repeat(12);

  it.each(RENDERERS)('bring no control character into the %s, and no wide line', (_, render) => {
    const whole = explanation({ conclusion: [evil] });
    for (const each of whole.hypotheses) Object.assign(each, { name: evil, reason: evil });
    for (const each of whole.between) Object.assign(each, { between: evil, notes: [evil] });
    const lines = [...(whole.ledger?.cost ?? []), ...(whole.ledger?.saving ?? [])];
    for (const each of lines) Object.assign(each, { name: evil, contrast: evil });
    if (whole.ledger !== null) Object.assign(whole.ledger, { state: evil, layout: evil });
    const text = render(whole, PLAIN);
    expect(text).not.toMatch(/(?!\n)\p{Cc}|\p{Cf}/u);
    expect(text).not.toMatch(/ $/m);
    for (const line of text.split('\n')) expect(displayWidth(line), line).toBeLessThanOrEqual(80);
  });
});
