/** How the hypotheses stand over all files: what makes the claim, what cannot, what stays open. */

import { THREAD_SAVING_MICROSECONDS as CLAIM } from '../../src/explain/thread.js';
import { findingName } from '../../src/report/explain-details.js';
import type { Result } from '../../src/report/result.js';
import { literal } from './markdown.js';
import type { Source } from './sources.js';
import { intervalText } from './values.js';

type Finding = Result['hypotheses'][number];

export type Standing = 'enough' | 'possibly' | 'part' | 'cannot' | 'open';

/** One hypothesis, as every file that has it finds it. */
export interface Judged {
  id: string;
  /** Markdown. */
  name: string;
  statement: string;
  standing: Standing;
  findings: readonly [Judgement, ...Judgement[]];
}

export interface Judgement {
  /** Which file's. */
  source: string;
  finding: Finding;
}

/** In the order of the first file that has them. */
export function judgedHypotheses(sources: readonly Source[]): Judged[] {
  const all = sources.flatMap(({ name: source, result }) =>
    result.hypotheses.map((finding): Judgement => ({ source, finding })),
  );
  const ids = [...new Set(all.map(({ finding }) => finding.id))];
  return ids.flatMap((id) => {
    const [first, ...others] = all.filter(({ finding }) => finding.id === id);
    if (first === undefined) return [];
    const findings: Judged['findings'] = [first, ...others];
    return [
      {
        id,
        name: literal(findingName(first.finding)),
        statement: literal(first.finding.statement),
        standing: standingOf(findings.map(({ finding }) => finding)),
        findings,
      },
    ];
  });
}

/** Files that disagree settle nothing. */
function standingOf(findings: readonly Finding[]): Standing {
  const verdicts = new Set(findings.map(({ verdict }) => verdict));
  if (verdicts.size > 1 || verdicts.has('unresolved')) return 'open';
  if (verdicts.has('refuted')) return 'cannot';
  const lows = findings.map(({ microsecondsPerBoot }) => microsecondsPerBoot?.low ?? -Infinity);
  const highs = findings.map(({ microsecondsPerBoot }) => microsecondsPerBoot?.high ?? -Infinity);
  if (lows.every((low) => low >= CLAIM)) return 'enough';
  return highs.some((high) => high >= CLAIM) ? 'possibly' : 'part';
}

/** `41.5 [41.3, 41.8] µs (explained), 41.7 [40.9, 42.4] µs (measured)` */
export function amounts({ findings }: Judged): string {
  return findings
    .map(({ source, finding }) => {
      const interval = finding.microsecondsPerBoot;
      return `${intervalText(interval)}${interval === null ? '' : ' µs'} (${literal(source)})`;
    })
    .join(', ');
}
