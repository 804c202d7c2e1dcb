/** All parsers that read what this project does not control. A new one is one entry in one of these lists. */

import type { FuzzedParser } from './parser.js';
import { BTF } from './parsers/btf.js';
import { HOST } from './parsers/host.js';
import { LAYOUTS } from './parsers/layouts.js';
import { RESULTS } from './parsers/results.js';
import { TOOLS } from './parsers/tools.js';
import { TRACES } from './parsers/traces.js';

export const PARSERS: readonly FuzzedParser[] = [
  ...TRACES,
  ...RESULTS,
  ...TOOLS,
  ...HOST,
  ...LAYOUTS,
  ...BTF,
];
