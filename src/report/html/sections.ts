/** All sections, in the order of the report: the answer first, what it rests on last. */

import type { Section } from './section.js';
import { ANSWER } from './sections/answer.js';

export const SECTIONS: readonly Section[] = [ANSWER];
