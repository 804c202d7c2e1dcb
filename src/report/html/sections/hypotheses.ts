/** Ten mechanisms that a CPU could spend the claim on, and what became of each here. */

import type { Finding, Verdict } from '../../../explain/explanation.js';
import {
  THREAD_CALLS,
  THREAD_SAVING_MICROSECONDS,
  THREAD_SAVING_NS_PER_CALL,
} from '../../../explain/thread.js';
import { findingName, formatExact } from '../../explain-details.js';
import { savingRange } from '../axis.js';
import { type Chart, chartFigure } from '../chart.js';
import { forestDrawing } from '../forest-plot.js';
import { type Html, html } from '../html.js';
import { notes } from '../marks.js';
import type { Section } from '../section.js';
import { FAINT, INK, SERIES_COLOURS } from '../theme.js';
import { drawable } from './curves.js';
import { findingDetails } from './finding-details.js';
import { hypothesisTable } from './hypothesis-table.js';
import { measured } from './interval-text.js';

const [SUPPORTED = INK, UNRESOLVED = INK] = SERIES_COLOURS;
const COLOURS: Record<Verdict, string> = {
  supported: SUPPORTED,
  refuted: FAINT,
  unresolved: UNRESOLVED,
};

export const HYPOTHESES: Section = {
  id: 'hypotheses',
  title: 'Hypotheses',
  render({ hypotheses }) {
    if (hypotheses.length === 0) {
      return {
        missing:
          'no mechanism was put to the test; `kvm-mmu-bench explain --output FILE` does that with ten',
      };
    }
    return html`<p>What each mechanism adds to the patch's saving if every full reset meets it as the experiment makes
it. A call is the average one of the thread's ${THREAD_CALLS}; it reports
${formatExact(THREAD_SAVING_NS_PER_CALL)} ns per call, ${THREAD_SAVING_MICROSECONDS} µs per boot. A refuted one is too
small even then, on this CPU.</p>
${overview(hypotheses)}
${hypothesisTable(hypotheses)}
${hypotheses.map(findingDetails)}`;
  },
};

/** All that have a number, beside each other. */
function overview(hypotheses: readonly Finding[]): Html {
  const found = hypotheses.flatMap((finding) => {
    const { microsecondsPerBoot: interval } = finding;
    return interval === null ? [] : [{ ...finding, interval }];
  });
  const without = hypotheses.filter(({ microsecondsPerBoot }) => microsecondsPerBoot === null);
  return html`${found.length === 0 ? [] : chartFigure(overviewChart(found))}
${notes([
  ...(found.length === 0 ? [] : ['Hollow: unresolved. A line is the 95 % interval.']),
  ...without.map((finding) => `${findingName(finding)} is not in the chart: ${finding.reason}.`),
])}`;
}

type Found = Finding & { interval: NonNullable<Finding['microsecondsPerBoot']> };

function overviewChart(found: readonly Found[]): Chart {
  const named = (verdict: Verdict): string => {
    const own = found.filter((finding) => finding.verdict === verdict).map(findingName);
    return `${verdict}: ${own.length === 0 ? 'none' : own.join(', ')}`;
  };
  const intervals = found.map(({ interval }) => drawable(interval));
  return {
    label:
      `What each mechanism adds to the saving, µs per boot, against the thread's ` +
      `${THREAD_SAVING_MICROSECONDS} µs. ${named('supported')}; ${named('refuted')}; ${named('unresolved')}.`,
    ...forestDrawing({
      groups: found.map((finding) => ({
        name: findingName(finding),
        rows: [
          {
            label: finding.verdict,
            interval: drawable(finding.interval),
            text: measured(finding.interval),
            colour: COLOURS[finding.verdict],
            mark: finding.verdict === 'unresolved' ? 'unresolved' : 'resolved',
          },
        ],
      })),
      axisName: 'added to the saving, µs per boot',
      range: savingRange(intervals, THREAD_SAVING_MICROSECONDS),
      claim: {
        value: THREAD_SAVING_MICROSECONDS,
        text: `the thread: ${THREAD_SAVING_MICROSECONDS} µs`,
      },
    }),
    table: {
      caption: 'added to the saving',
      columns: [
        { title: 'hypothesis' },
        { title: 'ns per call', numeric: true },
        { title: 'µs per boot', numeric: true },
        { title: 'verdict' },
      ],
      rows: found.map((finding) => [
        findingName(finding),
        measured(finding.resultNsPerCall),
        measured(finding.interval),
        finding.verdict,
      ]),
    },
  };
}
