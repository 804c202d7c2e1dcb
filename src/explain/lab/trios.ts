/**
 * The three arms that most contrasts are made of: the kernel's reset, the patch's, and none, all in
 * one setting.
 */

import type { ArmRequest } from '../../host/native-lab.js';
import { THREAD_STRATEGY } from '../thread.js';
import { type Combination, minus } from './contrast.js';

export type Arms = Record<string, ArmRequest>;

/** Names of what a setting's arms are called: `hot: field-by-field`. */
export function armName(setting: string, strategy: string): string {
  return `${setting}: ${strategy}`;
}

export interface Players {
  baseline: string;
  /** Does nothing: what the harness costs. */
  control: string;
}

/** Baseline, patch and control, which differ in nothing else. */
export function trio(setting: string, arm: Omit<ArmRequest, 'strategy'>, players: Players): Arms {
  const strategies = [players.baseline, THREAD_STRATEGY, players.control];
  return Object.fromEntries(
    strategies.map((strategy) => [armName(setting, strategy), { ...arm, strategy }]),
  );
}

/** The baseline's reset, net of the harness. */
export function cost(setting: string, { baseline, control }: Players): Combination {
  return { [armName(setting, baseline)]: 1, [armName(setting, control)]: -1 };
}

/** What the patch saves. */
export function saving(setting: string, { baseline }: Players): Combination {
  return { [armName(setting, baseline)]: 1, [armName(setting, THREAD_STRATEGY)]: -1 };
}

/** What a setting adds to the saving. */
export function addedSaving(setting: string, to: string, players: Players): Combination {
  return minus(saving(setting, players), saving(to, players));
}

/** What a setting adds to the cost. */
export function addedCost(setting: string, to: string, players: Players): Combination {
  return minus(cost(setting, players), cost(to, players));
}
