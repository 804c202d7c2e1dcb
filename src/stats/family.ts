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
