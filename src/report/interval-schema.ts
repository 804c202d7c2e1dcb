/** An estimate with its 95 % interval, in the unit that its holder's name gives. */

import { z } from 'zod';

export const interval = z.object({ estimate: z.number(), low: z.number(), high: z.number() });
