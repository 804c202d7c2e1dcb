/** All sections, in the order of the report: the answer first, what it rests on last. */

import type { Section } from './section.js';
import { ANSWER } from './sections/answer.js';
import { BOOT_FIGURES } from './sections/boot-figures.js';
import { COPY_COST } from './sections/copy-cost.js';
import { DISTRIBUTIONS } from './sections/distributions.js';
import { FOOTPRINT } from './sections/footprint.js';
import { HOST } from './sections/host.js';
import { HYPOTHESES } from './sections/hypotheses.js';
import { LEDGER } from './sections/ledger.js';
import { LINE_MAP } from './sections/line-map.js';
import { PHASE_SWEEP } from './sections/phase-sweep.js';
import { TIMELINE } from './sections/timeline.js';

export const SECTIONS: readonly Section[] = [
  ANSWER,
  BOOT_FIGURES,
  LEDGER,
  FOOTPRINT,
  LINE_MAP,
  PHASE_SWEEP,
  DISTRIBUTIONS,
  HYPOTHESES,
  COPY_COST,
  TIMELINE,
  HOST,
];
