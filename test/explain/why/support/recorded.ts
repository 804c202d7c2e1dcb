/** What an experiment compares: its arms by name, and every contrast that it asked for. */

import { vi } from 'vitest';
import { type Combination, Contrasts } from '../../../../src/explain/lab/contrast.js';
import { Lab } from '../../../../src/explain/lab/lab.js';
import type { Arms } from '../../../../src/explain/lab/trios.js';
import type { ArmRequest } from '../../../../src/host/native-lab.js';
import type { Interval } from '../../../../src/stats/types.js';

export interface Asked {
  combination: Combination;
  comparisons: number;
  interval: Interval;
}

export interface Recorded<T> {
  result: T;
  /** Of all jobs that are not copies. */
  arms: Arms;
  asked: Asked[];
}

export async function recorded<T>(run: () => Promise<T>): Promise<Recorded<T>> {
  const measure = vi.spyOn(Lab.prototype, 'measure');
  const interval = vi.spyOn(Contrasts.prototype, 'interval');
  try {
    const result = await run();
    const arms: Arms = Object.fromEntries(
      measure.mock.calls.flatMap(([own]) => Object.entries(own)),
    );
    const asked = interval.mock.calls.map(([combination, comparisons = 1], call) => {
      const returned = interval.mock.results[call];
      if (returned?.type !== 'return') throw new Error('a contrast that failed');
      return { combination, comparisons, interval: returned.value };
    });
    return { result, arms, asked };
  } finally {
    measure.mockRestore();
    interval.mockRestore();
  }
}

export function armNamed(arms: Arms, name: string): ArmRequest {
  const found = arms[name];
  if (found === undefined) throw new Error(`no arm ${name}`);
  return found;
}

/** Members in which two arms differ; one that is absent differs from one that is there. */
export function differences(one: ArmRequest, other: ArmRequest): string[] {
  const left = new Map(Object.entries(one));
  const right = new Map(Object.entries(other));
  const keys = new Set([...left.keys(), ...right.keys()]);
  return [...keys].filter((key) => left.get(key) !== right.get(key)).sort();
}
