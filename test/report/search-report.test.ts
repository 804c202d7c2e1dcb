import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { layoutFileSchema } from '../../src/layout/files/layout-file.js';
import { searchAnswer } from '../../src/report/search-answer.js';
import { SEARCH_SCHEMA, searchDocument } from '../../src/report/search-document.js';
import { movesText } from '../../src/report/search-moves.js';
import { searchReport } from '../../src/report/search-report.js';
import { displayWidth } from '../../src/report/text.js';
import { candidate, elsewhere, original, outcomeOf } from './search-outcomes.js';

const options = { columns: 80, colour: false };

describe('the answer', () => {
  it('that nothing is better is one, and says whether it is proven', () => {
    const [proven] = searchAnswer(outcomeOf([]));
    expect(proven).toBe(
      'field-by-field dirties 2 lines of small. No order at phase 40, of this size at most, with ' +
        'these alignments and groups, does better: proven.',
    );
    const [unproven] = searchAnswer(
      outcomeOf([], [], {
        result: { original, candidates: [], proof: 'heuristic' },
        phases: [0, 40],
      }),
    );
    expect(unproven).toContain('No order at any phase,');
    expect(unproven).toContain('was found that does better; that there is none is not proven.');
  });

  it('gives the lines, and their worth where a line has a price', () => {
    const [found, ...rest] = searchAnswer(outcomeOf([candidate], [], { nsPerLine: 12 }));
    expect(found).toContain('Reordered, it dirties 1 line.');
    expect(found).toMatch(/At 12\.0 ns a line that is 12\.0 ns a reset\.$/);
    expect(rest).toEqual([]);
  });

  it('of a measured winner is its gain, a reset and a boot', () => {
    const [, measured] = searchAnswer(outcomeOf([elsewhere, candidate], [100, 99.9, 90]));
    expect(measured).toMatch(
      /^Measured, candidate 2 is faster by 10(\.\d)? \[[\d.]+, [\d.]+\] ns a reset: /,
    );
    expect(measured).toMatch(
      /4(\.\d+)? \[[\d.]+, [\d.]+\] µs over the 400 full resets of thread-600\.$/,
    );
  });

  it('of no measured winner names the noise floor', () => {
    const [, measured] = searchAnswer(outcomeOf([candidate], [100, 99.9]));
    expect(measured).toBe(
      'Measured, no candidate of 1 is faster than the original beyond its interval and the noise ' +
        'floor of ±0.50 ns a reset.',
    );
  });

  it('of a struct that no boot resets has no µs', () => {
    const outcome = outcomeOf([candidate], [100, 90], { workload: null });
    expect(searchAnswer(outcome)[1]).toMatch(/ns a reset\.$/);
  });
});

describe('moves', () => {
  it('are what to do to the declaration, and to what holds the struct', () => {
    expect(movesText(original, candidate)).toEqual(['move b behind d']);
    expect(movesText(original, elsewhere)).toEqual([
      'put 24 bytes of padding before the struct in what holds it, for phase 0 instead of 40',
      'move b behind d',
    ]);
  });
});

describe('the report', () => {
  it('shows the measured winner, its moves and the table, within 80 columns', () => {
    const text = searchReport(outcomeOf([elsewhere, candidate], [100, 99.9, 90]), options);
    expect(text).toContain('kept on 2 lines at most (a reader): a, d');
    expect(text).toMatch(/^original +0 +0 +2 +100 \[99, 101\]$/m);
    expect(text).toMatch(/^candidate 1 +1 +24 +1 .* \?$/m);
    expect(text).toMatch(/^candidate 2 +1 +0 +1 .* better$/m);
    expect(text).toContain('struct small-reordered-1 {');
    expect(text).not.toContain('struct small-reordered-2 {');
    expect(text).toContain('From small to candidate 2, in this order\n- move b behind d');
    for (const line of text.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(80);
  });

  it('without a measurement shows the first, without a winner none', () => {
    expect(searchReport(outcomeOf([candidate]), options)).toContain('Candidates, not measured');
    expect(searchReport(outcomeOf([candidate]), options)).toContain('struct small-reordered-1 {');
    expect(searchReport(outcomeOf([candidate], [100, 100]), options)).not.toContain('struct');
    expect(searchReport(outcomeOf([]), options)).not.toContain('Candidates');
  });

  it('of savings has the baseline’s lines, and stays within 80 columns', () => {
    const measuring = { ...outcomeOf([]).measuring, strategy: 'memcpy-constants-rep-movsb' };
    const outcome = outcomeOf([elsewhere, candidate], [1234, 1230, 1100], {
      objective: 'saving',
      measuring,
    });
    const text = searchReport(outcome, options);
    expect(text).toMatch(/^order +moves +pad, B +lines +base +saving, ns +gain, ns$/m);
    for (const line of text.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(80);
  });
});

describe('the document', () => {
  const document = z.object({
    schema: z.literal(SEARCH_SCHEMA),
    proof: z.enum(['exact', 'heuristic']),
    original: z.object({ layout: layoutFileSchema }),
    candidates: z.array(
      z.object({
        layout: layoutFileSchema,
        moves: z.array(z.object({ field: z.string(), after: z.string().nullable() })),
        gain: z.object({ verdict: z.string() }).nullable(),
      }),
    ),
    winner: z.number().nullable(),
    answer: z.array(z.string()),
  });
  const roundTrip = (outcome: ReturnType<typeof outcomeOf>) =>
    document.parse(JSON.parse(JSON.stringify(searchDocument(outcome))));

  it('holds every layout as a layout file does, and says who won', () => {
    const written = roundTrip(outcomeOf([elsewhere, candidate], [100, 99.9, 90]));
    expect(written.winner).toBe(1);
    expect(written.candidates.map(({ gain }) => gain?.verdict)).toEqual(['not-resolved', 'faster']);
    expect(written.candidates[1]?.moves).toEqual([{ field: 'b', after: 'd' }]);
  });

  it('without a measurement has nulls for it', () => {
    const written = roundTrip(outcomeOf([candidate]));
    expect(written).toMatchObject({ winner: null, candidates: [{ gain: null }] });
  });
});
