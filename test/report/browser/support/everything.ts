/** A result that has something for every section. */

import type { Curve, Finding } from '../../../../src/explain/explanation.js';
import type { BootResult, Result } from '../../../../src/report/result.js';
import { once } from '../../../cli/command.js';
import { around, explanation } from '../../../fixtures/explanation.js';
import { fixture } from '../../fixtures.js';
import { lineMap } from '../../html/line-maps.js';
import { pageOf } from './open-page.js';

const PARTS = 40;
const PHASES = [0, 8, 16, 24, 32, 40, 48, 56];

/** Drawn once for all tests of a file. */
export const everythingPage = once(async () => pageOf([everything()]));

export function everything(): Result {
  const full = fixture('full');
  const { hypotheses, ...explained } = explanation();
  return {
    ...full,
    ...explained,
    hypotheses: hypotheses.map(withPhases),
    lineMaps: [lineMap('v5.16'), lineMap('v5.17')],
    boots: full.boots.map(withTimeline),
  };
}

function withTimeline(boot: BootResult): BootResult {
  const mean = (1000 * boot.microsecondsPerBoot.estimate) / boot.transitions;
  const nsPerTransition = Array.from({ length: PARTS }, (_, part) => mean * (1 + (part % 7) / 20));
  return { ...boot, timeline: { transitionsPerPart: boot.transitions / PARTS, nsPerTransition } };
}

/** What H3 measures: cost and saving by phase. */
function withPhases(finding: Finding): Finding {
  if (finding.id !== 'H3') return finding;
  const curves = ['v5.16', 'v5.17'].flatMap((layout): Curve[] => [
    phaseCurve(`cost, ${layout}`, (phase) => 140 + (phase % 24)),
    phaseCurve(`saving, ${layout}`, (phase) => (phase === 40 ? 22 : (phase % 16) - 6)),
  ]);
  return { ...finding, curves };
}

function phaseCurve(name: string, ns: (phase: number) => number): Curve {
  const points = PHASES.map((phase) => ({ x: phase, nsPerReset: around(ns(phase), 3) }));
  return { name, xName: 'phase, bytes', points };
}
