/** All hypotheses. A new one: a file in this folder, and its line here. */

import { H1 } from './h01-issue.js';
import { H2 } from './h02-misses.js';
import { H3 } from './h03-lines.js';
import { H4 } from './h04-store-buffer.js';
import { H5 } from './h05-forwarding.js';
import { H6 } from './h06-branches.js';
import { H7 } from './h07-memcpy.js';
import { H8 } from './h08-tlb.js';
import { H9 } from './h09-remote.js';
import { H10 } from './h10-tracing.js';
import type { Hypothesis } from './hypothesis.js';

export const HYPOTHESES: readonly Hypothesis[] = [H1, H2, H3, H4, H5, H6, H7, H8, H9, H10];
