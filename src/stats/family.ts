/** Several comparisons at once: the more intervals, the likelier that one of them is wrong. */

import { requireInteger, requireProbability } from './checks.js';

export type FamilyMethod = 'bonferroni' | 'sidak';

/**
 * The confidence that each of several intervals needs so that all of them together hold with the
 * given confidence.
 *
 * Bonferroni (Dunn, JASA 56, 1961) holds whatever the dependence, and columns that share a
 * baseline are dependent. Šidák (JASA 62, 1967) is a little narrower, for independent or jointly
 * normal estimates.
 *
 * @param confidence of the family, in (0, 1)
 * @param comparisons how many intervals, at least 1
 * @throws RangeError naming the argument that is out of range
 */
export function familyConfidence(
  confidence: number,
  comparisons: number,
  method: FamilyMethod = 'bonferroni',
): number {
  requireProbability(confidence, 'confidence');
  requireInteger(comparisons, 'comparisons', 1);
  if (method === 'sidak') return confidence ** (1 / comparisons);
  return 1 - (1 - confidence) / comparisons;
}

/**
 * Holm's step-down decisions (Scand. J. Statist. 6, 1979): never fewer rejections than Bonferroni,
 * with the same guarantee. For verdicts only: the intervals that go with it are Bonferroni's.
 *
 * @param comparisons how many hypotheses, at least 1
 * @param confidence of the family: it holds that with this probability no rejection is wrong
 * @param rejects whether the interval of one comparison at this confidence excludes the hypothesis
 *   (zero, say); must reject at a lower confidence whatever it rejects at a higher one
 * @returns per comparison, whether it is rejected
 * @throws RangeError naming the argument that is out of range
 */
export function holmRejections(
  comparisons: number,
  confidence: number,
  rejects: (comparison: number, confidence: number) => boolean,
): boolean[] {
  const rejected = Array.from({ length: comparisons }, () => false);
  let left = comparisons;
  for (;;) {
    // Each round of rejections leaves fewer comparisons to guard against.
    const each = familyConfidence(confidence, left);
    const found = rejected.flatMap((done, index) => (!done && rejects(index, each) ? [index] : []));
    for (const index of found) rejected[index] = true;
    left -= found.length;
    if (found.length === 0 || left === 0) return rejected;
  }
}
