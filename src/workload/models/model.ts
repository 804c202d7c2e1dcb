/** What a workload model is: events computed from a few parameters instead of recorded. */

import type { GuestEvent } from '../expand.js';
import type { Parameter, ReadParameter } from './parameters.js';

export interface Model {
  /** Names it: `id` alone, or `id:key=value,...`. */
  id: string;
  /** One clause, without the parameters. */
  description: string;
  parameters: readonly Parameter<unknown>[];
  /** @throws UsageError for values that do not go together */
  events(read: ReadParameter): readonly GuestEvent[];
}
