/** What `explain` found: a row for each hypothesis, and the conclusion. */

import { THREAD_CALLS, THREAD_SAVING_MICROSECONDS } from '../../explain/thread.js';
import { findingName, formatMeasured } from '../../report/explain-details.js';
import type { Result } from '../../report/result.js';
import type { Column } from '../../report/table.js';
import { type Block, heading, list, paragraph, table } from './blocks.js';

const COLUMNS: readonly Column[] = [
  { head: 'hypothesis', align: 'left' },
  { head: 'ns/call', align: 'right' },
  { head: 'µs/boot', align: 'right' },
  { head: 'verdict', align: 'left' },
];

/** Nothing of a result that explains nothing. */
export function hypothesesBlocks({ hypotheses, conclusion }: Result): Block[] {
  const found =
    hypotheses.length === 0
      ? []
      : [
          heading(4, 'Hypotheses'),
          table(
            COLUMNS,
            hypotheses.map((finding) => [
              findingName(finding),
              formatMeasured(finding.resultNsPerCall),
              formatMeasured(finding.microsecondsPerBoot),
              finding.verdict,
            ]),
          ),
          paragraph(
            "What each mechanism adds to the patch's saving. A call is the average one of the thread's " +
              `${THREAD_CALLS}; it reports ${THREAD_SAVING_MICROSECONDS} µs per boot.`,
          ),
        ];
  return conclusion.length === 0 ? found : [...found, heading(4, 'Conclusion'), list(conclusion)];
}
