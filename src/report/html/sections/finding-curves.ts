/** The curves of one hypothesis, by what their names say. */

import type { Curve, Finding } from '../../../explain/explanation.js';
import type { Result } from '../../result.js';

/** Those whose curves have a section of their own. */
export const PHASE_HYPOTHESIS = 'H3';
export const COPY_HYPOTHESIS = 'H7';

export type WithHypotheses = Pick<Result, 'hypotheses'>;

export function findingOf({ hypotheses }: WithHypotheses, id: string): Finding | undefined {
  return hypotheses.find((finding) => finding.id === id);
}

/** Empty without that hypothesis, and where it could not be measured. */
export function curvesOf(result: WithHypotheses, id: string): Curve[] {
  return findingOf(result, id)?.curves.filter(({ points }) => points.length > 0) ?? [];
}

/** Why there are no curves of a hypothesis, and how to get them. */
export function curvesMissing(result: WithHypotheses, id: string, what: string): string {
  const finding = findingOf(result, id);
  if (finding !== undefined) return `${what} were not measured: ${finding.reason}`;
  const command = `kvm-mmu-bench explain --hypothesis ${id.toLowerCase()} --output FILE`;
  return `${what} are not in the result; \`${command}\` measures them`;
}
