/** Two hundred loads, which show a leak of 120 kB each; the nightly thousand one of 24 kB. */

import { leavesNothingBehind } from './support/addon-loads.js';

leavesNothingBehind(100);
