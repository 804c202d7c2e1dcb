/** Whatever an explanation holds, its text keeps to the terminal's width. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Explanation } from '../../src/explain/explanation.js';
import { explanationReport, explanationShort } from '../../src/report/explain-tables.js';
import { displayWidth } from '../../src/report/text.js';

/** Extremes and everyday values alike; a measurement is never NaN, and JSON has no infinity. */
const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: -1e3, max: 1e3, noNaN: true }),
  fc.constantFrom(0, -0, 999_999, -999_999, Number.MAX_VALUE, -Number.MAX_VALUE, 5e-324),
);
const interval = fc.record({ estimate: number, low: number, high: number });
/** As the schema has them: whole numbers. */
const bytes = fc.oneof(
  fc.integer({ min: 0, max: 50 }).map((power) => 2 ** power),
  fc.maxSafeNat(),
);
/** No combining characters: they have no width of their own, which the two width counters differ in. */
const text = fc.oneof(
  fc.string({ unit: 'binary-ascii', maxLength: 120 }),
  fc.lorem({ maxCount: 30 }),
  fc
    .array(fc.constantFrom('中', '文', 'µ', ' ', '\u001b', '\u202e'), { maxLength: 60 })
    .map((characters) => characters.join('')),
);
const few = <T>(each: fc.Arbitrary<T>) => fc.array(each, { maxLength: 4 });
const orNull = <T>(each: fc.Arbitrary<T>) => fc.option(each, { freq: 4 });
const access = fc.constantFrom('reads' as const, 'writes' as const);

const finding = fc.record({
  id: fc.constantFrom('H1', 'H10'),
  name: text,
  statement: text,
  contrast: text,
  resultNsPerCall: orNull(interval),
  microsecondsPerBoot: orNull(interval),
  verdict: fc.constantFrom('supported' as const, 'refuted' as const, 'unresolved' as const),
  reason: text,
  controls: orNull(
    fc.record({
      negativeNsPerReset: interval,
      injectedNsPerReset: number,
      positiveNsPerReset: interval,
      passed: fc.boolean(),
    }),
  ),
  measurements: few(fc.record({ name: text, nsPerReset: interval })),
  curves: few(
    fc.record({
      name: text,
      xName: text,
      points: fc.array(fc.record({ x: number, nsPerReset: interval }), { maxLength: 40 }),
    }),
  ),
  needs: orNull(text),
  notes: few(text),
});

const ledgerLine = fc.record({
  kind: fc.constantFrom('part' as const, 'sum' as const, 'whole' as const, 'rest' as const),
  name: text,
  contrast: text,
  nsPerFullReset: orNull(interval),
  nsPerCall: interval,
  microsecondsPerBoot: interval,
});

const explanations: fc.Arbitrary<Explanation> = fc.record({
  hypotheses: few(finding),
  ledger: orNull(
    fc.record({
      layout: text,
      phase: fc.nat(63),
      state: text,
      workload: fc.record({ id: text, calls: fc.nat(), full: fc.nat(), early: fc.nat() }),
      claim: fc.record({
        microsecondsPerBoot: number,
        nsPerCall: number,
        nsPerFullReset: number,
      }),
      cost: few(ledgerLine),
      saving: few(ledgerLine),
    }),
  ),
  sweep: few(
    fc.record({
      access,
      bytes,
      loadLatencyNs: number,
      guestNs: number,
      costNsPerCall: interval,
      savingNsPerCall: interval,
      savingMicrosecondsPerBoot: interval,
    }),
  ),
  crossings: few(
    fc.record({
      access,
      bytes: orNull(bytes),
      lowBytes: orNull(bytes),
      highBytes: orNull(bytes),
      mostBytes: bytes,
    }),
  ),
  between: few(
    fc.record({
      between: text,
      unavailable: orNull(text),
      exitNs: orNull(number),
      costNsPerCall: orNull(interval),
      savingNsPerCall: orNull(interval),
      savingMicrosecondsPerBoot: orNull(interval),
      notes: few(text),
    }),
  ),
  conclusion: few(text),
});
const widths = fc.integer({ min: 40, max: 120 });

describe.each([
  ['report', explanationReport],
  ['short form', explanationShort],
] as const)('the %s of any explanation', (_, render) => {
  it('has no line wider than the terminal, from 40 columns on', () => {
    fc.assert(
      fc.property(explanations, widths, (explanation, columns) => {
        for (const line of render(explanation, { columns, colour: false }).split('\n')) {
          expect(displayWidth(line), line).toBeLessThanOrEqual(columns);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('has no control character, trailing space, or number that is none', () => {
    fc.assert(
      fc.property(explanations, widths, (explanation, columns) => {
        const shown = render(explanation, { columns, colour: false });
        expect(shown).not.toMatch(/(?!\n)\p{Cc}|\p{Cf}| $/mu);
        expect(shown).not.toMatch(/NaN|Infinity|undefined/);
      }),
      { numRuns: 100 },
    );
  });
});
