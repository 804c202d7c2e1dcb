/** Whatever was measured, the conclusion's numbers are numbers of the run or the thread's. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conclude } from '../../../src/explain/conclusion.js';
import type {
  Crossing,
  Explanation,
  Finding,
  Ledger,
  Verdict,
} from '../../../src/explain/explanation.js';
import { formatBytes, formatInterval, formatNs, formatPercent } from '../../../src/format.js';
import type { Interval } from '../../../src/stats/types.js';
import { emptyExplanation, exitFinding, explanation, finding } from '../../fixtures/explanation.js';

const number = fc.double({ min: -1e7, max: 1e7, noNaN: true });

const interval: fc.Arbitrary<Interval> = fc
  .tuple(
    number,
    fc.double({ min: 0, max: 1e6, noNaN: true }),
    fc.double({ min: 0, max: 1e6, noNaN: true }),
  )
  .map(([estimate, below, above]) => ({ estimate, low: estimate - below, high: estimate + above }));

const hypotheses: fc.Arbitrary<Finding[]> = fc
  .array(
    fc.record({
      verdict: fc.constantFrom<Verdict[]>('supported', 'refuted', 'unresolved'),
      microsecondsPerBoot: fc.option(interval),
      needs: fc.option(fc.constant('what nobody has')),
    }),
    { maxLength: 10 },
  )
  .map((some) => some.map((each, index) => finding({ ...each, id: `H${index + 1}` })));

const footprint = fc.option(fc.integer({ min: 0, max: 2 ** 30 }));

/** As the sweep finds them: an interval reaches the claim no later than its estimate does. */
const crossing: fc.Arbitrary<Crossing> = fc
  .record({
    access: fc.constantFrom<Crossing['access'][]>('reads', 'writes'),
    lowBytes: footprint,
    bytes: footprint,
    highBytes: footprint,
    mostBytes: fc.integer({ min: 0, max: 2 ** 30 }),
  })
  .map((each) => {
    const bytes = each.lowBytes === null ? null : each.bytes;
    return { ...each, bytes, highBytes: bytes === null ? null : each.highBytes };
  });

const between = fc.array(
  fc
    .record({
      exitNs: fc.option(fc.double({ min: 1, max: 1e7, noNaN: true })),
      savingNsPerCall: fc.option(interval),
    })
    .map((each) => exitFinding(each)),
  { maxLength: 2 },
);

const { ledger: LEDGER } = explanation();

const ledger: fc.Arbitrary<Ledger | null> = fc.option(
  fc.tuple(interval, interval).map(([cost, saving]) => {
    if (LEDGER === null) throw new Error('no ledger');
    const withWhole = (lines: Ledger['cost'], microsecondsPerBoot: Interval) =>
      lines.map((line) => (line.kind === 'whole' ? { ...line, microsecondsPerBoot } : line));
    return {
      ...LEDGER,
      cost: withWhole(LEDGER.cost, cost),
      saving: withWhole(LEDGER.saving, saving),
    };
  }),
);

const explanations: fc.Arbitrary<Explanation> = fc
  .record({ hypotheses, between, ledger, crossings: fc.array(crossing, { maxLength: 2 }) })
  .map((some) => ({ ...emptyExplanation(), ...some }));

const NUMBER = /-?\d[\d.]*(?:e\+\d+)?/g;

/** 36 µs, 600 calls, 400 full resets, 60 and 90 ns. */
const THREAD = ['36', '600', '400', '60.0', '90.0'];
/** Below which a share is not told any finer, in per cent. */
const LEAST_SHARE = '0.1';

/** As they may be written. */
function numbersOf({ hypotheses, between, ledger, crossings }: Explanation): Set<string> {
  const texts = [
    ...hypotheses.flatMap(({ id, microsecondsPerBoot }) => [
      id,
      ...(microsecondsPerBoot === null
        ? []
        : [
            formatInterval(microsecondsPerBoot),
            formatPercent((100 * microsecondsPerBoot.high) / 36),
          ]),
    ]),
    ...between.flatMap(({ exitNs, savingNsPerCall }) =>
      exitNs === null || savingNsPerCall === null
        ? []
        : [
            formatNs(exitNs),
            formatInterval(savingNsPerCall),
            formatPercent((100 * savingNsPerCall.estimate) / exitNs),
          ],
    ),
    ...[...(ledger?.cost ?? []), ...(ledger?.saving ?? [])].flatMap(({ microsecondsPerBoot }) => [
      formatInterval(microsecondsPerBoot),
      formatPercent((100 * microsecondsPerBoot.estimate) / 36),
    ]),
    ...crossings.flatMap(({ bytes, lowBytes, highBytes, mostBytes }) =>
      [bytes, lowBytes, highBytes, mostBytes].flatMap((each) =>
        each === null ? [] : [formatBytes(each)],
      ),
    ),
  ];
  return new Set([...THREAD, LEAST_SHARE, ...texts.flatMap(numbersIn)]);
}

function numbersIn(text: string): string[] {
  return (text.match(NUMBER) ?? []).map((each) => each.replace(/\.$/, ''));
}

/** Ends without a full stop, or holds what is no number. */
function isFlawed(sentence: string): boolean {
  const whole = /^[A-Z].*\.$/.test(sentence);
  return !whole || /NaN|undefined|null|Infinity|n\/a|\[object|\.\.| {2}/.test(sentence);
}

describe('whatever was measured,', () => {
  it('every sentence ends, and holds nothing that is no number', () => {
    const property = fc.property(explanations, (all) => {
      expect(conclude(all).filter(isFlawed)).toEqual([]);
    });
    fc.assert(property);
  });

  it('every number is one of the run’s or the thread’s', () => {
    const property = fc.property(explanations, (all) => {
      const known = numbersOf(all);
      expect(
        conclude(all)
          .flatMap(numbersIn)
          .filter((each) => !known.has(each)),
      ).toEqual([]);
    });
    fc.assert(property);
  });

  it('only what is supported, and whose whole interval reaches the claim, is said to be enough', () => {
    const property = fc.property(explanations, (all) => {
      const said = conclude(all).join('\n');
      const enough = all.hypotheses.filter(({ id }) =>
        said.includes(`${id} (misses) would be enough`),
      );
      expect(enough).toEqual(
        all.hypotheses.filter(
          ({ verdict, microsecondsPerBoot }) =>
            verdict === 'supported' && (microsecondsPerBoot?.low ?? 0) >= 36,
        ),
      );
    });
    fc.assert(property);
  });
});
