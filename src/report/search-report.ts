/** What `layout search` prints. */

import { linesOfGroup } from '../search/groups.js';
import { type SearchOutcome, shownCandidate } from '../search/outcome.js';
import type { Objective } from '../search/types.js';
import { searchAnswer } from './search-answer.js';
import { searchListing } from './search-listing.js';
import { movesText } from './search-moves.js';
import { searchTable } from './search-table.js';
import { heading } from './table.js';
import { palette, printable, type TextOptions, wrap, wrapPainted } from './text.js';

export function searchReport(outcome: SearchOutcome, options: TextOptions): string {
  const { result } = outcome;
  const shown = shownCandidate(outcome);
  const candidate = shown === null ? undefined : result.candidates[shown];
  return [
    [title(titleText(outcome), options), ...groupLines(outcome, options)].join('\n'),
    ...(result.candidates.length === 0 ? [] : [candidatesBlock(outcome, options)]),
    ...(shown === null || candidate === undefined
      ? []
      : [
          [
            heading(`Candidate ${shown + 1}`, options),
            searchListing(candidate.layout, candidate.linesDirtied),
          ].join('\n'),
          [
            title(
              `From ${result.original.layout.name} to candidate ${shown + 1}, in this order`,
              options,
            ),
            ...movesText(result.original, candidate).map((line) =>
              wrap(`- ${line}`, options.columns, '  '),
            ),
          ].join('\n'),
        ]),
    [
      heading('Answer', options),
      ...searchAnswer(outcome).map((line) => wrap(line, options.columns, '  ')),
    ].join('\n'),
  ].join('\n\n');
}

/** Names may be longer than a line. */
function title(text: string, options: TextOptions): string {
  return wrapPainted(text, options.columns, '  ', palette(options.colour).title);
}

const OBJECTIVE_TEXTS: Record<Objective, string> = {
  lines: 'fewest lines dirtied',
  saving: 'most lines saved',
  ns: 'fewest lines dirtied, in ns',
};

function titleText({ result, measuring, objective }: SearchOutcome): string {
  const { name, phase } = result.original.layout;
  return `Orders of ${name} (phase ${phase}) for ${measuring.strategy}: ${OBJECTIVE_TEXTS[objective]}`;
}

function groupLines({ groups, result }: SearchOutcome, options: TextOptions): string[] {
  if (groups.length === 0) return [wrap('kept together: nothing', options.columns, '  ')];
  return groups.map((group) => {
    const lines = linesOfGroup(result.original.layout, group);
    const most = `${lines} ${lines === 1 ? 'line' : 'lines'} at most`;
    const names = printable(group.fields.join(', '));
    return wrap(`kept on ${most} (${group.reason}): ${names}`, options.columns, '  ');
  });
}

function candidatesBlock(outcome: SearchOutcome, options: TextOptions): string {
  const { measured, measuring } = outcome;
  const notes = [
    ...(measured === null ? [] : [MEASURED_NOTE]),
    ...(outcome.objective === 'saving' ? [`base: lines that ${outcome.baseline} dirties`] : []),
    ...(outcome.result.candidates.some(({ paddingBytes }) => paddingBytes > 0)
      ? [PADDING_NOTE]
      : []),
  ];
  const place = measured === null ? 'not measured' : `${measuring.state}, ${measuring.retirement}`;
  return [
    heading(`Candidates, ${place}`, options),
    searchTable(outcome, options),
    ...notes.map((note) => wrap(note, options.columns, '  ')),
  ].join('\n');
}

const MEASURED_NOTE =
  'ns with 95 % intervals; better and worse hold for all candidates together at 95 % and beyond the ' +
  'noise floor, ? is neither';
const PADDING_NOTE = 'pad: bytes added before the struct in what holds it';
