/** Everything that `explain` measures, one experiment after the other. */

import { type Exit, measureBetween } from './between.js';
import { conclude } from './conclusion.js';
import type { JobHealth } from './disturbances.js';
import type { Explanation } from './explanation.js';
import { find, type Hypothesis } from './hypotheses/hypothesis.js';
import type { Effort, Lab } from './lab/lab.js';
import { measureLedger } from './ledger.js';
import { crossingsOf, measurePoint, SWEEP_ACCESSES } from './sweep.js';

export interface ExplainPlan {
  hypotheses: readonly Hypothesis[];
  between: readonly Exit[];
  ledger: boolean;
}

export interface Explained {
  explanation: Explanation;
  /** False if interrupted: the explanation holds what was found until then. */
  complete: boolean;
  jobs: readonly JobHealth[];
}

/** About how many jobs that takes: a hypothesis has one or two. */
export function jobsOf({ hypotheses, between, ledger }: ExplainPlan, effort: Effort): number {
  const sweep = SWEEP_ACCESSES.length * effort.footprints.length;
  return Math.round(1.3 * hypotheses.length) + between.length + sweep + (ledger ? 1 : 0);
}

type Found = Pick<Explanation, 'hypotheses' | 'between' | 'sweep' | 'ledger'>;

/** @param onStep called between experiments, with what is found already */
export async function explain(
  lab: Lab,
  plan: ExplainPlan,
  onStep: (soFar: () => Explained) => void = () => {},
): Promise<Explained> {
  const found: Found = { hypotheses: [], between: [], sweep: [], ledger: null };
  const explained = (complete: boolean): Explained => {
    const all = { ...found, crossings: crossingsOf(found.sweep) };
    return { explanation: { ...all, conclusion: conclude(all) }, complete, jobs: lab.jobs };
  };
  for (const { label, take } of steps(plan, lab)) {
    lab.announce(label);
    try {
      await take(found);
    } catch (error) {
      if (!lab.setting.signal.aborted) throw error;
      return explained(false);
    }
    onStep(() => explained(false));
  }
  return explained(true);
}

interface Step {
  label: string;
  take(found: Found): Promise<void>;
}

function steps({ hypotheses, between, ledger }: ExplainPlan, lab: Lab): Step[] {
  return [
    ...hypotheses.map((hypothesis) => ({
      label: `${hypothesis.id} ${hypothesis.name}`,
      take: async (found: Found) => void found.hypotheses.push(await find(hypothesis, lab)),
    })),
    ...between.map((exit) => ({
      label: `between resets: ${exit}`,
      take: async (found: Found) => void found.between.push(await measureBetween(lab, exit)),
    })),
    ...SWEEP_ACCESSES.flatMap((access) =>
      lab.setting.effort.footprints.map((bytes) => ({
        label: `guest's ${access}`,
        take: async (found: Found) => void found.sweep.push(await measurePoint(lab, access, bytes)),
      })),
    ),
    ...(ledger
      ? [
          {
            label: 'ledger',
            take: async (found: Found) => {
              found.ledger = await measureLedger(lab);
            },
          },
        ]
      : []),
  ];
}
