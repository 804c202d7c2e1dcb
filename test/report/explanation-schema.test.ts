/** An explanation in a result file: nothing is lost on the way, nothing wrong gets in. */

import { describe, expect, it } from 'vitest';
import type { Explanation } from '../../src/explain/explanation.js';
import { describeIssues } from '../../src/report/issues.js';
import { type Result, resultSchema } from '../../src/report/result.js';
import { serialiseResult } from '../../src/report/write.js';
import { around, emptyExplanation, explanation, finding } from '../fixtures/explanation.js';
import { type Fixture, fixture, fixtureJson } from './fixtures.js';

const FIELDS = Object.keys(emptyExplanation());

function partOf(result: Result): Explanation {
  const { hypotheses, ledger, sweep, crossings, between, conclusion } = result;
  return { hypotheses, ledger, sweep, crossings, between, conclusion };
}

/** Written to a file's text and read again. */
function throughFile(some: Explanation): Explanation {
  const text = serialiseResult({ ...fixture('no-cells'), ...some });
  return partOf(resultSchema.parse(JSON.parse(text)));
}

/** What a result with this in place of its own fields is refused for; null if it is not. */
function refusal(some: Record<string, unknown>): string | null {
  const checked = resultSchema.safeParse({ ...fixtureJson('no-cells'), ...some });
  return checked.success ? null : describeIssues(checked.error);
}

describe('an explanation', () => {
  it('comes out of a file as it went in', () => {
    expect(throughFile(explanation())).toEqual(explanation());
  });

  it('of nothing does so too', () => {
    expect(throughFile(emptyExplanation())).toEqual(emptyExplanation());
  });

  it('keeps what a finding would need, and that it needs nothing', () => {
    const hypotheses = [finding({ needs: 'a full moon' }), finding({ needs: null })];
    expect(throughFile(explanation({ hypotheses })).hypotheses).toEqual(hypotheses);
  });

  it('leaves the rest of the result as it was', () => {
    const before = fixture('full');
    const after = resultSchema.parse({ ...before, ...explanation() });
    expect({ ...after, ...emptyExplanation() }).toEqual({ ...before, ...emptyExplanation() });
  });
});

describe('a result without the fields', () => {
  it.each<Fixture>(['older', 'no-cells'])('(%s) explains nothing', (name) => {
    const json = fixtureJson(name);
    for (const field of FIELDS) delete json[field];
    expect(partOf(resultSchema.parse(json))).toEqual(emptyExplanation());
  });

  it('is what a version before explanations wrote', () => {
    const json = fixtureJson('older');
    // It had a ledger in mind, and wrote that there is none.
    expect(json).toHaveProperty('ledger', null);
    for (const field of FIELDS.filter((each) => each !== 'ledger')) {
      expect(json).not.toHaveProperty(field);
    }
  });

  it('of a finding that says what it needs has none', () => {
    const { needs: _, ...before } = finding();
    const { hypotheses } = resultSchema.parse({
      ...fixtureJson('no-cells'),
      hypotheses: [before],
    });
    expect(hypotheses).toEqual([{ ...before, needs: null }]);
  });
});

describe('a result is refused, with the place,', () => {
  const [sweepPoint] = explanation().sweep;
  const { ledger } = explanation();

  it.each<[string, Record<string, unknown>, RegExp]>([
    [
      'a fourth verdict',
      { hypotheses: [{ ...finding(), verdict: 'maybe' }] },
      /hypotheses.*verdict/,
    ],
    [
      'a number that is none',
      { hypotheses: [{ ...finding(), resultNsPerCall: around(Number.NaN, 1) }] },
      /hypotheses.*resultNsPerCall/,
    ],
    [
      'a number without end',
      { hypotheses: [{ ...finding(), microsecondsPerBoot: around(Number.POSITIVE_INFINITY, 1) }] },
      /hypotheses.*microsecondsPerBoot/,
    ],
    [
      'an interval without an end',
      { hypotheses: [{ ...finding(), microsecondsPerBoot: { estimate: 1, low: 0 } }] },
      /microsecondsPerBoot.*high/,
    ],
    [
      'a kind of line',
      { ledger: { ...ledger, cost: [{ ...ledger?.cost[0], kind: 'net' }] } },
      /kind/,
    ],
    ['a third access', { sweep: [{ ...sweepPoint, access: 'executes' }] }, /sweep.*access/],
    ['half a byte', { sweep: [{ ...sweepPoint, bytes: 0.5 }] }, /sweep.*bytes/],
    [
      'a point without its cost',
      { sweep: [{ ...sweepPoint, costNsPerCall: null }] },
      /costNsPerCall/,
    ],
    ['a conclusion in one text', { conclusion: 'it is the cache' }, /conclusion/],
  ])('for %s', (_, some, place) => {
    expect(refusal(some)).toMatch(place);
  });

  it('but not for its absence, nor for null where there was nothing to measure', () => {
    const unmeasured = finding({
      resultNsPerCall: null,
      microsecondsPerBoot: null,
      controls: null,
      verdict: 'unresolved',
    });
    expect(refusal({ hypotheses: [unmeasured], ledger: null })).toBeNull();
    expect(refusal({})).toBeNull();
  });
});

describe('a result that cannot be read again', () => {
  it('is not written', () => {
    const [point] = explanation().sweep;
    if (point === undefined) throw new Error('no sweep');
    const sweep = [{ ...point, guestNs: Number.NaN }];
    expect(() => serialiseResult({ ...fixture('no-cells'), ...explanation({ sweep }) })).toThrow(
      /not valid: .*guestNs/,
    );
  });
});
